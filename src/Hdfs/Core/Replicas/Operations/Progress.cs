using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>What a writer tells of its replica while it writes. A writer that was replaced is refused, so that it ends.</summary>
public static class Progress
{
    /// <summary>Bytes have arrived; the count never goes back.</summary>
    /// <exception cref="ReplicaFault">Mismatch: another writer has taken over.</exception>
    public static void Received(OpenReplica replica, object writer, long bytes)
    {
        DemandWriter(replica, writer);
        replica.BytesReceived = Math.Max(replica.BytesReceived, bytes);
    }

    /// <summary>Bytes and their checksums are in the files.</summary>
    /// <exception cref="ReplicaFault">Mismatch: another writer has taken over.</exception>
    public static void Written(OpenReplica replica, object writer, long bytes, uint? lastChecksum)
    {
        DemandWriter(replica, writer);
        replica.BytesReceived = Math.Max(replica.BytesReceived, bytes);
        replica.BytesOnDisk = bytes;
        replica.LastChecksum = lastChecksum ?? 0;
        replica.HasLastChecksum = lastChecksum is not null;
    }

    /// <summary>The writer is about to be told that these bytes are on the medium.</summary>
    /// <exception cref="ReplicaFault">Mismatch: another writer has taken over, or the replica is gone.</exception>
    public static void Synced(OpenReplica replica, object writer, long bytes)
    {
        DemandWriter(replica, writer);
        replica.BytesSynced = Math.Max(replica.BytesSynced, bytes);
    }

    /// <summary>
    /// Every node from here to the end of the pipeline has these bytes: the writer is about to be told. A writer that was replaced, or
    /// whose replica is gone, has nothing to tell any more.
    /// </summary>
    /// <exception cref="ReplicaFault">Mismatch: another writer has taken over, or the replica is gone.</exception>
    /// <exception cref="InvalidOperationException">
    /// They are not in the file: no recovery would take the replica, and no reader gets what it was told.
    /// </exception>
    public static void Acked(OpenReplica replica, object writer, long bytes)
    {
        DemandWriter(replica, writer);
        if (bytes > replica.BytesOnDisk)
        {
            throw new InvalidOperationException(
                $"{bytes} bytes of {replica} were to be acknowledged, of which {replica.BytesOnDisk} are in the file");
        }

        replica.BytesAcked = Math.Max(replica.BytesAcked, bytes);
    }

    /// <summary>The writer is gone, whatever the reason; the replica stays as it is. Nothing when another has taken over.</summary>
    public static void WriterLeft(OpenReplica replica, object writer)
    {
        if (ReferenceEquals(replica.Writer, writer))
        {
            replica.Writer = null;
        }
    }

    internal static void DemandWriter(OpenReplica replica, object writer)
    {
        if (!ReferenceEquals(replica.Writer, writer) || replica.State == ReplicaState.UnderRecovery)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} was deleted, or another writer or a recovery has taken it over");
        }
    }
}
