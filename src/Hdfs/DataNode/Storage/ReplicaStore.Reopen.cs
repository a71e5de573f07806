using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Replicas that are opened again: appends and recoveries of pipelines. The new generation is on the medium before the writer hears of it: the
/// NameNode takes replicas of the old one for outdated from then on, with all that was in them.
/// </summary>
internal sealed partial class ReplicaStore
{
    /// <summary>A client adds to a finalized block.</summary>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter OpenToAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner)
    {
        using (_blockLocks.Enter(block.Id))
        {
            PutBackWhatIsApart(block.Id);
            ReplicaView replica;
            lock (_gate)
            {
                replica = Append.Check(_map, block, newGenerationStamp, expectedLength);
            }

            return Reopen(replica, newGenerationStamp, block.Length, owner);
        }
    }

    /// <summary>A client goes on with an append after a node was lost.</summary>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal ReplicaWriter RecoverAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                BringInStep(block.Id);
                ReplicaView replica;
                lock (_gate)
                {
                    replica = RecoverPipeline.Check(_map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    return replica.State == ReplicaState.Finalized
                        ? Reopen(replica, newGenerationStamp, block.Length, owner)
                        : GoOn(replica, newGenerationStamp, replica.Length, block.Length, owner, _ => RecoverPipeline.CommitAppend(_map, replica, newGenerationStamp, owner));
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    /// <summary>A client goes on in the middle of a block after a node was lost. What was not acknowledged is cut off.</summary>
    /// <exception cref="ReplicaFault">NotFound.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal ReplicaWriter RecoverRbw(Block block, long newGenerationStamp, long minReceived, long maxReceived, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                BringInStep(block.Id);
                ReplicaView replica;
                long length;
                var fileLength = Find(block.Id) is { } found ? FilesOf(found).DataLength : -1;
                lock (_gate)
                {
                    length = Core.Replicas.Operations.RecoverRbw.Check(_map, block, newGenerationStamp, minReceived, maxReceived, fileLength, out stop);
                    replica = _map.Get(block.Id);
                }

                if (stop is null)
                {
                    return GoOn(replica, newGenerationStamp, length, block.Length, owner, last => Core.Replicas.Operations.RecoverRbw.Commit(_map, block.Id, newGenerationStamp, last, owner));
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    /// <summary>A client closes a block after a node was lost behind the last packet. The replica becomes final, and the NameNode hears of it.</summary>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal void RecoverClose(Block block, long newGenerationStamp, long expectedLength)
    {
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                BringInStep(block.Id);
                ReplicaView replica;
                lock (_gate)
                {
                    replica = RecoverPipeline.Check(_map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    var volume = VolumeOf(replica);
                    MakeFinalDurably(volume, replica, replica.Length, newGenerationStamp, isDamaged: false);
                    lock (_gate)
                    {
                        DemandVolume(replica.Volume);
                        RecoverPipeline.CommitClose(_map, replica, newGenerationStamp);
                    }

                    _events.Received(volume, new Block(block.Id, replica.Length, newGenerationStamp), null);
                    return;
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    // From finalized to being written. The last chunk must still match its checksum: its new one is made from the old.
    private ReplicaWriter Reopen(ReplicaView replica, long newGenerationStamp, long finalLength, IReplicaOwner owner)
    {
        var volume = VolumeOf(replica);
        DemandRoom(volume, replica, Growth(finalLength, replica.Length));
        var opened = replica with { GenerationStamp = newGenerationStamp, OriginalState = ReplicaState.BeingWritten };
        var (files, header) = OpenFiles(volume, replica);
        try
        {
            var partial = header.Checksum.Kind == ChecksumKind.Null ? 0 : replica.Length % header.Checksum.BytesPerChecksum;
            uint? last = partial == 0 ? null : ReplicaIntegrity.ReadChecksum(files.Meta, header, replica.Length - partial);
            if (partial != 0 && last != ReplicaIntegrity.ChecksumOf(files.Data, header.Checksum, replica.Length - partial, replica.Length))
            {
                _events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
                throw new ReplicaFault(ReplicaError.Mismatch, $"The last chunk of {replica} does not match its checksum: nothing is appended to it");
            }

            MoveFiles(volume, replica, opened, durable: true);
            lock (_gate)
            {
                DemandVolume(replica.Volume);
                var open = Append.Commit(_map, replica, newGenerationStamp, last, owner);
                return new ReplicaWriter(this, owner, open, volume, files with { Path = volume.Pool.Data(opened) }, header, Growth(finalLength, replica.Length));
            }
        }
        catch
        {
            files.Close();
            throw;
        }
    }

    // A replica that nobody writes to is cut to a length and written on, in its new generation.
    private ReplicaWriter GoOn(ReplicaView replica, long newGenerationStamp, long length, long finalLength, IReplicaOwner owner, Func<uint?, OpenReplica> commit)
    {
        var volume = VolumeOf(replica);
        DemandRoom(volume, replica, Growth(finalLength, length));
        var before = FilesOf(replica);
        var (files, header) = OpenFiles(volume, replica);
        try
        {
            var last = ReplicaIntegrity.Cut(files.Data, files.Meta, header, length);
            MoveFiles(volume, replica, replica with { GenerationStamp = newGenerationStamp }, durable: true);
            volume.AddUsed(length - before.DataLength + header.FileLength(length) - before.MetaLength);
            lock (_gate)
            {
                DemandVolume(replica.Volume);
                var open = commit(last);
                return new ReplicaWriter(this, owner, open, volume, files, header, Growth(finalLength, length));
            }
        }
        catch (Exception e)
        {
            files.Close();
            FailedHalfWay(volume, replica, e);
            throw;
        }
    }

    // A cut that is refused has found damage.
    private void FailedHalfWay(Volume volume, ReplicaView replica, Exception cause)
    {
        if (cause is ReplicaFault { Error: ReplicaError.Mismatch })
        {
            _log.Error(Area, $"{replica} on {volume.Root} is damaged and is reported: {cause.Message}", null);
            _events.Corrupt(volume, BlockOf(replica));
        }

        TryBringInStep(replica.BlockId);
    }

    // What a replica becomes final with is on the medium when this returns, bytes and names. Of one that is known to be damaged and needs no cut the last
    // chunk may be what is.
    private void MakeFinalDurably(Volume volume, ReplicaView replica, long newLength, long newGenerationStamp, bool isDamaged)
    {
        try
        {
            CutDurably(volume, replica, newLength, mayNotFit: isDamaged && newLength == replica.BytesOnDisk);
            MakeFinal(volume, replica, newGenerationStamp, durable: true);
        }
        catch (Exception e)
        {
            FailedHalfWay(volume, replica, e);
            throw;
        }
    }

    private static void CutDurably(Volume volume, ReplicaView replica, long newLength, bool mayNotFit)
    {
        if (mayNotFit)
        {
            SyncAsItLies(volume, replica);
            return;
        }

        var (files, header) = OpenFiles(volume, replica);
        try
        {
            var before = files.Data.Length + files.Meta.Length;
            ReplicaIntegrity.Cut(files.Data, files.Meta, header, newLength);
            volume.AddUsed(files.Data.Length + files.Meta.Length - before);
            files.Meta.Sync();
            files.Data.Sync();
        }
        finally
        {
            files.Close();
        }
    }

    // Its checksum file may be what is damaged.
    private static void SyncAsItLies(Volume volume, ReplicaView replica)
    {
        using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
        using var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.ReadWrite);
        meta.Sync();
        data.Sync();
    }

    private static (ReplicaFilePair Files, BlockMetadataHeader Header) OpenFiles(Volume volume, ReplicaView replica)
    {
        var path = volume.Pool.Data(replica);
        var data = volume.Disk.Open(path, DiskOpen.ReadWrite);
        IDiskFile? meta = null;
        try
        {
            meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
            return (new ReplicaFilePair(data, meta, path), ChecksumFile.ReadHeader(meta));
        }
        catch
        {
            data.Dispose();
            meta?.Dispose();
            throw;
        }
    }

    private ReplicaFiles FilesOf(ReplicaView replica)
    {
        var volume = VolumeOf(replica);
        return new ReplicaFiles(volume.Disk.FileLength(volume.Pool.Data(replica)) ?? -1, volume.Disk.FileLength(volume.Pool.Meta(replica)) ?? -1);
    }
}
