using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// The rule by which data is checked: kind, and bytes of data per checksum (a chunk). Checksums are four bytes, big-endian; a block's
/// last chunk may be shorter. Source: Apache <c>DataChecksum</c>.
/// </summary>
/// <param name="Kind">How a chunk is checked.</param>
/// <param name="BytesPerChecksum">Data bytes of a chunk, 1 … <see cref="MaxBytesPerChecksum"/>.</param>
public readonly record struct ChunkChecksum(ChecksumKind Kind, int BytesPerChecksum)
{
    /// <summary>What HDFS uses unless told otherwise: <c>dfs.checksum.type</c> CRC32C, <c>dfs.bytes-per-checksum</c> 512.</summary>
    public static readonly ChunkChecksum Default = new(ChecksumKind.Crc32C, 512);

    /// <summary>The largest chunk taken from a peer or a file: a packet must hold one, and buffers are made by it.</summary>
    public const int MaxBytesPerChecksum = PacketHeader.MaxPacketSize / 2;

    /// <summary>Bytes of the header that <see cref="WriteHeader"/> writes.</summary>
    public const int HeaderSize = 5;

    private const int ChunksAtOnce = 64;

    /// <summary>Bytes of one checksum: 4, or 0 for <see cref="ChecksumKind.Null"/>.</summary>
    public int Size => Kind == ChecksumKind.Null ? 0 : 4;

    /// <summary>Bytes of all checksums of so much data that begins at a chunk.</summary>
    public int ChecksumLength(int dataLength) => (int)ChecksumLength((long)dataLength);

    /// <summary>Bytes of all checksums of so much data that begins at a chunk.</summary>
    public long ChecksumLength(long dataLength) => (dataLength + BytesPerChecksum - 1) / BytesPerChecksum * Size;

    /// <summary>The checksum of one chunk, or of a part of it that continues what <paramref name="crc"/> covers (0: nothing).</summary>
    public uint Append(uint crc, ReadOnlySpan<byte> data) => Kind switch
    {
        ChecksumKind.Crc32 => Crc32.Append(crc, data),
        ChecksumKind.Crc32C => Crc32C.Append(crc, data),
        _ => 0,
    };

    /// <summary>Writes the checksums of data that begins at a chunk; <see cref="ChecksumLength(int)"/> bytes.</summary>
    public void Compute(ReadOnlySpan<byte> data, Span<byte> checksums)
    {
        if (Kind == ChecksumKind.Crc32C)
        {
            Crc32C.ComputeChunks(data, BytesPerChecksum, checksums);
            return;
        }

        for (var i = 0; Kind == ChecksumKind.Crc32 && !data.IsEmpty; i += 4)
        {
            var chunk = data[..Math.Min(BytesPerChecksum, data.Length)];
            BinaryPrimitives.WriteUInt32BigEndian(checksums[i..], Crc32.Compute(chunk));
            data = data[chunk.Length..];
        }
    }

    /// <summary>Compares data that begins at a chunk with its checksums.</summary>
    /// <returns>The index of the first chunk that does not match; -1: all match.</returns>
    /// <exception cref="ArgumentException">There are not as many checksums as <see cref="ChecksumLength(int)"/> says.</exception>
    public int FindMismatch(ReadOnlySpan<byte> data, ReadOnlySpan<byte> checksums)
    {
        var expected = ChecksumLength(data.Length);
        if (checksums.Length != expected)
        {
            throw new ArgumentException(
                $"{data.Length} bytes of data have {expected} bytes of checksums, not {checksums.Length}", nameof(checksums));
        }

        if (Kind == ChecksumKind.Null)
        {
            return -1;
        }

        Span<byte> computed = stackalloc byte[ChunksAtOnce * 4];
        for (var done = 0; !data.IsEmpty; done += ChunksAtOnce)
        {
            var part = data[..(int)Math.Min((long)ChunksAtOnce * BytesPerChecksum, data.Length)];
            var length = ChecksumLength(part.Length);
            Compute(part, computed);
            var same = computed[..length].CommonPrefixLength(checksums);
            if (same < length)
            {
                return done + (same / 4);
            }

            data = data[part.Length..];
            checksums = checksums[length..];
        }

        return -1;
    }

    /// <summary>Writes kind (1 byte) and bytes per checksum (4 bytes, big-endian).</summary>
    public void WriteHeader(Span<byte> target)
    {
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], BytesPerChecksum);
    }

    /// <summary>Reads what <see cref="WriteHeader"/> writes.</summary>
    /// <exception cref="MalformedMessageException">An unknown kind, or bytes per checksum out of range.</exception>
    public static ChunkChecksum ReadHeader(ReadOnlySpan<byte> source) =>
        Checked(source[0], BinaryPrimitives.ReadInt32BigEndian(source[1..]));

    /// <summary>As a message.</summary>
    public ChecksumProto ToProto() => new() { Type = (ChecksumTypeProto)Kind, BytesPerChecksum = (uint)BytesPerChecksum };

    /// <summary>From a message.</summary>
    /// <exception cref="MalformedMessageException">An unknown kind, or bytes per checksum out of range.</exception>
    public static ChunkChecksum FromProto(ChecksumProto proto) => Checked((int)proto.Type, proto.BytesPerChecksum);

    private static ChunkChecksum Checked(int kind, long bytesPerChecksum)
    {
        if (kind is < 0 or > (int)ChecksumKind.Crc32C || bytesPerChecksum is < 1 or > MaxBytesPerChecksum)
        {
            throw new MalformedMessageException(
                $"a checksum of type {kind} over {bytesPerChecksum} bytes; known are types 0 to 2 over 1 to {MaxBytesPerChecksum} bytes");
        }

        return new ChunkChecksum((ChecksumKind)kind, (int)bytesPerChecksum);
    }
}
