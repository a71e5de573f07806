using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that go. As long as its block file is in its place a replica is one, to the map as well.</summary>
internal sealed class ReplicaRemoval(ReplicaParts parts)
{
    private readonly ReplicaTable _table = parts.Table;
    private readonly VolumeSet _volumes = parts.Volumes;
    private readonly BlockFiles _files = parts.Files;
    private readonly BlockLocks _locks = parts.Locks;
    private readonly IReplicaEvents _events = parts.Events;
    private readonly ILogger _log = parts.Log;

    /// <inheritdoc cref="ReplicaStore.Discard"/>
    internal void Discard(ReplicaWriter writer)
    {
        var replica = writer.Replica;
        using (_locks.Enter(replica.BlockId))
        {
            _files.PutBack(replica.BlockId);
            ReplicaView view;
            using (_table.Enter(out var map))
            {
                if (!ReferenceEquals(replica.Writer, writer.Owner))
                {
                    return;
                }

                view = replica.View();
                if (ReferenceEquals(map.FindIncoming(replica.BlockId), replica))
                {
                    map.RemoveIncoming(replica.BlockId);
                }
                else if (ReferenceEquals(map.FindOpen(replica.BlockId), replica))
                {
                    map.Remove(replica.BlockId);
                }
                else
                {
                    return;
                }
            }

            _files.TryDelete(view);
        }
    }

    /// <inheritdoc cref="ReplicaStore.Invalidate"/>
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
                _log.ReplicaNotDeleted(block.Id, block.GenerationStamp, e.Message);
                failed++;
                last = e;
                _volumes.CheckDisk(e);
            }
        }

        if (last is not null)
        {
            _events.DiskTrouble($"Failed to delete {failed} (out of {blocks.Count}) replica(s); the last: {last.Message}");
        }
    }

    /// <summary>What a sender left of a copy beside an older replica: nobody finishes it. Called with the block's lock.</summary>
    internal void DropIncoming(long blockId)
    {
        ReplicaView? left;
        using (_table.Enter(out var map))
        {
            left = map.FindIncoming(blockId)?.View();
        }

        if (left is { } copy)
        {
            _files.PutBack(blockId);
            var volume = _volumes.Of(copy);
            _files.Delete(volume, volume.Pool.Data(copy));
            using (_table.Enter(out var map))
            {
                map.RemoveIncoming(blockId);
            }

            _files.TryDelete(volume, volume.Pool.Meta(copy));
        }
    }

    /// <summary>A replica that another is to be made in place of. Called with the block's lock.</summary>
    internal void Replace(ReplicaView? old)
    {
        if (old is { } replica)
        {
            _files.PutBack(replica.BlockId);
            var volume = _volumes.Of(replica);
            _files.Delete(volume, volume.Pool.Data(replica));
            Remove(replica.BlockId);
            _files.TryDelete(volume, volume.Pool.Meta(replica));
        }
    }

    private void Invalidate(Block block)
    {
        using (_locks.Enter(block.Id))
        {
            _files.PutBack(block.Id);
            ReplicaView? found;
            object? writer;
            using (_table.Enter(out var map))
            {
                found = Core.Replicas.Operations.Invalidate.Begin(map, block, out writer);
            }

            (writer as IReplicaOwner)?.Stop();

            if (found is not { } replica)
            {
                _log.DeletedIsNotHere(block.Id, block.GenerationStamp);
                return;
            }

            var volume = _volumes.Of(replica);
            _files.Delete(volume, volume.Pool.Data(replica));
            Remove(replica.BlockId);
            _events.Deleted(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
            _files.Delete(volume, volume.Pool.Meta(replica));
        }
    }

    private void Remove(long blockId)
    {
        using (_table.Enter(out var map))
        {
            map.Remove(blockId);
        }

        _table.Forget(blockId);
    }
}
