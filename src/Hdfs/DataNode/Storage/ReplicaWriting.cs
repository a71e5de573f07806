using System.Runtime.ExceptionServices;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// New replicas, from their first byte until they are complete. A copy that came in beside an older replica takes its place when it is
/// whole.
/// </summary>
internal sealed class ReplicaWriting(ReplicaParts parts, ReplicaRemoval removal)
{
    private readonly ReplicaTable _table = parts.Table;
    private readonly VolumeSet _volumes = parts.Volumes;
    private readonly BlockFiles _files = parts.Files;
    private readonly BlockLocks _locks = parts.Locks;

    /// <inheritdoc cref="ReplicaStore.Create"/>
    internal ReplicaWriter Create(Block block, long newGenerationStamp, ChunkChecksum checksum, IReplicaOwner owner)
    {
        var created = newGenerationStamp != 0 ? block with { GenerationStamp = newGenerationStamp } : block;
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                ReplicaView? old;
                using (_table.Enter(out var map))
                {
                    old = CreateRbw.Check(map, block, newGenerationStamp, out stop);
                }

                if (stop is null)
                {
                    var volume = _volumes.Choose(block.Length); // When there is none the old replica stays.
                    removal.DropIncoming(block.Id);
                    removal.Replace(old);
                    return Begin(
                        volume,
                        volume.Pool.Rbw,
                        created,
                        checksum,
                        owner,
                        map => CreateRbw.Commit(map, block, created.GenerationStamp, volume.Number, owner));
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    /// <inheritdoc cref="ReplicaStore.CreateTemporary"/>
    internal ReplicaWriter CreateTemporary(Block block, bool isTransfer, ChunkChecksum checksum, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                ReplicaView? old;
                using (_table.Enter(out var map))
                {
                    old = Core.Replicas.Operations.CreateTemporary.Check(map, block, isTransfer, out stop);
                }

                if (stop is null)
                {
                    var volume = _volumes.Choose(block.Length);
                    removal.DropIncoming(block.Id);
                    removal.Replace(old);
                    return Begin(
                        volume,
                        volume.Pool.Temporary,
                        block,
                        checksum,
                        owner,
                        map => Core.Replicas.Operations.CreateTemporary.Commit(map, block, volume.Number, owner));
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    /// <inheritdoc cref="ReplicaStore.ConvertToRbw"/>
    internal void ConvertToRbw(ReplicaWriter writer, Block block)
    {
        writer.Sync();
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                _files.PutBack(block.Id);
                OpenReplica replica;
                ReplicaView? older;
                using (_table.Enter(out var map))
                {
                    replica = ConvertTemporaryToRbw.Check(map, block, writer.Owner, out older, out stop);
                }

                if (stop is null)
                {
                    ThrowIfAny(Place(
                        writer.Volume,
                        replica.View(),
                        ReplicaState.BeingWritten,
                        older,
                        durable: true,
                        map => ConvertTemporaryToRbw.Commit(map, replica, block.Length)));
                    return;
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    /// <inheritdoc cref="ReplicaStore.Finish"/>
    internal Block Finish(ReplicaWriter writer, bool durable, string? deleteHint)
    {
        var replica = writer.Replica;
        durable |= replica.BytesSynced > 0 || _table.IsIncoming(writer);
        if (durable)
        {
            writer.Sync();
        }

        ReplicaView view;
        DiskException? failure = null;
        while (true)
        {
            object? stop;
            using (_locks.Enter(replica.BlockId))
            {
                _files.PutBack(replica.BlockId);
                ReplicaView? older;
                using (_table.Enter(out var map))
                {
                    var block = new Block(replica.BlockId, 0, replica.GenerationStamp);
                    view = FinalizeReplica.Check(map, block, writer.Owner, out older, out stop);
                }

                if (stop is null)
                {
                    failure = Place(
                        writer.Volume, view, ReplicaState.Finalized, older, durable, map => FinalizeReplica.Commit(map, view, older));
                    break;
                }
            }

            _table.StopWriter(replica.BlockId, stop);
        }

        var finished = new Block(view.BlockId, view.Length, view.GenerationStamp);
        parts.Events.Received(writer.Volume, finished, deleteHint);
        ThrowIfAny(failure);
        return finished;
    }

    private static void ThrowIfAny(DiskException? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private ReplicaWriter Begin(
        Volume volume, string directory, Block block, ChunkChecksum checksum, IReplicaOwner owner, Func<ReplicaMap, OpenReplica> commit)
    {
        var (files, header) = _files.Create(volume, directory, block.Id, block.GenerationStamp, checksum);
        try
        {
            using (_table.Enter(out var map))
            {
                _volumes.Demand(volume.Number);
                return new ReplicaWriter(_table, owner, commit(map), volume, files, header, block.Length);
            }
        }
        catch
        {
            files.Close();
            throw;
        }
    }

    // Called with the block's lock; what has an older replica go is on the medium already.
    // Null, or why what is left of the older one is still there: the new one has its place all the same.
    private DiskException? Place(
        Volume volume, ReplicaView replica, ReplicaState state, ReplicaView? older, bool durable, Action<ReplicaMap> commit)
    {
        var to = replica with { OriginalState = state };
        if (state == ReplicaState.Finalized)
        {
            _files.EnsureFinal(volume, replica.BlockId);
        }

        if (older is { } gone)
        {
            return TakePlace(volume, replica, to, gone, commit);
        }

        _files.Move(volume, replica, to, durable);
        using (_table.Enter(out var map))
        {
            _volumes.Demand(volume.Number);
            commit(map);
        }

        return null;
    }

    private DiskException? TakePlace(
        Volume volume, ReplicaView copy, ReplicaView to, ReplicaView older, Action<ReplicaMap> commit)
    {
        var replaced = _files.TakePlace(volume, copy, to);

        // From here on the copy is the replica, also when what follows fails: there is no way back.
        using (_table.Enter(out var map))
        {
            _volumes.Demand(volume.Number);
            commit(map);
        }

        volume.AddUsed(-replaced);
        _table.Forget(copy.BlockId);
        parts.Log.CopyReplaced(to, older);
        return _files.RemoveOlder(volume, to, older);
    }
}
