using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What operations on replicas work with: one of each a store, made by <see cref="ReplicaStore"/>.</summary>
/// <param name="Table">The map.</param>
/// <param name="Volumes">The volumes.</param>
/// <param name="Files">The files.</param>
/// <param name="Locks">One a block; their order stands at <see cref="ReplicaTable"/>.</param>
/// <param name="Measurements">Replicas that are read on the side.</param>
/// <param name="Limits">How long is waited.</param>
/// <param name="Events">Hears of changes.</param>
/// <param name="Clock">The time.</param>
/// <param name="Log">Where trouble is told.</param>
internal sealed record ReplicaParts(
    ReplicaTable Table,
    VolumeSet Volumes,
    BlockFiles Files,
    BlockLocks Locks,
    Measurements Measurements,
    StoreLimits Limits,
    IReplicaEvents Events,
    IClock Clock,
    ILogger Log);
