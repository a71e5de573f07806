using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// Which replica is read next: the nearest by the NameNode's order, one on our own address before all, those that any stream saw failing
/// after all, none that failed in this read. One a read; not for several threads.
/// </summary>
internal sealed class ReplicaChooser(HdfsClient client)
{
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly List<string> _reasons = [];

    /// <summary>Why each node failed, for the message of the end.</summary>
    internal string Reasons => string.Join("; ", _reasons);

    /// <summary>Null when no replica is left. <paramref name="except"/> are nodes that another read of the same range uses.</summary>
    internal DatanodeInfoProto? Choose(LocatedBlockProto block, IReadOnlySet<string>? except)
    {
        DatanodeInfoProto? best = null;
        var bestRank = int.MaxValue;
        var own = client.Options.BindAddress?.ToString();
        foreach (var node in block.Locs)
        {
            var uuid = node.Id.DatanodeUuid;
            if (_failed.Contains(uuid) || except?.Contains(uuid) == true)
            {
                continue;
            }

            var rank = (client.Suspects.Contains(uuid) ? 2 : 0) + (node.Id.IpAddr == own ? 0 : 1);
            if (rank < bestRank)
            {
                best = node;
                bestRank = rank;
            }
        }

        return best;
    }

    /// <summary>This node is not asked again in this read.</summary>
    internal void Failed(DatanodeIDProto node, Exception reason)
    {
        if (_failed.Add(node.DatanodeUuid))
        {
            _reasons.Add(reason.Message);
        }

        client.Suspects.Add(node.DatanodeUuid);
    }

    /// <summary>All nodes may be asked again.</summary>
    internal void Reset()
    {
        _failed.Clear();
        _reasons.Clear();
    }
}
