using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>Which rack each host is in, as the ResourceManager has it. Immutable.</summary>
internal sealed class RackTable
{
    /// <summary>Of hosts that it does not know (Apache's NetworkTopology.DEFAULT_RACK).</summary>
    internal const string Default = "/default-rack";

    private readonly Dictionary<string, string> _racks = new(StringComparer.Ordinal);

    private readonly int _more;

    internal RackTable(IEnumerable<NodeReportProto> nodes)
    {
        foreach (var node in nodes)
        {
            _more += _racks.ContainsKey(node.NodeId.Host) ? 1 : 0;
            _racks[node.NodeId.Host] = node.RackName is { Length: > 0 } rack ? rack : Default;
        }
    }

    /// <summary>How many hosts so many nodes are; in a cluster on one machine several may have one name.</summary>
    internal int Hosts(int nodes) => nodes > _more ? nodes - _more : nodes;

    internal string Of(string host) => _racks.GetValueOrDefault(host, Default);

    /// <summary>Asks the ResourceManager; when it does not tell, all hosts are in one rack.</summary>
    /// <param name="patient">Waits for a ResourceManager that is down.</param>
    /// <param name="ask">Asks for the nodes that run.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="Hadoop.Rpc.RpcConnectionException">It was not reached for as long as <paramref name="patient"/> waits.</exception>
    internal static async Task<RackTable> LoadAsync(
        ManagerCall patient, Func<CancellationToken, Task<IReadOnlyList<NodeReportProto>>> ask, CancellationToken cancellation)
    {
        try
        {
            return new RackTable(await patient.RunAsync("has not told the racks yet", ask, cancellation).ConfigureAwait(false));
        }
        catch (YarnException)
        {
            return new RackTable([]);
        }
    }
}
