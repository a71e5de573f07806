using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that are complete, and replicas that go.</summary>
internal sealed partial class ReplicaStore
{
    private long _deletions;

    /// <summary>All bytes are in: the replica becomes final, an older one that it came in beside goes for it, and the NameNode hears of it.</summary>
    /// <param name="writer">Who wrote it; not yet disposed.</param>
    /// <param name="durable">
    /// Whether bytes and names must be on the medium when this returns; they are also when a part of them was promised to be (hsync), or when an older replica
    /// goes for them.
    /// </param>
    /// <param name="deleteHint">Uuid of the node whose replica this one replaces; null: none.</param>
    /// <exception cref="ReplicaFault">Mismatch: another writer took over. AlreadyExists: the one that it came in beside is not older by now.</exception>
    /// <exception cref="IOException">The disk failed, or the writer of the older one does not end.</exception>
    internal Block Finish(ReplicaWriter writer, bool durable, string? deleteHint)
    {
        var replica = writer.Replica;
        durable |= replica.BytesSynced > 0 || IsIncoming(writer);
        if (durable)
        {
            writer.Sync();
        }

        ReplicaView view;
        DiskException? failure = null;
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(replica.BlockId))
            {
                PutBackWhatIsApart(replica.BlockId);
                ReplicaView? older;
                lock (_gate)
                {
                    view = FinalizeReplica.Check(_map, new Block(replica.BlockId, 0, replica.GenerationStamp), writer.Owner, out older, out stop);
                }

                if (stop is null)
                {
                    failure = Place(writer.Volume, view, ReplicaState.Finalized, older, durable, () => FinalizeReplica.Commit(_map, view, older));
                    break;
                }
            }

            StopWriter(replica.BlockId, stop);
        }

        var block = new Block(view.BlockId, view.Length, view.GenerationStamp);
        _events.Received(writer.Volume, block, deleteHint);
        ThrowIfAny(failure);
        return block;
    }

    // The files of a replica come where final ones are.
    private void MakeFinal(Volume volume, ReplicaView replica, long newGenerationStamp, bool durable)
    {
        _directories.Ensure(volume, replica.BlockId);
        MoveFiles(volume, replica, replica with { OriginalState = ReplicaState.Finalized, GenerationStamp = newGenerationStamp }, durable);
    }

    /// <summary>A replica that another node was sending is not wanted or did not arrive whole; an older one stays. Source: FsDatasetImpl.unfinalizeBlock.</summary>
    internal void Discard(ReplicaWriter writer)
    {
        var replica = writer.Replica;
        using (_blockLocks.Enter(replica.BlockId))
        {
            PutBackWhatIsApart(replica.BlockId);
            ReplicaView view;
            lock (_gate)
            {
                if (!ReferenceEquals(replica.Writer, writer.Owner))
                {
                    return;
                }

                view = replica.View();
                if (ReferenceEquals(_map.FindIncoming(replica.BlockId), replica))
                {
                    _map.RemoveIncoming(replica.BlockId);
                }
                else if (ReferenceEquals(_map.FindOpen(replica.BlockId), replica))
                {
                    _map.Remove(replica.BlockId);
                }
                else
                {
                    return;
                }
            }

            DeleteFiles(view);
        }
    }

    /// <summary>
    /// The NameNode wants replicas gone. Their names are gone when this returns, and the NameNode is told; of one that could not be deleted
    /// it is told that, and the others go all the same. Source: FsDatasetImpl.invalidate.
    /// </summary>
    internal void Invalidate(IReadOnlyList<Block> blocks)
    {
        var failed = 0;
        Exception? last = null;
        foreach (var block in blocks)
        {
            try
            {
                Invalidate(block);
            }
            catch (Exception e) when (e is ReplicaFault or DiskException)
            {
                _log.Warn(Area, $"Cannot delete blk_{block.Id}_{block.GenerationStamp}: {e.Message}", null);
                failed++;
                last = e;
                CheckDisk(e);
            }
        }

        if (last is not null)
        {
            _events.DiskTrouble($"Failed to delete {failed} (out of {blocks.Count}) replica(s); the last: {last.Message}");
        }
    }

    private void Invalidate(Block block)
    {
        using (_blockLocks.Enter(block.Id))
        {
            PutBackWhatIsApart(block.Id);
            ReplicaView? found;
            object? writer;
            lock (_gate)
            {
                found = Core.Replicas.Operations.Invalidate.Begin(_map, block, out writer);
            }

            (writer as IReplicaOwner)?.Stop();

            if (found is not { } replica)
            {
                _log.Debug(Area, $"blk_{block.Id}_{block.GenerationStamp} is to be deleted and is not here");
                return;
            }

            // As long as its block file is in its place it is a replica.
            var volume = VolumeOf(replica);
            Delete(volume, volume.Pool.Data(replica));
            lock (_gate)
            {
                _map.Remove(replica.BlockId);
            }

            ForgetMeasurement(replica.BlockId);
            _events.Deleted(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
            Delete(volume, volume.Pool.Meta(replica));
        }
    }

    // The names go at once, so that a new replica of the block can take them; the bytes in the background. What cannot go stays, out of use.
    private void DeleteFiles(ReplicaView replica)
    {
        var volume = VolumeOf(replica);
        TryDelete(volume, volume.Pool.Data(replica));
        TryDelete(volume, volume.Pool.Meta(replica));
    }

    private void TryDelete(Volume volume, string path)
    {
        try
        {
            Delete(volume, path);
        }
        catch (DiskException e)
        {
            _log.Warn(Area, $"Cannot delete {path}: {e.Message}", null);
            CheckDisk(e);
        }
    }

    private void Delete(Volume volume, string path)
    {
        if (volume.Disk.FileLength(path) is not { } length)
        {
            return;
        }

        var gone = Path.Combine(volume.Pool.Temporary, $"{Path.GetFileName(path)}.deleted-{Interlocked.Increment(ref _deletions)}");
        volume.Disk.Rename(path, gone);
        volume.AddUsed(-length);
        _deleters[volume.Number]!.Delete(volume.Disk, gone);
    }
}
