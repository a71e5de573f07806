using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>Why a replica is corrupt.</summary>
internal enum CorruptionKind : byte
{
    /// <summary>A client or a scanner found wrong checksums.</summary>
    Reported = 0,
    WrongGenerationStamp = 1,
    WrongLength = 2,
    WrongState = 3,
}

/// <summary>A corrupt replica as it is on its node's disk, and what was found.</summary>
internal readonly record struct CorruptReplica(Block OnDisk, CorruptionKind Kind, string Reason);

/// <summary>
/// The particulars of corrupt replicas (CorruptReplicasMap). That a replica is corrupt is noted in its slot; these are few.
/// </summary>
internal sealed class CorruptReplicas
{
    private readonly Dictionary<(int Handle, DataNodeDescriptor Node), CorruptReplica> _replicas = [];

    /// <summary>Blocks with at least one corrupt replica.</summary>
    public int Blocks { get; set; }

    public IEnumerable<(int Handle, DataNodeDescriptor Node, CorruptReplica Replica)> All =>
        _replicas.Select(r => (r.Key.Handle, r.Key.Node, r.Value));

    public void Set(int handle, DataNodeDescriptor node, in CorruptReplica replica) => _replicas[(handle, node)] = replica;

    public CorruptReplica Get(int handle, DataNodeDescriptor node) => _replicas[(handle, node)];

    public void Remove(int handle, DataNodeDescriptor node) => _replicas.Remove((handle, node));
}
