using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// Second half of a block recovery: the replica takes the agreed length and generation and becomes final. Source:
/// FsDatasetImpl.updateReplicaUnderRecovery.
/// </summary>
public static class UpdateReplicaUnderRecovery
{
    /// <summary>Whether the replica can take what was agreed.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="oldBlock">The length that this holder told in the first half.</param>
    /// <param name="recoveryId">Of the recovery; the new generation stamp.</param>
    /// <param name="newBlockId">The same block, or 0.</param>
    /// <param name="newLength">Agreed bytes: never more than there are.</param>
    /// <param name="files">As found on disk.</param>
    /// <returns>The replica as it is: to be cut when longer than <paramref name="newLength"/>.</returns>
    /// <exception cref="ReplicaFault">NotFound, Mismatch, or Unsupported: a truncate that copies.</exception>
    public static ReplicaView Check(ReplicaMap map, Block oldBlock, long recoveryId, long newBlockId, long newLength, ReplicaFiles files)
    {
        if (newBlockId > 0 && newBlockId != oldBlock.Id)
        {
            throw new ReplicaFault(
                ReplicaError.Unsupported, $"Truncating blk_{oldBlock.Id} by copying it to blk_{newBlockId} is not supported.");
        }

        var replica = map.Find(oldBlock.Id)
            ?? throw new ReplicaFault(ReplicaError.NotFound, $"Replica not found for blk_{oldBlock.Id}_{oldBlock.GenerationStamp}");
        if (replica.State != ReplicaState.UnderRecovery)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"replica.getState() != RUR, replica={replica}");
        }

        if (replica.BytesOnDisk != oldBlock.Length)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"THIS IS NOT SUPPOSED TO HAPPEN: replica.getBytesOnDisk() != block.getNumBytes() ({oldBlock.Length}), replica={replica}");
        }

        InitReplicaRecovery.CheckFiles(replica, files);
        if (map.FindOpen(oldBlock.Id)!.RecoveryId != recoveryId)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"rur.getRecoveryID() != recoveryId = {recoveryId}, rur={replica}");
        }

        return newLength >= 0 && replica.BytesOnDisk >= newLength
            ? replica
            : throw new ReplicaFault(ReplicaError.Mismatch, $"rur.getNumBytes() < newlength = {newLength}, rur={replica}");
    }

    /// <summary>
    /// The files are about to be cut. What was agreed counts from now on, also when it is less than readers have seen: the
    /// cut may fail half-way.
    /// </summary>
    /// <returns>Start of the first chunk known to be damaged of those that stay; -1: none.</returns>
    public static long Begin(ReplicaMap map, ReplicaView replica, long newLength)
    {
        var open = map.FindOpen(replica.BlockId)!;
        open.BytesAcked = Math.Min(open.BytesAcked, newLength);
        return open.DamagedAt < newLength ? open.DamagedAt : -1;
    }

    /// <summary>The files are cut, final and of the new generation.</summary>
    public static void Commit(ReplicaMap map, ReplicaView replica, long recoveryId, long newLength) =>
        map.SetFinalized(new Block(replica.BlockId, newLength, recoveryId), replica.Volume);
}
