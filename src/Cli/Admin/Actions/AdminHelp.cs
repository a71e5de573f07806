using Hathi.Cli.Dfs;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-help [cmd]</c>.</summary>
internal sealed class AdminHelp : AdminAction
{
    public override string Name => "-help";

    public override string Usage => "-help [cmd]";

    public override string Help =>
        """
        Says what an action does, or what all of them do when none is named.
        """;

    public override (int Fewest, int Most) Arguments => (0, 1);

    public override Task<int> RunAsync(Shell shell, List<string> args)
    {
        if (args.Count == 0)
        {
            AdminUsage.WriteAll(shell.Out);
        }

        foreach (var name in args.Count == 0 ? AdminTable.Names : [args[0].StartsWith('-') ? args[0] : "-" + args[0]])
        {
            var action = AdminTable.Find(name) ?? throw new UsageException($"{args[0]}: Unknown command");
            shell.Out.Line("");
            shell.Out.Line(action.Usage + " :");
            foreach (var line in action.Help.Split('\n'))
            {
                shell.Out.Line("  " + line);
            }
        }

        return Task.FromResult(ExitCodes.Ok);
    }
}
