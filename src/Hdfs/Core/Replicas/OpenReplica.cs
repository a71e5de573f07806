using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>
/// A replica that is not finalized, or that a recovery holds. Lives in a <see cref="ReplicaMap"/> and, like it, is touched by one
/// thread at a time.
/// </summary>
public sealed class OpenReplica
{
    internal OpenReplica(long blockId, long generationStamp, int volume, ReplicaState state, long length)
    {
        BlockId = blockId;
        GenerationStamp = generationStamp;
        Volume = volume;
        State = state;
        OriginalState = state;
        BytesReceived = length;
        BytesOnDisk = length;
        BytesAcked = length;
    }

    public long BlockId { get; }

    public long GenerationStamp { get; internal set; }

    /// <summary>Number of the volume that holds it.</summary>
    public int Volume { get; }

    public ReplicaState State { get; internal set; }

    /// <summary>
    /// What it was before a recovery took it; the same as <see cref="State"/> otherwise. Says in which directory the files are.
    /// </summary>
    public ReplicaState OriginalState { get; internal set; }

    /// <summary>Bytes that have arrived.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Bytes handed to the file system, with their checksums.</summary>
    public long BytesOnDisk { get; internal set; }

    /// <summary>Bytes that every node further down has too: what a reader may see.</summary>
    public long BytesAcked { get; internal set; }

    /// <summary>
    /// Bytes that were promised to be on the medium (hsync), or that may have been before this replica was opened again: never more than
    /// <see cref="BytesOnDisk"/>.
    /// </summary>
    public long BytesSynced { get; internal set; }

    /// <summary>Checksum of the last chunk up to <see cref="BytesOnDisk"/>, which the file may already hold for a longer chunk.</summary>
    public uint LastChecksum { get; internal set; }

    /// <summary>Whether <see cref="LastChecksum"/> is known.</summary>
    public bool HasLastChecksum { get; internal set; }

    /// <summary>
    /// Start of the first chunk that is known to be damaged, with others behind it that are not, or that readers have seen; -1: none.
    /// </summary>
    public long DamagedAt { get; internal set; } = -1;

    /// <summary>
    /// Bytes before a gap that looks as if the power had left it; a recovery keeps what is behind it when nobody else has it. 0: nothing of
    /// it can be vouched for. -1: none.
    /// </summary>
    public long GapAt { get; internal set; } = -1;

    /// <summary>
    /// Bytes that are never cut off for what the files hold: readers have seen them, or they were final. Of a replica found at
    /// start nothing is known.
    /// </summary>
    public long Floor => OriginalState is ReplicaState.BeingWritten or ReplicaState.Finalized ? BytesAcked : 0;

    /// <summary>Generation stamp that the running recovery will give; 0 when there is none.</summary>
    public long RecoveryId { get; internal set; }

    /// <summary>Whoever writes now; null when the writer is gone. Compared by identity only.</summary>
    public object? Writer { get; internal set; }

    /// <summary>Bytes a reader may see; -1: not readable. Source: Replica.getVisibleLength of each state.</summary>
    public long VisibleLength => OriginalState switch
    {
        ReplicaState.Finalized => BytesReceived,
        ReplicaState.BeingWritten => BytesAcked,
        _ => -1,
    };

    /// <summary>
    /// Whether the files can be cut to so many bytes, for more are damaged. False: the replica is bad, and nothing of it is cut off.
    /// </summary>
    public bool CanBe(long bytes) => bytes >= Floor;

    /// <summary>A copy of what others may know.</summary>
    public ReplicaView View() =>
        new(
            BlockId, GenerationStamp, BytesReceived, BytesOnDisk, VisibleLength, GapAt >= 0 ? GapAt : BytesOnDisk, DamagedAt, State,
            OriginalState, Volume);

    public override string ToString() => View().ToString();
}
