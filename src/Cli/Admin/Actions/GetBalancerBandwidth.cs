using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-getBalancerBandwidth</c>: what balancing may take of a DataNode.</summary>
internal sealed class GetBalancerBandwidth : AdminAction
{
    public override string Name => "-getBalancerBandwidth";

    public override string Usage => "-getBalancerBandwidth <datanode_host:ipc_port>";

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override string Help => "Says how many bytes a second a DataNode may use for balancing. It keeps the number until it restarts.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var node = DataNode(shell, args[0]);
        await using (node.ConfigureAwait(false))
        {
            var bandwidth = await node.GetBalancerBandwidthAsync(shell.Cancellation).ConfigureAwait(false);
            shell.Out.Line($"Balancer bandwidth is {bandwidth} bytes per second.");
        }

        return ExitCodes.Ok;
    }
}
