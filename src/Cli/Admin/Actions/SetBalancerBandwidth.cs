using Hathi.Base;
using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-setBalancerBandwidth</c>: what balancing may take of each DataNode.</summary>
internal sealed class SetBalancerBandwidth : AdminAction
{
    public override string Name => "-setBalancerBandwidth";

    public override string Usage => "-setBalancerBandwidth <bandwidth in bytes per second>";

    public override string Help =>
        """
        Sets how many bytes a second each DataNode may use for balancing, for example 10m.
        It comes before dfs.datanode.balance.bandwidthPerSec, until the DataNode restarts.
        """;

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        if (args[0].StartsWith('-'))
        {
            shell.Streams.ErrorLine("Bandwidth should be a non-negative integer");
            return ExitCodes.Usage;
        }

        var bandwidth = Parse(args[0]);
        await Hdfs(shell).Admin.SetBalancerBandwidthAsync(bandwidth, shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line($"Balancer bandwidth is set to {bandwidth}");
        return ExitCodes.Ok;
    }

    private static long Parse(string text)
    {
        try
        {
            return ByteSize.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
