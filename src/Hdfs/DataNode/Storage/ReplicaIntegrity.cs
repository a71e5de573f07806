using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What can be believed of a replica after a crash, and how it is cut to a length.</summary>
internal static class ReplicaIntegrity
{
    /// <summary>
    /// The bytes of a replica that its checksums vouch for. A crash damages only the end, so only the last chunk that has a checksum is
    /// looked at; what lies beyond is cut off. Source: BlockPoolSlice.validateIntegrityAndSetLength.
    /// </summary>
    internal static long CutToValid(IDisk disk, string dataPath, string metaPath)
    {
        try
        {
            using var meta = disk.Open(metaPath, DiskOpen.Read);
            using var data = disk.Open(dataPath, DiskOpen.ReadWrite);
            var length = data.Length;
            var header = ChecksumFile.ReadHeader(meta);
            if (header.Checksum.Kind == ChecksumKind.Null || length == 0)
            {
                return length;
            }

            var valid = ValidLength(data, meta, header, length);
            if (valid < length)
            {
                data.SetLength(valid);
            }

            return valid;
        }
        catch (Exception e) when (e is MalformedMessageException or DiskException { Kind: DiskFault.Gone })
        {
            return 0;
        }
    }

    private static long ValidLength(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long length)
    {
        var chunk = header.Checksum.BytesPerChecksum;
        var chunks = Math.Min((length + chunk - 1) / chunk, (meta.Length - BlockMetadataHeader.Size) / header.Checksum.Size);
        if (chunks == 0)
        {
            return 0;
        }

        var start = (chunks - 1) * chunk;
        var end = Math.Min(length, start + chunk);
        return ReadChecksum(meta, header, start) == ChecksumOf(data, header.Checksum, start, end) ? end : start;
    }

    /// <summary>The stored checksum of the chunk that begins at <paramref name="chunkStart"/>; null when the file ends before it.</summary>
    internal static uint? ReadChecksum(IDiskFile meta, BlockMetadataHeader header, long chunkStart)
    {
        Span<byte> bytes = stackalloc byte[4];
        return meta.Read(header.ChecksumOffset(chunkStart), bytes) == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }

    /// <summary>The checksum of a part of a file, at most one chunk long.</summary>
    internal static uint ChecksumOf(IDiskFile data, ChunkChecksum checksum, long start, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)(end - start));
        var n = data.Read(start, buffer.AsSpan(0, (int)(end - start)));
        var crc = checksum.Append(0, buffer.AsSpan(0, n));
        ArrayPool<byte>.Shared.Return(buffer);
        return crc;
    }

    /// <summary>
    /// Cuts both files to <paramref name="newLength"/> bytes of data; a last chunk that becomes shorter gets a new checksum.
    /// Source: LocalReplica.truncateBlock.
    /// </summary>
    /// <returns>The checksum of the last, partial chunk; null: there is none.</returns>
    internal static uint? Cut(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long newLength)
    {
        if (data.Length > newLength)
        {
            data.SetLength(newLength);
        }

        if (header.Checksum.Kind == ChecksumKind.Null)
        {
            return null;
        }

        meta.SetLength(header.FileLength(newLength));
        var partial = newLength % header.Checksum.BytesPerChecksum;
        if (partial == 0)
        {
            return null;
        }

        var crc = ChecksumOf(data, header.Checksum, newLength - partial, newLength);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        meta.Write(header.ChecksumOffset(newLength), bytes);
        return crc;
    }
}
