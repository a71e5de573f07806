using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What can be believed of a replica after a crash, and how it is cut to a length.</summary>
internal static class ReplicaIntegrity
{
    /// <summary>
    /// How much of a replica that was being written is told of at start: see <see cref="SoundPart.OfEnd"/>. Nothing is changed, and all
    /// that there is is looked at when a recovery asks.
    /// </summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="dataPath">The block file.</param>
    /// <param name="metaPath">The checksum file.</param>
    /// <param name="length">Of the block file: what is told when the checksum file is damaged.</param>
    /// <returns>Bytes; 0 when the beginning of the checksum file never came to the medium.</returns>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static long EndOf(IDisk disk, string dataPath, string metaPath, long length)
    {
        try
        {
            using var meta = disk.Open(metaPath, DiskOpen.Read);
            using var data = disk.Open(dataPath, DiskOpen.Read);
            return HasHeader(meta) ? SoundPart.OfEnd(data, meta, ChecksumFile.ReadHeader(meta)).Length : 0;
        }
        catch (MalformedMessageException)
        {
            return length;
        }
    }

    /// <summary>Measures a replica from the chunk on that holds a byte; see <see cref="SoundPart.From"/>.</summary>
    /// <exception cref="MalformedMessageException">The checksum file is damaged.</exception>
    /// <exception cref="IOException">The disk failed, or a file became shorter meanwhile.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    internal static SoundPart Measure(
        IDiskFile data, IDiskFile meta, long from, bool passUnreadable, CancellationToken cancellationToken) =>
        HasHeader(meta)
            ? SoundPart.From(data, meta, ChecksumFile.ReadHeader(meta), from, passUnreadable, cancellationToken)
            : new SoundPart(0, null, -1, 0);

    // What the power kept from the medium is missing or reads as zeros.
    private static bool HasHeader(IDiskFile meta)
    {
        Span<byte> bytes = stackalloc byte[BlockMetadataHeader.Size];
        return meta.Read(0, bytes) == bytes.Length && bytes.ContainsAnyExcept((byte)0);
    }

    /// <summary>Whether the files end where they should and their last chunk fits its checksum.</summary>
    internal static bool EndsAt(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long length)
    {
        if (data.Length != length || meta.Length != header.FileLength(length))
        {
            return false;
        }

        var partial = header.Checksum.Kind == ChecksumKind.Null ? 0 : length % header.Checksum.BytesPerChecksum;
        return partial == 0 || ReadChecksum(meta, header, length - partial) == ChecksumOf(data, header.Checksum, length - partial, length);
    }

    /// <summary>The stored checksum of the chunk that begins at <paramref name="chunkStart"/>; null when the file ends before it.</summary>
    internal static uint? ReadChecksum(IDiskFile meta, BlockMetadataHeader header, long chunkStart)
    {
        Span<byte> bytes = stackalloc byte[4];
        return meta.Read(header.ChecksumOffset(chunkStart), bytes) == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }

    /// <summary>Writes the checksum of the chunk that begins at <paramref name="chunkStart"/>.</summary>
    internal static void WriteChecksum(IDiskFile meta, BlockMetadataHeader header, long chunkStart, uint checksum)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, checksum);
        meta.Write(header.ChecksumOffset(chunkStart), bytes);
    }

    /// <summary>The checksum of a part of a file, at most one chunk long.</summary>
    internal static uint ChecksumOf(IDiskFile data, ChunkChecksum checksum, long start, long end)
    {
        var buffer = BoundedPool<byte>.Rent((int)(end - start));
        try
        {
            var n = data.Read(start, buffer.AsSpan(0, (int)(end - start)));
            return checksum.Append(0, buffer.AsSpan(0, n));
        }
        finally
        {
            BoundedPool<byte>.Return(buffer);
        }
    }

    /// <summary>
    /// Cuts both files to <paramref name="newLength"/> bytes of data; a last chunk that becomes shorter gets a new checksum, once what is
    /// there fits the old one. Source: LocalReplica.truncateBlock.
    /// </summary>
    /// <returns>The checksum of the last, partial chunk; null: there is none.</returns>
    /// <exception cref="ReplicaFault">
    /// Mismatch: the files have not so many bytes, or their last chunk is damaged. Nothing was changed.
    /// </exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static uint? Cut(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long newLength)
    {
        var have = data.Length;
        if (have < newLength || meta.Length < header.FileLength(newLength))
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"A replica of {have} bytes with a checksum file of {meta.Length} bytes cannot be cut to {newLength} bytes.");
        }

        var checksum = header.Checksum;
        var partial = checksum.Kind == ChecksumKind.Null ? 0 : (int)(newLength % checksum.BytesPerChecksum);
        uint? last = null;
        if (partial > 0)
        {
            var start = newLength - partial;
            var buffer = BoundedPool<byte>.Rent(checksum.BytesPerChecksum);
            try
            {
                var chunk = buffer.AsSpan(0, data.Read(start, buffer.AsSpan(0, (int)Math.Min(checksum.BytesPerChecksum, have - start))));
                if (ChunkPrefix.Find(checksum, chunk, ReadChecksum(meta, header, start)!.Value) < partial)
                {
                    throw new ReplicaFault(
                        ReplicaError.Mismatch,
                        $"The chunk at {start} does not match its checksum: the replica is not cut to {newLength} bytes.");
                }

                last = checksum.Append(0, chunk[..partial]);
            }
            finally
            {
                BoundedPool<byte>.Return(buffer);
            }
        }

        CutTo(data, meta, header, new SoundPart(newLength, last, -1, newLength));
        return last;
    }

    /// <summary>Cuts off what is not to be kept.</summary>
    /// <remarks>
    /// The new checksum comes first and is on the medium before any data goes: at each moment there is a checksum for a
    /// beginning of the chunk.
    /// </remarks>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static void CutTo(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, SoundPart part)
    {
        if (part.LastChecksum is { } last)
        {
            var start = part.Length - (part.Length % header.Checksum.BytesPerChecksum);
            if (ReadChecksum(meta, header, start) != last)
            {
                WriteChecksum(meta, header, start, last);
                meta.Sync();
            }
        }

        if (meta.Length > header.FileLength(part.Length))
        {
            meta.SetLength(header.FileLength(part.Length));
        }

        if (data.Length > part.Length)
        {
            data.SetLength(part.Length);
        }
    }
}
