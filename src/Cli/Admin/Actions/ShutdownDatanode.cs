using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-shutdownDatanode</c>: a DataNode ends.</summary>
internal sealed class ShutdownDatanode : AdminAction
{
    public override string Name => "-shutdownDatanode";

    public override string Usage => "-shutdownDatanode <datanode_host:ipc_port> [upgrade]";

    public override string Help =>
        """
        Makes a DataNode end. With upgrade, clients that use it are told to wait until it is back, and pass it over when that
        takes too long: of a DataNode of Apache's; one of Hathi's refuses it.
        """;

    public override (int Fewest, int Most) Arguments => (1, 2);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var forUpgrade = args.Count == 2;
        if (forUpgrade && !args[1].Equals("upgrade", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"{args[1]} is not upgrade");
        }

        var node = DataNode(shell, args[0]);
        await using (node.ConfigureAwait(false))
        {
            await node.ShutDownAsync(forUpgrade, shell.Cancellation).ConfigureAwait(false);
        }

        shell.Out.Line("Submitted a shutdown request to datanode " + args[0]);
        return ExitCodes.Ok;
    }
}
