using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>An order to a DataNode, carried by the answer to its heartbeat or block report.</summary>
public abstract record DataNodeCommand;

/// <summary>Copy blocks to other nodes (BlockCommandProto TRANSFER).</summary>
public sealed record TransferBlocks(IReadOnlyList<BlockTransfer> Transfers) : DataNodeCommand;

/// <summary>One block and the pipeline it is to be sent down.</summary>
public readonly record struct BlockTransfer(Block Block, IReadOnlyList<ReplicaLocation> Targets);

/// <summary>Delete replicas (BlockCommandProto INVALIDATE).</summary>
public sealed record InvalidateBlocks(IReadOnlyList<Block> Blocks) : DataNodeCommand;

/// <summary>Agree with the other holders on a length (BlockRecoveryCommandProto).</summary>
public sealed record RecoverBlocks(IReadOnlyList<RecoveringBlock> Blocks) : DataNodeCommand;

/// <summary>One block to recover.</summary>
/// <param name="Block">Id, length and generation stamp before the recovery.</param>
/// <param name="RecoveryId">The generation stamp it gets.</param>
/// <param name="Locations">The replicas that take part.</param>
/// <param name="WithoutSilent">Holders that do not say what they have were asked often enough: the others decide.</param>
public readonly record struct RecoveringBlock(Block Block, long RecoveryId, IReadOnlyList<ReplicaLocation> Locations, bool WithoutSilent);

/// <summary>The NameNode does not know the caller (any more): register again, then report all blocks (RegisterCommandProto).</summary>
public sealed record ReRegister : DataNodeCommand;

/// <summary>Stop (BlockCommandProto SHUTDOWN).</summary>
public sealed record ShutDown : DataNodeCommand;

/// <summary>Limit the balancer's moves (BalancerBandwidthCommandProto).</summary>
public sealed record SetBalancerBandwidth(long BytesPerSecond) : DataNodeCommand;
