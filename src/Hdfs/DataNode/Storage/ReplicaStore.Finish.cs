using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNode.Operations;
using Hathi.Hdfs.Core.Model;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that are complete, and replicas that go.</summary>
internal sealed partial class ReplicaStore
{
    private long _deletions;

    /// <summary>All bytes are in: the replica becomes final, and the NameNode hears of it.</summary>
    /// <param name="writer">Who wrote it; not yet disposed.</param>
    /// <param name="durable">Whether the names must be on the medium when this returns.</param>
    /// <param name="deleteHint">Uuid of the node whose replica this one replaces; null: none.</param>
    /// <exception cref="ReplicaFault">Mismatch: another writer took over.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal Block Finish(ReplicaWriter writer, bool durable, string? deleteHint)
    {
        var replica = writer.Replica;
        Block block;
        lock (LockOf(replica.BlockId))
        {
            ReplicaView view;
            lock (_gate)
            {
                view = FinalizeReplica.Check(_map, new Block(replica.BlockId, 0, replica.GenerationStamp), writer.Owner);
            }

            var from = writer.Volume.Pool.Directory(view.BlockId, view.OriginalState);
            var to = _directories.Ensure(writer.Volume, view.BlockId, durable);
            MoveFiles(writer.Volume, view, view.GenerationStamp, to);
            if (durable)
            {
                RealDisk.Instance.SyncDirectory(to);
                RealDisk.Instance.SyncDirectory(from);
            }

            lock (_gate)
            {
                FinalizeReplica.Commit(_map, view);
            }

            block = new Block(view.BlockId, view.Length, view.GenerationStamp);
        }

        _events.Received(writer.Volume, block, deleteHint);
        return block;
    }

    /// <summary>A replica that another node was sending is not wanted or did not arrive whole. Source: FsDatasetImpl.unfinalizeBlock.</summary>
    internal void Discard(ReplicaWriter writer)
    {
        var replica = writer.Replica;
        lock (LockOf(replica.BlockId))
        {
            ReplicaView view;
            lock (_gate)
            {
                if (!ReferenceEquals(_map.FindOpen(replica.BlockId), replica) || !ReferenceEquals(replica.Writer, writer.Owner))
                {
                    return;
                }

                view = replica.View();
                _map.Remove(replica.BlockId);
            }

            DeleteFiles(view);
        }
    }

    /// <summary>The NameNode wants replicas gone. Their names are gone when this returns; the NameNode is told.</summary>
    internal void Invalidate(IReadOnlyList<Block> blocks)
    {
        foreach (var block in blocks)
        {
            try
            {
                lock (LockOf(block.Id))
                {
                    ReplicaView? taken;
                    lock (_gate)
                    {
                        taken = Core.DataNode.Operations.Invalidate.Take(_map, block);
                    }

                    if (taken is not { } replica)
                    {
                        _log.Debug(Area, $"blk_{block.Id}_{block.GenerationStamp} is to be deleted and is not here");
                        continue;
                    }

                    DeleteFiles(replica);
                    _events.Deleted(VolumeOf(replica), new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
                }
            }
            catch (ReplicaFault e)
            {
                _log.Warn(Area, e.Message, null);
            }
        }
    }

    // The names go at once, so that a new replica of the block can take them; the bytes in the background.
    private void DeleteFiles(ReplicaView replica)
    {
        var volume = VolumeOf(replica);
        Delete(volume, volume.Pool.Data(replica));
        Delete(volume, volume.Pool.Meta(replica));
    }

    private void Delete(Volume volume, string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return;
            }

            var length = file.Length;
            var gone = Path.Combine(volume.Pool.Temporary, $"{file.Name}.deleted-{Interlocked.Increment(ref _deletions)}");
            File.Move(path, gone);
            volume.AddUsed(-length);
            _deleter.Delete(gone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn(Area, $"Cannot delete {path}", e);
        }
    }
}
