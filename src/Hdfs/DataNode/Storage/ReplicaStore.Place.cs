using System.Runtime.ExceptionServices;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Replicas whose files come to their place. Those of a copy that came in beside an older replica take its place in one step for whoever looks, whatever
/// ends in between: the rename of the block file. The checksum file is there before, beside the older one's, and a start tells by what is in them which of
/// the two is the block file's (<see cref="ChecksumChoice"/>).
/// </summary>
internal sealed partial class ReplicaStore
{
    private bool IsIncoming(ReplicaWriter writer)
    {
        lock (_gate)
        {
            return ReferenceEquals(_map.FindIncoming(writer.Replica.BlockId), writer.Replica);
        }
    }

    // Called with the block's lock; what has an older replica go is on the medium already.
    // Null, or why what is left of the older one is still there: the new one has its place all the same.
    private DiskException? Place(Volume volume, ReplicaView replica, ReplicaState state, ReplicaView? older, bool durable, Action commit)
    {
        var to = replica with { OriginalState = state };
        if (state == ReplicaState.Finalized)
        {
            _directories.Ensure(volume, replica.BlockId);
        }

        if (older is { } gone)
        {
            return TakePlace(volume, replica, to, gone, commit);
        }

        MoveFiles(volume, replica, to, durable);
        lock (_gate)
        {
            DemandVolume(volume.Number);
            commit();
        }

        return null;
    }

    private DiskException? TakePlace(Volume volume, ReplicaView copy, ReplicaView to, ReplicaView older, Action commit)
    {
        var (disk, pool) = (volume.Disk, volume.Pool);
        var replaced = disk.FileLength(pool.Data(to)) ?? 0;
        try
        {
            disk.Rename(pool.Meta(copy), pool.Meta(to));
            SyncDirectoryOf(volume, to);
            disk.Rename(pool.Data(copy), pool.Data(to));
        }
        catch (DiskException)
        {
            // The first failure is told. Where the block file is, its checksum file belongs.
            SeeTo(copy.BlockId, volume, () =>
            {
                if (disk.FileExists(pool.Data(copy)))
                {
                    Delete(volume, pool.Meta(to));
                }
            });
            throw;
        }

        // From here on the copy is the replica, also when what follows fails: there is no way back.
        lock (_gate)
        {
            DemandVolume(volume.Number);
            commit();
        }

        volume.AddUsed(-replaced);
        ForgetMeasurement(copy.BlockId);
        _log.Info(Area, $"{to} came in whole and has taken the place of {older}");
        return SeeTo(copy.BlockId, volume, () => RemoveOlder(volume, to, older));
    }

    // Nothing is written to the new replica before the checksum file of the older one is gone for good: then the two could not be told apart any more.
    private void RemoveOlder(Volume volume, ReplicaView replica, ReplicaView older)
    {
        SyncDirectoryOf(volume, replica);
        if (Volatile.Read(ref _volumes)[older.Volume] is not { } where)
        {
            return; // It was given up, with the older replica.
        }

        if (where.Pool.Data(older) != volume.Pool.Data(replica))
        {
            Delete(where, where.Pool.Data(older));
        }

        Delete(where, where.Pool.Meta(older));
        SyncDirectoryOf(where, older);
    }

    private static void ThrowIfAny(DiskException? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void SyncDirectoryOf(Volume volume, ReplicaView replica) => volume.Disk.SyncDirectory(volume.Pool.Directory(replica.BlockId, replica.OriginalState));
}
