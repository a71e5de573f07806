using Hathi.Hdfs.Core.Blocks.Nodes;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>A look at the blocks of a node that leaves, and how far it has come.</summary>
/// <param name="node">The node.</param>
/// <param name="before">Ids of the blocks that lacked replicas when it was last looked at; null: all of its blocks are looked at.</param>
internal sealed class DecommissionLook(DataNodeDescriptor node, List<long>? before)
{
    public DataNodeDescriptor Node { get; } = node;

    public List<long>? Before { get; private set; } = before;

    /// <summary>Index in <see cref="Before"/>.</summary>
    public int At { get; set; }

    /// <summary>Ids of the blocks that lack replicas, as far as it has looked.</summary>
    public List<long> Lacking { get; } = [];

    public DataNodeStorage[] Storages { get; private set; } = [.. node.Storages];

    public int Storage { get; set; }

    /// <summary>Index of the next block in the storage's list, from the end: what moves into a gap was looked at before.</summary>
    public int Block { get; set; } = int.MaxValue;

    /// <summary>What had been counted when it began: replicas that came to the node, and storages that were lost anywhere.</summary>
    public (long Added, long Lost) Begun { get; private set; }

    /// <summary>Looks at all blocks, from here on.</summary>
    public void BeginScan(long lost)
    {
        Before = null;
        Storages = [.. Node.Storages];
        Begun = (Node.ReplicasAdded, lost);
    }
}
