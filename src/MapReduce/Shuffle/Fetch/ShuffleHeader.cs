using System.Text;
using Hathi.Base;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>What stands before each map's output in a reply. Source: Apache's ShuffleHeader.</summary>
/// <param name="Map">The attempt's id.</param>
/// <param name="PartLength">Bytes that follow, checksum included.</param>
/// <param name="RawLength">Bytes of records and end marker, uncompressed.</param>
/// <param name="Reduce">Number of the reduce.</param>
internal sealed record ShuffleHeader(string Map, long PartLength, long RawLength, int Reduce)
{
    /// <summary>The longest id accepted (Apache's constant).</summary>
    internal const int MaxId = 1000;

    /// <summary>The longest header.</summary>
    internal const int MaxBytes = MaxId + (4 * VInt.MaxBytes);

    /// <summary>Reads a header off the front; false when there are too few bytes.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out ShuffleHeader? header, out int size)
    {
        header = null;
        size = VInt.Read(bytes, out var length);
        if (size == 0)
        {
            return false;
        }

        if (length is < 0 or > MaxId)
        {
            throw new InvalidDataException($"The shuffle service announced an id of {length} bytes.");
        }

        if (bytes.Length - size < length)
        {
            return false;
        }

        var id = Encoding.UTF8.GetString(bytes.Slice(size, (int)length));
        size += (int)length;
        if (!Number(bytes, ref size, out var part) || !Number(bytes, ref size, out var raw) || !Number(bytes, ref size, out var reduce))
        {
            return false;
        }

        header = new ShuffleHeader(id, part, raw, (int)reduce);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> bytes, ref int position, out long value)
    {
        var n = VInt.Read(bytes[position..], out value);
        position += n;
        return n > 0;
    }
}
