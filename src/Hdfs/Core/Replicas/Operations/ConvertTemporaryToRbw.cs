using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>A part of a block has come in by TRANSFER_RBW and joins a pipeline. Source: FsDatasetImpl.convertTemporaryToRbw.</summary>
public static class ConvertTemporaryToRbw
{
    /// <summary>Whether the replica is there in full.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">Its length is what readers may already have seen elsewhere.</param>
    /// <param name="writer">Who brought it in.</param>
    /// <param name="older">The replica whose place it takes, whose files go; null: there is none.</param>
    /// <param name="writerToStop">Not null: somebody writes to the older one; stop it and ask again.</param>
    /// <exception cref="ReplicaFault">
    /// NotFound, AlreadyExists (another state or generation) or Mismatch (too short, another writer).
    /// </exception>
    public static OpenReplica Check(ReplicaMap map, Block block, object writer, out ReplicaView? older, out object? writerToStop)
    {
        older = null;
        writerToStop = null;
        var copy = GiveWay.CopyBy(map, block.Id, writer);
        var replica = copy ?? map.FindOpen(block.Id);
        if (replica is null || replica.State != ReplicaState.Temporary)
        {
            var found = map.Get(block.Id);
            throw new ReplicaFault(ReplicaError.AlreadyExists, $"{found} is not temporary and cannot join a pipeline.");
        }

        if (replica.GenerationStamp != block.GenerationStamp)
        {
            throw new ReplicaFault(ReplicaError.AlreadyExists, $"{replica} cannot join a pipeline of generation {block.GenerationStamp}.");
        }

        if (replica.BytesReceived < block.Length)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has fewer bytes than the {block.Length} that readers have seen.");
        }

        Progress.DemandWriter(replica, writer);
        if (copy is not null)
        {
            older = GiveWay.Check(map, copy, out writerToStop);
        }

        return replica;
    }

    /// <summary>The files are in the directory of replicas being written.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="replica">As checked.</param>
    /// <param name="visibleLength">Bytes that readers may see at once.</param>
    public static void Commit(ReplicaMap map, OpenReplica replica, long visibleLength)
    {
        map.TakePlace(replica);
        replica.State = ReplicaState.BeingWritten;
        replica.OriginalState = ReplicaState.BeingWritten;
        replica.BytesAcked = visibleLength;
        replica.BytesSynced = replica.BytesOnDisk; // Nodes that leave the pipeline may have promised so much.
        replica.Writer = null;
    }
}
