using System.Buffers.Binary;

namespace Hathi.Log;

/// <summary>
/// The bytes of a snapshot, version 1; all numbers little-endian.
/// <code>
/// header  "HATHISNP" | version u32 | 0 u32 | log id 16 | index u64 | 0 u32 | crc32c u32 of the 44 bytes before            48 bytes
/// chunk   length u32 (1 … 256 KiB) | crc32c u32 of (offset in the content u64, bytes) | bytes
/// end     0 u32 | crc32c u32 of (length of the content u64) | length of the content u64                                   16 bytes
/// </code>
/// Each chunk is checked before a reader sees a byte of it, so that a large snapshot is read once.
/// </summary>
internal static class SnapshotFormat
{
    internal const uint Version = 1;
    internal const int HeaderBytes = 48;
    internal const int ChunkHeaderBytes = 8;
    internal const int EndBytes = 16;
    internal const int ChunkBytes = 256 << 10;

    internal static ReadOnlySpan<byte> Magic => "HATHISNP"u8;

    internal static void WriteHeader(Span<byte> target, Guid logId, long index)
    {
        target[..HeaderBytes].Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Version);
        logId.TryWriteBytes(target[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(target[44..], Crc.Of(target[..44]));
    }

    /// <returns>What is wrong with the header; null: nothing.</returns>
    internal static string? CheckHeader(ReadOnlySpan<byte> header, Guid logId, long index)
    {
        if (header.Length < HeaderBytes || !header.StartsWith(Magic))
        {
            return "there is no snapshot header";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header[44..]) != Crc.Of(header[..44]))
        {
            return "the checksum of the snapshot header does not match";
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            return $"it has format version {version}, this program reads version {Version}";
        }

        return new Guid(header.Slice(16, 16)) != logId ? "it belongs to another log"
            : BinaryPrimitives.ReadInt64LittleEndian(header[32..]) != index ? "its name and its header differ in the index"
            : null;
    }

    internal static void WriteChunkHeader(Span<byte> target, long offset, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc.Of(offset, bytes));
    }

    internal static void WriteEnd(Span<byte> target, long length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc.Of(length, []));
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], length);
    }
}
