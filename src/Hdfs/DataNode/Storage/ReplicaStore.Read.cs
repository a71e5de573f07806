using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that are read.</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>Opens a range of a replica.</summary>
    /// <param name="block">Which, and at least of which generation.</param>
    /// <param name="offset">First byte wanted.</param>
    /// <param name="length">Bytes wanted; below zero: all that readers may see.</param>
    /// <param name="withChecksums">Whether checksums are to be sent.</param>
    /// <param name="checksumsRequired">Whether a replica without a checksum file is refused.</param>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    /// <exception cref="MalformedMessageException">The checksum file is damaged; it has been reported.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaReader OpenToRead(Block block, long offset, long length, bool withChecksums, bool checksumsRequired)
    {
        WaitForBytes(block.Id, offset + Math.Max(0, length));
        using (_blockLocks.Enter(block.Id))
        {
            PutBackWhatIsApart(block.Id);
            ReadableReplica readable;
            lock (_gate)
            {
                readable = ReadReplica.Check(_map, block);
            }

            var volume = VolumeOf(readable.Replica);
            IDiskFile? data = null;
            IDiskFile? meta = null;
            try
            {
                data = OpenData(volume, readable.Replica);
                meta = withChecksums ? OpenMeta(volume, readable.Replica, checksumsRequired) : null;
                var header = meta is null ? new BlockMetadataHeader(new ChunkChecksum(ChecksumKind.Null, ChunkChecksum.Default.BytesPerChecksum)) : ReadHeader(volume, readable.Replica, meta);
                var range = ReadReplica.Range(readable, offset, length, header.Checksum.BytesPerChecksum);
                if (meta is not null && readable.LastChecksum is null)
                {
                    (readable, range) = KeepLastChecksum(readable, range, meta, header);
                }

                return new ReplicaReader(readable.Replica, volume, data, meta, header, range, readable.LastChecksum);
            }
            catch (Exception e)
            {
                data?.Dispose();
                meta?.Dispose();
                ReportIfUnreadable(volume, readable.Replica, e);
                throw;
            }
        }
    }

    /// <summary>A read of a replica failed: one whose disk cannot or may not read it is of no use to anybody, and the NameNode is to make another. Source: DataNode.handleBadBlock.</summary>
    internal void ReportIfUnreadable(Volume volume, ReplicaView replica, Exception cause)
    {
        if (cause is DiskException { Kind: not DiskFault.Gone } fault && !DiskFaults.LeavesDiskUsable(fault.Kind))
        {
            _log.Error(Area, $"{replica} on {volume.Root} cannot be read and is reported: {fault.Message}", null);
            _events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
        }
    }

    /// <summary>
    /// A range that was open could not be read to its end. When the disk failed, or the replica should still have the range, it is reported as
    /// damaged; when a recovery cut it meanwhile, or it was deleted or replaced, nothing is wrong with it.
    /// </summary>
    internal void ReportFailedRead(ReplicaReader reader, IOException cause)
    {
        if (cause is DiskException)
        {
            ReportIfUnreadable(reader.Volume, reader.Replica, cause);
        }
        else if (StillHas(reader))
        {
            _log.Error(Area, $"{reader.Replica} on {reader.Volume.Root} is damaged and is reported: {cause.Message}", null);
            _events.Corrupt(reader.Volume, new Block(reader.Replica.BlockId, reader.Replica.Length, reader.Replica.GenerationStamp));
        }
        else
        {
            _log.Info(Area, $"{reader.Replica} was cut, replaced or deleted while it was read");
        }
    }

    // An operation on the block that is under way has the files before the map.
    private bool StillHas(ReplicaReader reader)
    {
        using (_blockLocks.Enter(reader.Replica.BlockId))
        {
            return Find(reader.Replica.BlockId) is { State: not ReplicaState.UnderRecovery } now
                && now.GenerationStamp == reader.Replica.GenerationStamp
                && now.Volume == reader.Replica.Volume
                && now.BytesOnDisk >= reader.Range.End;
        }
    }

    // An append may begin right after this and overwrite the last, partial chunk's checksum in the file that we have open.
    private static (ReadableReplica Readable, ReadRange Range) KeepLastChecksum(ReadableReplica readable, ReadRange range, IDiskFile meta, BlockMetadataHeader header)
    {
        var partial = range.End % header.Checksum.BytesPerChecksum;
        if (partial == 0 || range.End != readable.End || header.Checksum.Kind == ChecksumKind.Null)
        {
            return (readable, range);
        }

        var last = ReplicaIntegrity.ReadChecksum(meta, header, range.End - partial);
        return (readable with { LastChecksum = last }, range with { TakesLastChecksum = last is not null });
    }

    private void WaitForBytes(long blockId, long end)
    {
        var until = Surroundings.Time.Milliseconds() + _limits.WaitForBytesMilliseconds;
        lock (_gate)
        {
            while (ReadReplica.IsShort(_map, blockId, end))
            {
                var left = until - Surroundings.Time.Milliseconds();
                if (left <= 0 || !Surroundings.Waits.Wait(_gate, (int)left))
                {
                    return;
                }
            }
        }
    }

    // A finalized replica whose file somebody deleted behind our back is forgotten, and the NameNode told.
    private IDiskFile OpenData(Volume volume, ReplicaView replica)
    {
        try
        {
            return volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.Read);
        }
        catch (DiskException e) when (e.Kind == DiskFault.Gone)
        {
            object? writer;
            lock (_gate)
            {
                writer = _map.Remove(replica.BlockId);
            }

            (writer as IReplicaOwner)?.Stop();
            _log.Error(Area, $"The file of {replica} is gone from {volume.Root}: the replica is given up", null);
            _events.Deleted(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
            throw new ReplicaFault(ReplicaError.NotFound, $"Replica not found for blk_{replica.BlockId}_{replica.GenerationStamp}: its file is gone");
        }
    }

    private IDiskFile? OpenMeta(Volume volume, ReplicaView replica, bool required)
    {
        try
        {
            return volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.Read);
        }
        catch (DiskException e) when (e.Kind == DiskFault.Gone)
        {
            _log.Warn(Area, $"Could not find the checksum file of {replica} on {volume.Root}", null);
            // Nothing vouches for its bytes any more: others still have the block with checksums, and the NameNode makes another of theirs.
            if (required || replica.State == ReplicaState.Finalized)
            {
                _events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
            }

            if (required)
            {
                throw;
            }

            return null;
        }
    }

    private BlockMetadataHeader ReadHeader(Volume volume, ReplicaView replica, IDiskFile meta)
    {
        try
        {
            return ChecksumFile.ReadHeader(meta);
        }
        catch (MalformedMessageException e)
        {
            _log.Error(Area, $"The checksum file of {replica} on {volume.Root} is damaged", e);
            if (replica.State == ReplicaState.Finalized)
            {
                _events.Corrupt(volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp));
            }

            throw;
        }
    }
}
