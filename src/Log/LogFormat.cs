using System.Buffers.Binary;

namespace Hathi.Log;

/// <summary>
/// The bytes of a segment, version 1; all numbers little-endian.
/// <code>
/// header  "HATHILOG" | version u32 | 0 u32 | log id 16 | first index u64 | 0 u32 | crc32c u32 of the 44 bytes before      48 bytes
/// record  length u32 (1 …) | crc32c u32 of (index u64, payload) | payload
/// mark    FB FE FD FC | crc32c u32 of (index u64, log id) | index u64                                                     16 bytes
/// </code>
/// A mark starts each batch and says that every record below its index was on the medium when it was written: damage in
/// front of a mark is rot, damage behind the last one is a torn tail. Zeros follow the last frame.
/// </summary>
internal static class LogFormat
{
    internal const uint Version = 1;
    internal const int SegmentHeaderBytes = 48;
    internal const int RecordHeaderBytes = 8;
    internal const int MarkBytes = 16;
    internal const int LargestRecord = 1 << 30;

    private const uint MarkValue = 0xFCFDFEFB;

    internal static ReadOnlySpan<byte> SegmentMagic => "HATHILOG"u8;

    /// <summary>What a mark starts with: bytes that no UTF-8 text holds and no record length has.</summary>
    internal static ReadOnlySpan<byte> MarkMagic => [0xFB, 0xFE, 0xFD, 0xFC];

    internal static void WriteSegmentHeader(Span<byte> target, Guid logId, long firstIndex)
    {
        target[..SegmentHeaderBytes].Clear();
        SegmentMagic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Version);
        logId.TryWriteBytes(target[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], firstIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(target[44..], Crc.Of(target[..44]));
    }

    /// <returns>What is wrong with the header; null: nothing.</returns>
    internal static string? CheckSegmentHeader(ReadOnlySpan<byte> header, Guid logId, long firstIndex)
    {
        if (header.Length < SegmentHeaderBytes || !header.StartsWith(SegmentMagic))
        {
            return "there is no segment header";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header[44..]) != Crc.Of(header[..44]))
        {
            return "the checksum of the segment header does not match";
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            return $"it has format version {version}, this program reads version {Version}";
        }

        if (new Guid(header.Slice(16, 16)) != logId)
        {
            return "it belongs to another log";
        }

        var first = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        return first == firstIndex ? null : $"its name says index {firstIndex}, its header {first}";
    }

    internal static void WriteRecordHeader(Span<byte> target, long index, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc.Of(index, payload));
    }

    internal static void WriteMark(Span<byte> target, Guid logId, long index)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, MarkValue);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], MarkCrc(logId, index));
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], index);
    }

    /// <summary>Reads a mark; false: these 16 bytes are none of this log.</summary>
    internal static bool TryReadMark(ReadOnlySpan<byte> source, Guid logId, out long index)
    {
        index = 0;
        if (source.Length < MarkBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != MarkValue)
        {
            return false;
        }

        index = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) == MarkCrc(logId, index);
    }

    private static uint MarkCrc(Guid logId, long index)
    {
        Span<byte> id = stackalloc byte[16];
        logId.TryWriteBytes(id);
        return Crc.Of(index, id);
    }
}
