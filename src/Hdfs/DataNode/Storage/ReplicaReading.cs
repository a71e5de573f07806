using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Replicas that are read, and what is told of those that cannot be.</summary>
internal sealed class ReplicaReading(ReplicaParts parts)
{
    private readonly ReplicaTable _table = parts.Table;
    private readonly IReplicaEvents _events = parts.Events;
    private readonly ILogger _log = parts.Log;

    /// <inheritdoc cref="ReplicaStore.OpenToRead"/>
    internal ReplicaReader Open(Block block, long offset, long length, bool withChecksums, bool checksumsRequired)
    {
        _table.WaitForBytes(block.Id, offset + Math.Max(0, length));
        using (parts.Locks.Enter(block.Id))
        {
            parts.Files.PutBack(block.Id);
            ReadableReplica readable;
            using (_table.Enter(out var map))
            {
                readable = ReadReplica.Check(map, block);
            }

            var volume = parts.Volumes.Of(readable.Replica);
            IDiskFile? data = null;
            IDiskFile? meta = null;
            try
            {
                data = OpenData(volume, readable.Replica);
                meta = withChecksums ? OpenMeta(volume, readable.Replica, checksumsRequired) : null;
                var header = meta is null
                    ? new BlockMetadataHeader(new ChunkChecksum(ChecksumKind.Null, ChunkChecksum.Default.BytesPerChecksum))
                    : ReadHeader(volume, readable.Replica, meta);
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

    /// <inheritdoc cref="ReplicaStore.ReportIfUnreadable"/>
    internal void ReportIfUnreadable(Volume volume, ReplicaView replica, Exception cause)
    {
        if (cause is DiskException { Kind: not DiskFault.Gone } fault && !DiskFaults.LeavesDiskUsable(fault.Kind))
        {
            _log.CannotRead(replica, volume.Root, fault.Message);
            _events.Corrupt(volume, BlockOf(replica));
        }
    }

    /// <inheritdoc cref="ReplicaStore.ReportFailedRead"/>
    internal void ReportFailed(ReplicaReader reader, IOException cause)
    {
        if (cause is DiskException)
        {
            ReportIfUnreadable(reader.Volume, reader.Replica, cause);
        }
        else if (StillHas(reader))
        {
            _log.DamageReported(reader.Replica, reader.Volume.Root, cause.Message);
            _events.Corrupt(reader.Volume, BlockOf(reader.Replica));
        }
        else
        {
            _log.ChangedWhileRead(reader.Replica);
        }
    }

    // An append may begin right after this and overwrite the last, partial chunk's checksum in the file that we have open.
    private static (ReadableReplica Readable, ReadRange Range) KeepLastChecksum(
        ReadableReplica readable, ReadRange range, IDiskFile meta, BlockMetadataHeader header)
    {
        var partial = range.End % header.Checksum.BytesPerChecksum;
        if (partial == 0 || range.End != readable.End || header.Checksum.Kind == ChecksumKind.Null)
        {
            return (readable, range);
        }

        var last = ReplicaIntegrity.ReadChecksum(meta, header, range.End - partial);
        return (readable with { LastChecksum = last }, range with { TakesLastChecksum = last is not null });
    }

    private static Block BlockOf(ReplicaView replica) => new(replica.BlockId, replica.Length, replica.GenerationStamp);

    // An operation on the block that is under way has the files before the map.
    private bool StillHas(ReplicaReader reader)
    {
        using (parts.Locks.Enter(reader.Replica.BlockId))
        {
            return _table.Find(reader.Replica.BlockId) is { State: not ReplicaState.UnderRecovery } now
                && now.GenerationStamp == reader.Replica.GenerationStamp
                && now.Volume == reader.Replica.Volume
                && now.BytesOnDisk >= reader.Range.End;
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
            using (_table.Enter(out var map))
            {
                writer = map.Remove(replica.BlockId);
            }

            (writer as IReplicaOwner)?.Stop();
            _log.FileGone(replica, volume.Root);
            _events.Deleted(volume, BlockOf(replica));
            throw new ReplicaFault(
                ReplicaError.NotFound, $"Replica not found for blk_{replica.BlockId}_{replica.GenerationStamp}: its file is gone");
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
            _log.ChecksumsNotFound(replica, volume.Root);

            // Nothing vouches for its bytes any more: others still have the block with checksums, and the NameNode makes another of theirs.
            if (required || replica.State == ReplicaState.Finalized)
            {
                _events.Corrupt(volume, BlockOf(replica));
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
            _log.ChecksumsDamaged(e, replica, volume.Root);
            if (replica.State == ReplicaState.Finalized)
            {
                _events.Corrupt(volume, BlockOf(replica));
            }

            throw;
        }
    }
}
