using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNode.Operations;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Files and map in step again after an operation that failed half-way: a move of the two files, a cut, a write.
/// </summary>
internal sealed partial class ReplicaStore
{
    // Moves that failed and that the disk did not let be taken back; guarded by _gate. Seldom any.
    private readonly Dictionary<long, (Volume Volume, ReplicaView From, ReplicaView To)> _apart = [];

    // Replicas of which a cut failed, maybe in the middle of a checksum; guarded by _gate. Seldom any.
    private readonly HashSet<long> _suspect = [];

    // When it fails the files are where they were; else that is tried again before anything else is done with the replica.
    private void MoveFiles(Volume volume, ReplicaView from, ReplicaView to, bool durable)
    {
        try
        {
            ReplicaMove.Run(volume, from, to, durable);
        }
        catch (DiskException)
        {
            if (!ReplicaMove.TryPutBack(volume, from, to))
            {
                lock (_gate)
                {
                    _apart[from.BlockId] = (volume, from, to);
                }
            }

            throw;
        }
    }

    // Called with the block's lock.
    private void PutBackWhatIsApart(long blockId)
    {
        (Volume Volume, ReplicaView From, ReplicaView To) move;
        lock (_gate)
        {
            if (_apart.Count == 0 || !_apart.Remove(blockId, out move) || _map.Find(blockId)?.Volume != move.Volume.Number)
            {
                return;
            }
        }

        if (!ReplicaMove.TryPutBack(move.Volume, move.From, move.To))
        {
            lock (_gate)
            {
                _apart[blockId] = move;
            }
        }
    }

    // An earlier operation may have failed half-way, and the disk may not have let it take back what it had done: what the files hold is what the
    // replica is. Nothing when somebody writes to it.
    private void BringInStep(long blockId)
    {
        PutBackWhatIsApart(blockId);
        if (Find(blockId) is not { } replica || !IsIdle(blockId))
        {
            return;
        }

        var volume = VolumeOf(replica);
        if (FilesOf(replica) is { DataLength: < 0 } or { MetaLength: <= 0 } || (!IsSuspect(blockId) && EndsWhereItShould(volume, replica)))
        {
            return;
        }

        var sound = ReplicaIntegrity.CutToValid(volume.Disk, volume.Pool.Data(replica), volume.Pool.Meta(replica));
        _log.Warn(Area, $"{replica} on {volume.Root} has {sound.Length} bytes that fit their checksums: so long it is from now on", null);
        lock (_gate)
        {
            _suspect.Remove(blockId);
            Remeasure.Commit(_map, blockId, sound.Length, sound.LastChecksum);
        }
    }

    // A cut or move failed. What readers may come before the next operation for is seen to at once, if the disk lets it.
    private void TryBringInStep(long blockId)
    {
        lock (_gate)
        {
            _suspect.Add(blockId);
        }

        try
        {
            BringInStep(blockId);
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            _log.Warn(Area, $"blk_{blockId} is left as a failed operation left it", e);
        }
    }

    private bool IsSuspect(long blockId)
    {
        lock (_gate)
        {
            return _suspect.Contains(blockId);
        }
    }

    private bool IsIdle(long blockId)
    {
        lock (_gate)
        {
            return _map.FindOpen(blockId) is { Writer: null };
        }
    }

    private static bool EndsWhereItShould(Volume volume, ReplicaView replica)
    {
        var (files, header) = OpenFiles(volume, replica);
        try
        {
            return ReplicaIntegrity.EndsAt(files.Data, files.Meta, header, replica.BytesOnDisk);
        }
        finally
        {
            files.Close();
        }
    }
}
