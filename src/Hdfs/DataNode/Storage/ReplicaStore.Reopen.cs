using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNode.Operations;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that are opened again: appends and recoveries of pipelines.</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>A client adds to a finalized block.</summary>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter OpenToAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner)
    {
        lock (LockOf(block.Id))
        {
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
            lock (LockOf(block.Id))
            {
                ReplicaView replica;
                lock (_gate)
                {
                    replica = RecoverPipeline.Check(_map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    return replica.State == ReplicaState.Finalized
                        ? Reopen(replica, newGenerationStamp, block.Length, owner)
                        : GoOn(replica, newGenerationStamp, block.Length, owner);
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
            lock (LockOf(block.Id))
            {
                ReplicaView replica;
                long length;
                var fileLength = Find(block.Id) is { } found ? FilesOf(found).DataLength : -1;
                lock (_gate)
                {
                    length = Core.DataNode.Operations.RecoverRbw.Check(_map, block, newGenerationStamp, minReceived, maxReceived, fileLength, out stop);
                    replica = _map.Get(block.Id);
                }

                if (stop is null)
                {
                    var volume = VolumeOf(replica);
                    DemandRoom(volume, replica, Growth(block.Length, length));
                    BumpGeneration(volume, replica, newGenerationStamp);
                    var (files, header) = OpenFiles(volume, replica with { GenerationStamp = newGenerationStamp });
                    var last = ReplicaIntegrity.Cut(files.Data, files.Meta, header, length);
                    volume.AddUsed(length - fileLength);
                    lock (_gate)
                    {
                        var open = Core.DataNode.Operations.RecoverRbw.Commit(_map, block.Id, newGenerationStamp, last, owner);
                        return new ReplicaWriter(this, owner, open, volume, files, header, Growth(block.Length, length));
                    }
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
            lock (LockOf(block.Id))
            {
                ReplicaView replica;
                lock (_gate)
                {
                    replica = RecoverPipeline.Check(_map, block, newGenerationStamp, expectedLength, out stop);
                }

                if (stop is null)
                {
                    var volume = VolumeOf(replica);
                    MoveFiles(volume, replica, newGenerationStamp, _directories.Ensure(volume, block.Id));
                    lock (_gate)
                    {
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
        uint? last;
        using (var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.Read))
        using (var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.Read))
        {
            var header = ChecksumFile.ReadHeader(meta);
            var partial = header.Checksum.Kind == ChecksumKind.Null ? 0 : replica.Length % header.Checksum.BytesPerChecksum;
            last = partial == 0 ? null : ReplicaIntegrity.ReadChecksum(meta, header, replica.Length - partial);
            if (partial != 0 && last != ReplicaIntegrity.ChecksumOf(data, header.Checksum, replica.Length - partial, replica.Length))
            {
                _events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
                throw new ReplicaFault(ReplicaError.Mismatch, $"The last chunk of {replica} does not match its checksum: nothing is appended to it");
            }
        }

        MoveFiles(volume, replica, newGenerationStamp, volume.Pool.Rbw);
        var (files, kept) = OpenFiles(volume, replica with { GenerationStamp = newGenerationStamp, OriginalState = ReplicaState.BeingWritten });
        lock (_gate)
        {
            var open = Append.Commit(_map, replica, newGenerationStamp, last, owner);
            return new ReplicaWriter(this, owner, open, volume, files, kept, Growth(finalLength, replica.Length));
        }
    }

    private ReplicaWriter GoOn(ReplicaView replica, long newGenerationStamp, long finalLength, IReplicaOwner owner)
    {
        var volume = VolumeOf(replica);
        DemandRoom(volume, replica, Growth(finalLength, replica.Length));
        BumpGeneration(volume, replica, newGenerationStamp);
        var (files, header) = OpenFiles(volume, replica with { GenerationStamp = newGenerationStamp });
        lock (_gate)
        {
            var open = RecoverPipeline.CommitAppend(_map, replica, newGenerationStamp, owner);
            return new ReplicaWriter(this, owner, open, volume, files, header, Growth(finalLength, replica.Length));
        }
    }

    private static void BumpGeneration(Volume volume, ReplicaView replica, long newGenerationStamp)
    {
        if (newGenerationStamp != replica.GenerationStamp)
        {
            volume.Disk.Rename(volume.Pool.Meta(replica), volume.Pool.Meta(replica with { GenerationStamp = newGenerationStamp }));
        }
    }

    private static (ReplicaFilePair Files, BlockMetadataHeader Header) OpenFiles(Volume volume, ReplicaView replica)
    {
        var path = volume.Pool.Data(replica);
        var data = volume.Disk.Open(path, DiskOpen.ReadWrite);
        try
        {
            var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
            return (new ReplicaFilePair(data, meta, path), ChecksumFile.ReadHeader(meta));
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private ReplicaFiles FilesOf(ReplicaView replica)
    {
        var volume = VolumeOf(replica);
        return new ReplicaFiles(volume.Disk.FileLength(volume.Pool.Data(replica)) ?? -1, volume.Disk.FileLength(volume.Pool.Meta(replica)) ?? -1);
    }
}
