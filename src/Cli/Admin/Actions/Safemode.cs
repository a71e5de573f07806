using Hathi.Cli.Dfs;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-safemode</c>: whether the NameNode refuses changes.</summary>
internal sealed class Safemode : AdminAction
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override string Name => "-safemode";

    public override string Usage => "-safemode enter | leave | get | wait | forceExit";

    public override string Help =>
        """
        In safe mode the NameNode serves reads, refuses changes, and neither copies nor deletes blocks. It starts in it and leaves it when it
        knows of enough blocks. wait returns when it has; forceExit leaves also where blocks would be lost.
        """;

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var word = args[0].ToLowerInvariant();
        var action = word switch
        {
            "leave" => SafeModeAction.Leave,
            "enter" => SafeModeAction.Enter,
            "get" or "wait" => SafeModeAction.Get,
            "forceexit" => SafeModeAction.ForceExit,
            _ => throw new UsageException($"{args[0]} is no action of safe mode"),
        };
        var admin = Hdfs(shell).Admin;
        var on = await admin.SetSafeModeAsync(action, shell.Cancellation).ConfigureAwait(false);
        while (on && word == "wait")
        {
            await Task.Delay(Pause, shell.Cancellation).ConfigureAwait(false);
            on = await admin.SetSafeModeAsync(SafeModeAction.Get, shell.Cancellation).ConfigureAwait(false);
        }

        shell.Out.Line("Safe mode is " + (on ? "ON" : "OFF"));
        return ExitCodes.Ok;
    }
}
