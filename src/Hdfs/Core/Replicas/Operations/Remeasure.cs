namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// The disk failed in the middle of an operation, or the process or the power went, and the files of a replica that nobody writes to may
/// hold something else than the map says: what was found of it counts from now on.
/// </summary>
public static class Remeasure
{
    /// <summary>Takes in what was found; nothing while somebody writes.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="blockId">Which.</param>
    /// <param name="bytes">Bytes that are kept.</param>
    /// <param name="soundBytes">
    /// Of those, the ones before a gap that looks as if the power had left it; the same number: there is none.
    /// </param>
    /// <param name="lastChecksum">Of the last, partial chunk; null: there is none.</param>
    /// <param name="damagedAt">Start of the first damaged chunk among them; -1: none was seen.</param>
    /// <exception cref="ReplicaFault">Mismatch: readers have seen more than that. The replica stays what it is.</exception>
    public static void Commit(ReplicaMap map, long blockId, long bytes, long soundBytes, uint? lastChecksum, long damagedAt)
    {
        if (map.FindOpen(blockId) is not { Writer: null } replica)
        {
            return;
        }

        if (!replica.CanBe(bytes))
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has {bytes} sound bytes, fewer than readers have seen.");
        }

        replica.BytesReceived = bytes;
        replica.BytesOnDisk = bytes;
        replica.BytesSynced = Math.Min(replica.BytesSynced, bytes);
        replica.LastChecksum = lastChecksum ?? 0;
        replica.HasLastChecksum = lastChecksum is not null;
        replica.DamagedAt = damagedAt;
        replica.GapAt = soundBytes < bytes ? soundBytes : -1;
    }

    /// <summary>
    /// Nothing of the replica can be vouched for: its first chunk or its checksums never came to the medium, or cannot be read. It is all
    /// there as it lies, and says so to a recovery; others that have sound bytes decide.
    /// </summary>
    /// <param name="map">The replicas.</param>
    /// <param name="blockId">Which.</param>
    /// <param name="bytes">Of the block file.</param>
    public static void Unsound(ReplicaMap map, long blockId, long bytes)
    {
        if (map.FindOpen(blockId) is not { Writer: null } replica)
        {
            return;
        }

        replica.BytesReceived = bytes;
        replica.BytesOnDisk = bytes;
        replica.HasLastChecksum = false;
        replica.DamagedAt = 0;
        replica.GapAt = 0;
    }

    /// <summary>A chunk that readers have seen is damaged: the replica stays as long as it is.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="blockId">Which.</param>
    /// <param name="at">Start of the chunk.</param>
    public static void Damaged(ReplicaMap map, long blockId, long at)
    {
        if (map.FindOpen(blockId) is { } replica)
        {
            replica.DamagedAt = at;
        }
    }
}
