using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>New replicas.</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>A client begins a block.</summary>
    /// <param name="block">Its length says how much room to keep.</param>
    /// <param name="newGenerationStamp">Of a retry; 0 at the first attempt.</param>
    /// <param name="checksum">How the checksum file is made.</param>
    /// <param name="owner">Who writes.</param>
    /// <exception cref="ReplicaFault">AlreadyExists or OutOfSpace.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter Create(Block block, long newGenerationStamp, ChunkChecksum checksum, IReplicaOwner owner)
    {
        var generation = newGenerationStamp != 0 ? newGenerationStamp : block.GenerationStamp;
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                ReplicaView? old;
                lock (_gate)
                {
                    old = CreateRbw.Check(_map, block, newGenerationStamp, out stop);
                }

                if (stop is null)
                {
                    var volume = ChooseVolume(block.Length); // When there is none the old replica stays.
                    DropIncoming(block.Id);
                    Replace(old);
                    return Begin(volume, volume.Pool.Rbw, block with { GenerationStamp = generation }, checksum, owner, () => CreateRbw.Commit(_map, block, generation, volume.Number, owner));
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    /// <summary>Another DataNode sends a replica; beside an older one, when there is one, which stays until all has come.</summary>
    /// <param name="block">Its length says how much room to keep.</param>
    /// <param name="isTransfer">For a pipeline: an older replica gives way in the end, whatever its state.</param>
    /// <param name="checksum">How the checksum file is made.</param>
    /// <param name="owner">Who writes.</param>
    /// <exception cref="ReplicaFault">AlreadyExists or OutOfSpace.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter CreateTemporary(Block block, bool isTransfer, ChunkChecksum checksum, IReplicaOwner owner)
    {
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                ReplicaView? old;
                lock (_gate)
                {
                    old = Core.Replicas.Operations.CreateTemporary.Check(_map, block, isTransfer, out stop);
                }

                if (stop is null)
                {
                    var volume = ChooseVolume(block.Length);
                    DropIncoming(block.Id);
                    Replace(old);
                    return Begin(volume, volume.Pool.Temporary, block, checksum, owner, () => Core.Replicas.Operations.CreateTemporary.Commit(_map, block, volume.Number, owner));
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    /// <summary>A replica that came in for a pipeline becomes one that is being written, by nobody yet; an older one goes for it.</summary>
    /// <param name="writer">Who brought it in; not yet disposed.</param>
    /// <param name="block">Its length is what readers may see.</param>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists (another state or generation, or one that is not older by now) or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed, or the writer of the older one does not end.</exception>
    internal void ConvertToRbw(ReplicaWriter writer, Block block)
    {
        writer.Sync();
        while (true)
        {
            object? stop;
            using (_blockLocks.Enter(block.Id))
            {
                PutBackWhatIsApart(block.Id);
                OpenReplica replica;
                ReplicaView? older;
                lock (_gate)
                {
                    replica = ConvertTemporaryToRbw.Check(_map, block, writer.Owner, out older, out stop);
                }

                if (stop is null)
                {
                    ThrowIfAny(Place(writer.Volume, replica.View(), ReplicaState.BeingWritten, older, durable: true, () => ConvertTemporaryToRbw.Commit(_map, replica, block.Length)));
                    return;
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    private ReplicaWriter Begin(Volume volume, string directory, Block block, ChunkChecksum checksum, IReplicaOwner owner, Func<OpenReplica> commit)
    {
        var (files, header) = CreateFiles(volume, directory, block.Id, block.GenerationStamp, checksum);
        try
        {
            lock (_gate)
            {
                DemandVolume(volume.Number);
                return new ReplicaWriter(this, owner, commit(), volume, files, header, block.Length);
            }
        }
        catch
        {
            files.Close();
            throw;
        }
    }

    // What a sender left of a copy beside an older replica: nobody finishes it.
    private void DropIncoming(long blockId)
    {
        ReplicaView? left;
        lock (_gate)
        {
            left = _map.FindIncoming(blockId)?.View();
        }

        if (left is { } copy)
        {
            PutBackWhatIsApart(blockId);
            var volume = VolumeOf(copy);
            Delete(volume, volume.Pool.Data(copy));
            lock (_gate)
            {
                _map.RemoveIncoming(blockId);
            }

            TryDelete(volume, volume.Pool.Meta(copy));
        }
    }

    // As long as its block file is in its place it is a replica.
    private void Replace(ReplicaView? old)
    {
        if (old is { } replica)
        {
            PutBackWhatIsApart(replica.BlockId);
            var volume = VolumeOf(replica);
            Delete(volume, volume.Pool.Data(replica));
            lock (_gate)
            {
                _map.Remove(replica.BlockId);
            }

            ForgetMeasurement(replica.BlockId);
            TryDelete(volume, volume.Pool.Meta(replica));
        }
    }

    // A block file of which the map does not know. Of one that was being written nothing could be told at start: it may be all that is left of the block,
    // and its checksums are to stay what they are. What another node sent is of no use to anybody. Source: DatanodeUtil.createFileWithExistsCheck.
    private void DemandNoOther(Volume volume, string path)
    {
        if (!volume.Disk.FileExists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) != volume.Pool.Temporary)
        {
            throw new ReplicaFault(ReplicaError.AlreadyExists, $"Unexpected problem in creating {path}: it should not be present, but is, and could not be read at start. It is left as it is.");
        }

        Delete(volume, path);
    }

    private (ReplicaFilePair Files, BlockMetadataHeader Header) CreateFiles(Volume volume, string directory, long blockId, long generationStamp, ChunkChecksum checksum)
    {
        var header = new BlockMetadataHeader(checksum);
        Span<byte> bytes = stackalloc byte[BlockMetadataHeader.Size];
        header.Write(bytes);
        var path = Path.Combine(directory, BlockNames.Data(blockId));
        var metaPath = Path.Combine(directory, BlockNames.Meta(blockId, generationStamp));

        DemandNoOther(volume, path);

        // The checksum file comes first: alone it is nothing, while a block file alone is a replica of which nothing is known.
        var meta = volume.Disk.Open(metaPath, DiskOpen.CreateOrEmpty);
        try
        {
            meta.Write(0, bytes);
            volume.AddUsed(bytes.Length);
            var data = volume.Disk.Open(path, DiskOpen.CreateNew);
            return (new ReplicaFilePair(data, meta, path), header);
        }
        catch
        {
            meta.Dispose();
            TryDelete(volume, metaPath);
            throw;
        }
    }
}
