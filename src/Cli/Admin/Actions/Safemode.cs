using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-safemode</c>: whether the NameNode refuses changes.</summary>
internal sealed class Safemode : AdminAction
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override string Name => "-safemode";

    public override string Usage => "-safemode <enter | leave | get | wait | forceExit>";

    public override string Help =>
        """
        Safe mode is a state of the NameNode in which it
          1. takes no changes to the name space: it can only be read
          2. neither copies nor deletes blocks.
        A NameNode starts in it, and leaves it by itself when enough of its blocks have as many replicas as they must have
        (dfs.namenode.safemode.threshold-pct, dfs.namenode.replication.min). It can be entered by hand as well, and is then left only by
        hand.
          enter  leave  get    what they say
          wait                 returns when it is off
          forceExit            leaves also where that deletes blocks which an older image does not know
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
