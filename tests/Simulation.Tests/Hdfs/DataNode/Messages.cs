using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>What a writer wants (BlockConstructionStage).</summary>
internal enum WriteStage
{
    Create,
    Append,
    AppendRecovery,
    StreamingRecovery,
    CloseRecovery,
    TransferRbw,
    TransferFinalized,
}

/// <summary>WRITE_BLOCK.</summary>
/// <param name="Block">With its generation stamp before any recovery; its length is the room to keep.</param>
/// <param name="Stage">What is wanted.</param>
/// <param name="ClientName">Null: from a DataNode that copies.</param>
/// <param name="SourceUuid">Of the DataNode that copies.</param>
/// <param name="Targets">Nodes behind this one.</param>
/// <param name="NewStamp">Generation stamp from now on; 0: as it is.</param>
/// <param name="MinReceived">Bytes that are acknowledged.</param>
/// <param name="MaxReceived">Bytes that were sent at all.</param>
internal sealed record WriteBlock(
    Block Block,
    WriteStage Stage,
    string? ClientName,
    string SourceUuid,
    IReadOnlyList<ReplicaLocation> Targets,
    long NewStamp,
    long MinReceived,
    long MaxReceived)
{
    public bool IsTransfer => Stage is WriteStage.TransferRbw or WriteStage.TransferFinalized;

    /// <summary>Packets are acknowledged.</summary>
    public bool HasAcks => ClientName is not null && !IsTransfer;
}

/// <summary>The answer to <see cref="WriteBlock"/>.</summary>
/// <param name="Bad">The node at fault; null: all are ready.</param>
/// <param name="Message">Why.</param>
internal sealed record WriteReply(string? Bad, string Message);

/// <summary>A packet.</summary>
/// <param name="Number">Of the packets of a file.</param>
/// <param name="Offset">In the block.</param>
/// <param name="Bytes">Of the block.</param>
/// <param name="IsLast">Nothing follows: the block is to be final.</param>
/// <param name="IsSound">Matches its checksums: wrong only when a damaged replica is copied.</param>
internal sealed record Packet(int Number, long Offset, byte[] Bytes, bool IsLast, bool IsSound)
{
    public long End => Offset + Bytes.Length;

    public override string ToString() => $"packet {Number} [{Offset}, {End}){(IsLast ? " last" : "")}";
}

/// <summary>An acknowledgement with a reply of each node from the sender on; below zero: of no packet.</summary>
internal sealed record Ack(int Number, IReadOnlyList<bool> Replies)
{
    public override string ToString() => $"ack {Number} {string.Join(',', Replies)}";
}

/// <summary>READ_BLOCK.</summary>
internal sealed record ReadBlock(Block Block, long Offset, long Length);

/// <summary>The answer to <see cref="ReadBlock"/>.</summary>
/// <param name="Bytes">Null: refused.</param>
/// <param name="IsSound">The reader finds that they match their checksums.</param>
/// <param name="Message">Why it was refused.</param>
internal sealed record ReadReply(byte[]? Bytes, bool IsSound, string Message);

/// <summary>getReplicaVisibleLength.</summary>
internal sealed record GetVisibleLength(Block Block);

/// <summary>The answer to <see cref="GetVisibleLength"/>; below zero: refused.</summary>
internal sealed record VisibleLengthReply(long Length);

/// <summary>TRANSFER_BLOCK: a client has a replica sent to a node that joins its pipeline.</summary>
internal sealed record TransferBlock(Block Block, string ClientName, ReplicaLocation Target);

/// <summary>The answer to a transfer.</summary>
internal sealed record TransferReply(bool Done, string Message);

/// <summary>First half of a block recovery, to one holder.</summary>
internal sealed record InitRecovery(Block Block, long RecoveryId);

/// <summary>Its answer.</summary>
/// <param name="Error">Why it was refused; null: it was not.</param>
/// <param name="Replica">Null: there is none.</param>
internal sealed record InitRecoveryReply(ReplicaError? Error, ReplicaView? Replica);

/// <summary>Second half, to one holder.</summary>
internal sealed record FinishRecovery(Block OldBlock, long RecoveryId, long NewLength);

/// <summary>Its answer.</summary>
/// <param name="StorageId">Where the replica is; null: refused.</param>
internal sealed record FinishRecoveryReply(string? StorageId);
