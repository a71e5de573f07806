using System.Text;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>Targets for a client: names and addresses to nodes, and the refusal that tells of every node why it was passed over.</summary>
internal sealed class TargetChooser(ClusterState state, PlacementPolicy placement)
{
    // Of a large cluster the message names this many nodes; more would help nobody.
    private const int NodesInMessage = 32;

    private readonly ClusterState _state = state;
    private readonly PlacementPolicy _placement = placement;

    /// <exception cref="HdfsFault">
    /// Fewer than <paramref name="minimum"/> were found: <see cref="HdfsError.Io"/>, or <see cref="HdfsError.NotReplicatedYet"/> where
    /// <paramref name="mayStillCome"/>, since clients ask again after that one; none at all where that is so and none is enough:
    /// <see cref="HdfsError.SafeMode"/>.
    /// </exception>
    public List<ReplicaLocation> Choose(
        string writerAddress,
        int count,
        IReadOnlyList<string> chosen,
        IReadOnlyCollection<string> excluded,
        IReadOnlyCollection<string> favored,
        long blockSize,
        int minimum,
        string path,
        bool mayStillCome)
    {
        _placement.Begin();
        var present = new List<DataNodeStorage>(chosen.Count);
        foreach (var uuid in chosen)
        {
            if (_state.Nodes.TryGet(uuid, out var node))
            {
                _placement.Exclude(node);
                present.AddRange(node.Storages.Take(1));
            }
        }

        foreach (var uuid in excluded)
        {
            if (_state.Nodes.TryGet(uuid, out var node))
            {
                _placement.Exclude(node);
            }
        }

        var targets = _placement.Choose(FindWriter(writerAddress), present, FindFavored(favored), count, blockSize);
        if (targets.Count == 0 && minimum == 0 && count > 0 && mayStillCome)
        {
            // For a pipeline that goes on. Told that there is none, Apache's writer gives its file up; after this it asks again.
            throw new HdfsFault(
                HdfsError.SafeMode,
                $"Cannot add datanode; src={path}. The NameNode has just started; more nodes may register in a moment.");
        }

        if (targets.Count < minimum)
        {
            var refusal = Refusal(path, targets, minimum, excluded, chosen);
            throw mayStillCome
                ? new HdfsFault(
                    HdfsError.NotReplicatedYet, refusal + "\n  The NameNode has just started; more nodes may register in a moment.")
                : new HdfsFault(HdfsError.Io, refusal);
        }

        return targets.ConvertAll(static t => t.Location);
    }

    /// <summary>The DataNode of an address (by chance when several run there), else the rack that the table gives it.</summary>
    public Writer FindWriter(string address)
    {
        var nodes = _state.Nodes.AtAddress(address);
        if (nodes.Count > 0)
        {
            var node = nodes[nodes.Count == 1 ? 0 : _state.Random.Next(nodes.Count)];
            return new Writer(node, node.Rack);
        }

        return new Writer(null, _state.Topology.Get(_state.Racks.Resolve(address)));
    }

    private List<DataNodeDescriptor> FindFavored(IReadOnlyCollection<string> favored)
    {
        var nodes = new List<DataNodeDescriptor>(favored.Count);
        foreach (var name in favored)
        {
            var (host, port) = HostLists.Parse(name);
            foreach (var node in _state.Nodes.AtHost(host))
            {
                if (node.ClusterPosition >= 0 && (port is null || port == node.Id.TransferPort))
                {
                    nodes.Add(node);
                    break;
                }
            }
        }

        return nodes;
    }

    private string Refusal(
        string path, List<DataNodeStorage> targets, int minimum, IReadOnlyCollection<string> excluded, IReadOnlyList<string> chosen)
    {
        var live = _state.Topology.Nodes.Count;
        var message = new StringBuilder(
            $"File {path} could only be written to {targets.Count} of the {minimum} minReplication nodes. "
            + $"There are {live} datanode(s) running and {(excluded.Count == 0 ? "no" : excluded.Count)} node(s) are excluded in this "
            + "operation.");
        var told = 0;
        var (notWanted, inPipeline) = (excluded.ToHashSet(StringComparer.Ordinal), chosen.ToHashSet(StringComparer.Ordinal));
        var found = targets.ConvertAll(t => t.Node).ToHashSet();
        foreach (var node in _state.Nodes.Nodes)
        {
            if (found.Contains(node))
            {
                continue;
            }

            if (told++ == NodesInMessage)
            {
                message.Append($"\n  … and {_state.Nodes.Nodes.Count - NodesInMessage} more");
                break;
            }

            var reason = notWanted.Contains(node.Uuid) ? "the client has excluded the node: it could not be reached"
                : inPipeline.Contains(node.Uuid) ? "the node is in the pipeline already"
                : _placement.WhyNot(node);
            message.Append($"\n  {node}: {reason}.");
        }

        return message.ToString();
    }
}
