using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-triggerBlockReport</c>: a DataNode tells its blocks now.</summary>
internal sealed class TriggerBlockReport : AdminAction
{
    public override string Name => "-triggerBlockReport";

    public override string Usage => "-triggerBlockReport [-incremental] <datanode_host:ipc_port> [-namenode <namenode_host:ipc_port>]";

    public override string Help =>
        """
        Makes a DataNode report its blocks now.
          -incremental  what has changed; without it, all
          -namenode     to this NameNode; without it, to every one that it serves
        """;

    public override (int Fewest, int Most) Arguments => (1, 4);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var nameNode = TakeNameNode(args);
        var incremental = args.Remove("-incremental");
        if (args is not [var address])
        {
            shell.Streams.ErrorLine(
                args.Count == 0 ? "You must specify a host:port pair." : "Can't understand arguments: " + string.Join(' ', args[1..]));
            return ExitCodes.Failed;
        }

        var node = DataNode(shell, address);
        await using (node.ConfigureAwait(false))
        {
            try
            {
                await node.TriggerBlockReportAsync(incremental, nameNode, shell.Cancellation).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                shell.Streams.ErrorLine("triggerBlockReport error: " + Failures.Describe(e));
                return ExitCodes.Failed;
            }
        }

        shell.Out.Line($"Triggering {(incremental ? "an incremental" : "a full")} block report on "
            + $"{address}{(nameNode is null ? "" : " to namenode " + nameNode)}.");
        return ExitCodes.Ok;
    }

    private static string? TakeNameNode(List<string> args)
    {
        var at = args.IndexOf("-namenode");
        if (at < 0)
        {
            return null;
        }

        if (at + 1 == args.Count)
        {
            throw new UsageException("option -namenode requires 1 argument.");
        }

        var address = args[at + 1];
        args.RemoveRange(at, 2);
        return address;
    }
}
