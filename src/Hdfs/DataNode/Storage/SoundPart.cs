using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>The beginning of a replica that its checksums vouch for.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="LastChecksum">Of the last chunk when that is a partial one; null: it is not.</param>
internal readonly record struct SoundPart(long Length, uint? LastChecksum)
{
    private const int ReadSize = 256 * 1024;

    /// <summary>
    /// The longest beginning whose checksums fit. All of it is read: a process that dies damages only the end, but the power takes whatever the
    /// system had not written yet.
    /// </summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static SoundPart Of(IDiskFile data, IDiskFile meta, BlockMetadataHeader header)
    {
        var checksum = header.Checksum;
        if (checksum.Kind == ChecksumKind.Null)
        {
            return new SoundPart(data.Length, null);
        }

        var vouched = Math.Min(data.Length, Math.Max(0, meta.Length - BlockMetadataHeader.Size) / checksum.Size * checksum.BytesPerChecksum);
        var perRead = (int)Math.Min(Math.Max(vouched, 1), Math.Max(1, ReadSize / checksum.BytesPerChecksum) * (long)checksum.BytesPerChecksum);
        var bytes = ArrayPool<byte>.Shared.Rent(perRead);
        var sums = ArrayPool<byte>.Shared.Rent(checksum.ChecksumLength(perRead));
        try
        {
            return Scan(data, meta, header, vouched, bytes.AsSpan(0, perRead), sums);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<byte>.Shared.Return(sums);
        }
    }

    private static SoundPart Scan(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long vouched, Span<byte> bytes, Span<byte> sums)
    {
        var checksum = header.Checksum;
        var chunk = checksum.BytesPerChecksum;
        uint? last = null;
        for (long at = 0; at < vouched; at += bytes.Length)
        {
            var part = bytes[..(int)Math.Min(bytes.Length, vouched - at)];
            part = part[..data.Read(at, part)];
            var stored = sums[..checksum.ChecksumLength(part.Length)];
            if (meta.Read(header.ChecksumOffset(at), stored) < stored.Length)
            {
                throw new EndOfStreamException("A checksum file became shorter while it was read.");
            }

            if (checksum.FindMismatch(part, stored) is var bad and >= 0)
            {
                var rest = part[(bad * chunk)..];
                rest = rest[..Math.Min(chunk, rest.Length)];
                var n = ChunkPrefix.Find(checksum, rest, BinaryPrimitives.ReadUInt32BigEndian(stored[(bad * 4)..]));
                return new SoundPart(at + (bad * (long)chunk) + n, n == 0 ? null : checksum.Append(0, rest[..n]));
            }

            last = part.Length % chunk == 0 ? null : BinaryPrimitives.ReadUInt32BigEndian(stored[^4..]);
        }

        return new SoundPart(vouched, last);
    }
}
