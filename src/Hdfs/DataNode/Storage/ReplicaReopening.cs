using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Replicas that are opened again: appends and recoveries of pipelines. The new generation is on the medium before the writer hears of
/// it: the NameNode takes replicas of the old one for outdated from then on, with all that was in them.
/// </summary>
internal sealed class ReplicaReopening(ReplicaParts parts, FilesInStep inStep)
{
    private readonly ReplicaTable _table = parts.Table;
    private readonly VolumeSet _volumes = parts.Volumes;
    private readonly BlockFiles _files = parts.Files;
    private readonly BlockLocks _locks = parts.Locks;

    /// <inheritdoc cref="ReplicaStore.OpenToAppend"/>
    internal ReplicaWriter OpenToAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner)
    {
        using (_locks.Enter(block.Id))
        {
            _files.PutBack(block.Id);
            ReplicaView replica;
            using (_table.Enter(out var map))
            {
                replica = Append.Check(map, block, newGenerationStamp, expectedLength);
            }

            return Reopen(replica, newGenerationStamp, block.Length, owner);
        }
    }

    /// <inheritdoc cref="ReplicaStore.RecoverAppend"/>
    internal ReplicaWriter RecoverAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                inStep.Bring(block.Id);
                ReplicaView replica;
                using (_table.Enter(out var map))
                {
                    replica = RecoverPipeline.Check(map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    return replica.State == ReplicaState.Finalized
                        ? Reopen(replica, newGenerationStamp, block.Length, owner)
                        : GoOn(
                            replica,
                            newGenerationStamp,
                            replica.Length,
                            block.Length,
                            owner,
                            (map, _) => RecoverPipeline.CommitAppend(map, replica, newGenerationStamp, owner));
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    /// <inheritdoc cref="ReplicaStore.RecoverRbw"/>
    internal ReplicaWriter RecoverRbw(Block block, long newGenerationStamp, long minReceived, long maxReceived, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                inStep.Bring(block.Id);
                ReplicaView replica;
                long length;
                var fileLength = _table.Find(block.Id) is { } found ? _files.Lengths(found).DataLength : -1;
                using (_table.Enter(out var map))
                {
                    length = Core.Replicas.Operations.RecoverRbw.Check(
                        map, block, newGenerationStamp, minReceived, maxReceived, fileLength, out stop);
                    replica = map.Get(block.Id);
                }

                if (stop is null)
                {
                    return GoOn(
                        replica,
                        newGenerationStamp,
                        length,
                        block.Length,
                        owner,
                        (map, last) => Core.Replicas.Operations.RecoverRbw.Commit(map, block.Id, newGenerationStamp, last, owner));
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    /// <inheritdoc cref="ReplicaStore.RecoverClose"/>
    internal void RecoverClose(Block block, long newGenerationStamp, long expectedLength)
    {
        while (true)
        {
            object? stop;
            using (_locks.Enter(block.Id))
            {
                inStep.Bring(block.Id);
                ReplicaView replica;
                using (_table.Enter(out var map))
                {
                    replica = RecoverPipeline.Check(map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    var volume = _volumes.Of(replica);
                    inStep.MakeFinalDurably(volume, replica, replica.Length, newGenerationStamp, isDamaged: false);
                    using (_table.Enter(out var map))
                    {
                        _volumes.Demand(replica.Volume);
                        RecoverPipeline.CommitClose(map, replica, newGenerationStamp);
                    }

                    parts.Events.Received(volume, new Block(block.Id, replica.Length, newGenerationStamp), null);
                    return;
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    // What a replica that is opened again is to grow by is a claim of the writer, too. Source: FsDatasetImpl.append.
    private static void DemandRoom(Volume volume, ReplicaView replica, long bytes)
    {
        if (bytes > 0 && bytes > volume.Available)
        {
            throw new ReplicaFault(ReplicaError.OutOfSpace, $"Insufficient space for appending to {replica}");
        }
    }

    // Bytes to come; a claim below what is there is none.
    private static long Growth(long claimed, long there) => claimed > there ? claimed - Math.Max(0, there) : 0;

    // From finalized to being written. The last chunk must still match its checksum: its new one is made from the old.
    private ReplicaWriter Reopen(ReplicaView replica, long newGenerationStamp, long finalLength, IReplicaOwner owner)
    {
        var volume = _volumes.Of(replica);
        DemandRoom(volume, replica, Growth(finalLength, replica.Length));
        var opened = replica with { GenerationStamp = newGenerationStamp, OriginalState = ReplicaState.BeingWritten };
        var (files, header) = BlockFiles.Open(volume, replica);
        try
        {
            var partial = header.Checksum.Kind == ChecksumKind.Null ? 0 : replica.Length % header.Checksum.BytesPerChecksum;
            var chunk = replica.Length - partial;
            uint? last = partial == 0 ? null : ReplicaIntegrity.ReadChecksum(files.Meta, header, chunk);
            if (partial != 0 && last != ReplicaIntegrity.ChecksumOf(files.Data, header.Checksum, chunk, replica.Length))
            {
                parts.Events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
                throw new ReplicaFault(
                    ReplicaError.Mismatch, $"The last chunk of {replica} does not match its checksum: nothing is appended to it");
            }

            _files.Move(volume, replica, opened, durable: true);
            var moved = files with { Path = volume.Pool.Data(opened) };
            using (_table.Enter(out var map))
            {
                _volumes.Demand(replica.Volume);
                var open = Append.Commit(map, replica, newGenerationStamp, last, owner);
                return new ReplicaWriter(_table, owner, open, volume, moved, header, Growth(finalLength, replica.Length));
            }
        }
        catch
        {
            files.Close();
            throw;
        }
    }

    // A replica that nobody writes to is cut to a length and written on, in its new generation.
    private ReplicaWriter GoOn(
        ReplicaView replica,
        long newGenerationStamp,
        long length,
        long finalLength,
        IReplicaOwner owner,
        Func<ReplicaMap, uint?, OpenReplica> commit)
    {
        var volume = _volumes.Of(replica);
        DemandRoom(volume, replica, Growth(finalLength, length));
        var before = _files.Lengths(replica);
        var (files, header) = BlockFiles.Open(volume, replica);
        try
        {
            var last = ReplicaIntegrity.Cut(files.Data, files.Meta, header, length);
            _files.Move(volume, replica, replica with { GenerationStamp = newGenerationStamp }, durable: true);
            volume.AddUsed(length - before.DataLength + header.FileLength(length) - before.MetaLength);
            using (_table.Enter(out var map))
            {
                _volumes.Demand(replica.Volume);
                return new ReplicaWriter(_table, owner, commit(map, last), volume, files, header, Growth(finalLength, length));
            }
        }
        catch (Exception e)
        {
            files.Close();
            inStep.FailedHalfWay(volume, replica, e);
            throw;
        }
    }
}
