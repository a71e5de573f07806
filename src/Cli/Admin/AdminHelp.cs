using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin;

/// <summary>
/// <c>-help [cmd]</c>, laid out as Apache's <c>DFSAdmin.printHelp</c>: how the action is written, a colon, lines
/// behind a tab, an empty line.
/// </summary>
internal sealed class AdminHelp : AdminAction
{
    public override string Name => "-help";

    public override string Usage => "-help [cmd]";

    public override string Help =>
        """
        Says what an action does, or what all of them do when none is named.
        """;

    public override (int Fewest, int Most) Arguments => (0, 1);

    // A name that there is not is answered with everything, and is no error: so is Apache's.
    public override Task<int> RunAsync(Shell shell, List<string> args)
    {
        if (args.Count > 0 && AdminTable.Find("-" + args[0].TrimStart('-')) is { } action)
        {
            Write(action, shell.Out);
            return Task.FromResult(ExitCodes.Ok);
        }

        AdminUsage.WriteAll(shell.Out);
        shell.Out.Line("");
        foreach (var name in AdminTable.Names)
        {
            Write(AdminTable.Find(name)!, shell.Out);
        }

        return Task.FromResult(ExitCodes.Ok);
    }

    private static void Write(AdminAction action, ShellWriter to)
    {
        to.Line(action.Usage + ":");
        foreach (var line in action.Help.Split('\n'))
        {
            to.Line("\t" + line);
        }

        to.Line("");
    }
}
