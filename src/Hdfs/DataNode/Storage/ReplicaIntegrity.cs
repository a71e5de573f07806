using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What can be believed of a replica after a crash, and how it is cut to a length.</summary>
internal static class ReplicaIntegrity
{
    /// <summary>Cuts a replica to what its checksums vouch for. Source: BlockPoolSlice.validateIntegrityAndSetLength, which looks at the last chunk only.</summary>
    /// <returns>What is left: nothing when there is no checksum file, or one that cannot be read; the block file is then left as it is.</returns>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static SoundPart CutToValid(IDisk disk, string dataPath, string metaPath)
    {
        try
        {
            using var meta = disk.Open(metaPath, DiskOpen.ReadWrite);
            using var data = disk.Open(dataPath, DiskOpen.ReadWrite);
            var header = ChecksumFile.ReadHeader(meta);
            var sound = SoundPart.Of(data, meta, header);
            CutTo(data, meta, header, sound);
            return sound;
        }
        catch (Exception e) when (e is MalformedMessageException or DiskException { Kind: DiskFault.Gone })
        {
            return default;
        }
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
        var buffer = ArrayPool<byte>.Shared.Rent((int)(end - start));
        try
        {
            var n = data.Read(start, buffer.AsSpan(0, (int)(end - start)));
            return checksum.Append(0, buffer.AsSpan(0, n));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Cuts both files to <paramref name="newLength"/> bytes of data; a last chunk that becomes shorter gets a new checksum, once what is there fits
    /// the old one. Source: LocalReplica.truncateBlock.
    /// </summary>
    /// <returns>The checksum of the last, partial chunk; null: there is none.</returns>
    /// <exception cref="ReplicaFault">Mismatch: the files have not so many bytes, or their last chunk is damaged. Nothing was changed.</exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static uint? Cut(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long newLength)
    {
        var have = data.Length;
        if (have < newLength || meta.Length < header.FileLength(newLength))
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"A replica of {have} bytes with a checksum file of {meta.Length} bytes cannot be cut to {newLength} bytes.");
        }

        var checksum = header.Checksum;
        var partial = checksum.Kind == ChecksumKind.Null ? 0 : (int)(newLength % checksum.BytesPerChecksum);
        uint? last = null;
        if (partial > 0)
        {
            var start = newLength - partial;
            var buffer = ArrayPool<byte>.Shared.Rent(checksum.BytesPerChecksum);
            try
            {
                var chunk = buffer.AsSpan(0, data.Read(start, buffer.AsSpan(0, (int)Math.Min(checksum.BytesPerChecksum, have - start))));
                if (ChunkPrefix.Find(checksum, chunk, ReadChecksum(meta, header, start)!.Value) < partial)
                {
                    throw new ReplicaFault(ReplicaError.Mismatch, $"The chunk at {start} does not match its checksum: the replica is not cut to {newLength} bytes.");
                }

                last = checksum.Append(0, chunk[..partial]);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        CutTo(data, meta, header, new SoundPart(newLength, last));
        return last;
    }

    // The new checksum comes first and is on the medium before any data goes: at each moment there is a checksum for a beginning of the chunk.
    private static void CutTo(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, SoundPart part)
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
