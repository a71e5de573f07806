using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>What a reader gets of a replica, which may be growing meanwhile.</summary>
/// <param name="Replica">As it is now.</param>
/// <param name="End">Bytes that can be sent.</param>
/// <param name="LastChecksum">
/// Of the last, partial chunk up to <paramref name="End"/>: the file may hold that of a longer chunk by the time it is read. Null: the
/// file's own is right.
/// </param>
public readonly record struct ReadableReplica(ReplicaView Replica, long End, uint? LastChecksum);

/// <summary>The bytes to send: whole chunks around what was asked for.</summary>
/// <param name="Start">First byte, at the start of a chunk.</param>
/// <param name="End">Byte after the last: the end of a chunk, or of what can be sent.</param>
/// <param name="TakesLastChecksum">Whether the last chunk sent is the one that <see cref="ReadableReplica.LastChecksum"/> is for.</param>
public readonly record struct ReadRange(long Start, long End, bool TakesLastChecksum);

/// <summary>Somebody reads (READ_BLOCK). Source: the constructor of BlockSender.</summary>
public static class ReadReplica
{
    /// <summary>Whether the replica can be read.</summary>
    /// <exception cref="ReplicaFault">NotFound, or Mismatch: of an older generation, or not readable in its state.</exception>
    public static ReadableReplica Check(ReplicaMap map, Block block)
    {
        var replica = map.Find(block.Id)
            ?? throw new ReplicaFault(ReplicaError.NotFound, $"Replica not found for blk_{block.Id}_{block.GenerationStamp}");
        if (replica.GenerationStamp < block.GenerationStamp)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"Replica gen stamp < block genstamp, block=blk_{block.Id}_{block.GenerationStamp}, replica={replica}");
        }

        if (replica.VisibleLength < 0)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch, $"Replica is not readable, block=blk_{block.Id}_{block.GenerationStamp}, replica={replica}");
        }

        var open = map.FindOpen(block.Id);
        return new ReadableReplica(replica, replica.BytesOnDisk, open is { HasLastChecksum: true } ? open.LastChecksum : null);
    }

    /// <summary>Whether bytes up to <paramref name="end"/> are still to come: worth a short wait.</summary>
    public static bool IsShort(ReplicaMap map, long blockId, long end) =>
        map.FindOpen(blockId) is { State: ReplicaState.BeingWritten, Writer: not null } open && open.BytesOnDisk < end;

    /// <summary>The bytes to send.</summary>
    /// <param name="readable">As checked.</param>
    /// <param name="offset">First byte wanted.</param>
    /// <param name="length">Bytes wanted; below zero: all that readers may see.</param>
    /// <param name="chunkSize">Bytes a checksum.</param>
    /// <exception cref="ReplicaFault">Mismatch: there are not so many bytes.</exception>
    public static ReadRange Range(ReadableReplica readable, long offset, long length, int chunkSize)
    {
        var (replica, available, last) = readable;
        length = length < 0 ? replica.VisibleLength - offset : length;
        if (offset < 0 || offset > available || length > available - offset)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $" Offset {offset} and length {length} don't match block "
                + $"blk_{replica.BlockId}_{replica.GenerationStamp} ( blockLen {available} )");
        }

        var start = offset - (offset % chunkSize);
        var end = offset + length;
        if (end % chunkSize != 0)
        {
            end += chunkSize - (end % chunkSize);
        }

        return end < available ? new ReadRange(start, end, false) : new ReadRange(start, available, last is not null);
    }
}
