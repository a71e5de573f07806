using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>A replica at one moment.</summary>
/// <param name="BlockId">Which block.</param>
/// <param name="GenerationStamp">Its version; part of the name of the checksum file.</param>
/// <param name="Length">Bytes that have arrived.</param>
/// <param name="BytesOnDisk">Bytes in the file.</param>
/// <param name="VisibleLength">Bytes a reader may see; -1: not readable.</param>
/// <param name="SoundLength">
/// Bytes before what may be a gap that the power left; 0: nothing vouches for any; all bytes in the file when there is no gap.
/// </param>
/// <param name="DamagedAt">Start of the first chunk that is known to be damaged; -1: none.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="OriginalState">What it was before a recovery took it: says in which directory the files are.</param>
/// <param name="Volume">Number of the volume that holds it.</param>
public readonly record struct ReplicaView(
    long BlockId,
    long GenerationStamp,
    long Length,
    long BytesOnDisk,
    long VisibleLength,
    long SoundLength,
    long DamagedAt,
    ReplicaState State,
    ReplicaState OriginalState,
    int Volume)
{
    public override string ToString() =>
        $"blk_{BlockId}_{GenerationStamp} ({State}{(State == OriginalState ? "" : $", was {OriginalState}")}, length {Length}, on disk "
        + $"{BytesOnDisk}, visible {VisibleLength}{(SoundLength == BytesOnDisk ? "" : $", sound {SoundLength}")}, volume {Volume})";
}

/// <summary>Lengths of the two files of a replica as found on disk; -1: missing.</summary>
public readonly record struct ReplicaFiles(long DataLength, long MetaLength);
