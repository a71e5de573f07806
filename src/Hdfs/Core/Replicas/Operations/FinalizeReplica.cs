using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>The last byte of a block is in. Source: FsDatasetImpl.finalizeBlock.</summary>
public static class FinalizeReplica
{
    /// <summary>Whether <paramref name="writer"/> may finish the replica.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">Which, in its generation.</param>
    /// <param name="writer">Who wrote it.</param>
    /// <param name="older">The replica whose place it takes, whose files go; null: there is none.</param>
    /// <param name="writerToStop">Not null: somebody writes to the older one; stop it and ask again.</param>
    /// <returns>The replica to move; its length is final.</returns>
    /// <exception cref="ReplicaFault">
    /// NotFound; AlreadyExists: the one that it came in beside is no longer older; or Mismatch: another writer has taken over, or not
    /// all bytes are on disk.
    /// </exception>
    public static ReplicaView Check(ReplicaMap map, Block block, object writer, out ReplicaView? older, out object? writerToStop)
    {
        older = null;
        writerToStop = null;
        var open = GiveWay.CopyBy(map, block.Id, writer);
        if (open is not null)
        {
            older = GiveWay.Check(map, open, out writerToStop);
        }
        else
        {
            var replica = map.Get(block);
            open = map.FindOpen(block.Id) ?? throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} is finalized already.");
            Progress.DemandWriter(open, writer);
        }

        return open.BytesReceived == open.BytesOnDisk
            ? open.View()
            : throw new ReplicaFault(ReplicaError.Mismatch, $"{open} cannot be finalized: not all of its bytes are on disk.");
    }

    /// <summary>The files are in their final place.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="replica">As checked.</param>
    /// <param name="older">The replica whose place it takes, as checked.</param>
    public static void Commit(ReplicaMap map, ReplicaView replica, ReplicaView? older)
    {
        if (older is not null)
        {
            map.RemoveIncoming(replica.BlockId);
        }

        map.SetFinalized(new Block(replica.BlockId, replica.Length, replica.GenerationStamp), replica.Volume);
    }
}
