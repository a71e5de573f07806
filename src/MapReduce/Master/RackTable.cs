using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>Which rack each host is in, as the ResourceManager has it. Immutable.</summary>
internal sealed class RackTable
{
    /// <summary>Of hosts that it does not know (Apache's NetworkTopology.DEFAULT_RACK).</summary>
    internal const string Default = "/default-rack";

    private readonly Dictionary<string, string> _racks = new(StringComparer.Ordinal);

    internal RackTable(IEnumerable<NodeReportProto> nodes)
    {
        foreach (var node in nodes)
        {
            _racks[node.NodeId.Host] = node.RackName is { Length: > 0 } rack ? rack : Default;
        }
    }

    internal string Of(string host) => _racks.GetValueOrDefault(host, Default);

    /// <summary>Asks the ResourceManager; without an answer all hosts are in one rack.</summary>
    internal static async Task<RackTable> LoadAsync(YarnClient yarn, CancellationToken cancellation)
    {
        try
        {
            return new RackTable(await yarn.GetNodesAsync([NodeStateProto.NsRunning], cancellation).ConfigureAwait(false));
        }
        catch (YarnException)
        {
            return new RackTable([]);
        }
    }
}
