using System.IO.Compression;

namespace Hathi.Yarn.Client.Logs;

/// <summary>
/// Names, numbers and small encodings of a TFile, the container of aggregated logs: blocks of records, each a key and a value in chunks,
/// then meta blocks, then an index of those. Source: Apache <c>org.apache.hadoop.io.file.tfile</c> (TFile, BCFile, Utils), version 1.0.
/// </summary>
internal static class TFileFormat
{
    internal const string MetaBlock = "TFile.meta";
    internal const string IndexBlock = "TFile.index";
    internal const string DataIndexBlock = "BCFile.index";
    internal const string MetaPrefix = "data:";
    internal const string NoCompression = "none";
    internal const string Gzip = "gz";
    internal const short Major = 1;
    internal const short Minor = 0;

    /// <summary>Offset of the meta index, version, magic.</summary>
    internal const int TailBytes = sizeof(long) + (2 * sizeof(short)) + MagicBytes;
    internal const int MagicBytes = 16;

    /// <summary>The most bytes of a number.</summary>
    internal const int MaxNumberBytes = 9;

    internal static ReadOnlySpan<byte> Magic =>
        [0xd1, 0x11, 0xd3, 0x68, 0x91, 0xb5, 0xd7, 0xb6, 0x39, 0xdf, 0x41, 0x40, 0x92, 0xba, 0xe1, 0x50];

    /// <summary>
    /// Writes a number in TFile's own form (not <see cref="Hathi.Base.VInt"/>); the target has room. Returns the bytes written.
    /// </summary>
    internal static int WriteNumber(Span<byte> target, long value)
    {
        if (value is >= -32 and < 128)
        {
            target[0] = (byte)value;
            return 1;
        }

        var magnitude = value < 0 ? ~value : value;
        var length = ((64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)magnitude)) / 8) + 1;
        var (size, bias) = Form(value, length);
        if (size == 0)
        {
            // A length, then that many bytes.
            target[0] = (byte)(length - 129);
            BigEndian(target.Slice(1, length), value);
            return length + 1;
        }

        target[0] = (byte)((value >> (8 * (size - 1))) + bias);
        BigEndian(target.Slice(1, size - 1), value);
        return size;
    }

    /// <summary>Bytes that follow the first one of a number, and what the first one contributes.</summary>
    internal static (int Following, long High) ReadFirst(sbyte first) => first switch
    {
        >= -32 => (0, first),
        _ when (first + 128) / 8 >= 7 => (1, first + 52),
        _ when (first + 128) / 8 >= 3 => (2, first + 88),
        _ when (first + 128) / 8 >= 1 => (3, first + 112),
        _ when first + 129 is >= 4 and <= 8 => (first + 129, 0),
        _ => throw new InvalidDataException($"A number of an aggregated log starts with {first}: the file is damaged."),
    };

    /// <summary>Whether the first byte only tells how many follow: their sign is that of the first of them.</summary>
    internal static bool IsPlain(sbyte first) => first < -120;

    internal static Stream Decompress(Stream compressed, string algorithm) => algorithm switch
    {
        NoCompression => compressed,
        Gzip => new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new NotSupportedException($"Aggregated logs compressed with {algorithm} cannot be read: "
            + "none and gz can (yarn.nodemanager.log-aggregation.compression-type)."),
    };

    // The short forms: two, three or four bytes whose first one holds the highest bits and a bias.
    private static (int Size, int Bias) Form(long value, int length)
    {
        if (length <= 2 && Fits(value >> 8, 20))
        {
            return (2, -52);
        }

        if (length <= 3 && Fits(value >> 16, 16))
        {
            return (3, -88);
        }

        return length <= 4 && Fits(value >> 24, 8) ? (4, -112) : (0, 0);
    }

    private static bool Fits(long high, int limit) => high < limit && high >= -limit;

    private static void BigEndian(Span<byte> target, long value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }
    }
}
