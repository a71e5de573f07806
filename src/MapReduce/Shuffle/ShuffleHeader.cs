using System.Text;
using Hathi.Base;

namespace Hathi.MapReduce.Shuffle;

/// <summary>
/// What stands before each map output in an answer: Text map id, VLong bytes that follow, VLong bytes after decompression, VInt partition.
/// Source: Apache <c>ShuffleHeader</c>.
/// </summary>
/// <param name="MapId">The map attempt, <c>attempt_…_m_…</c>.</param>
/// <param name="CompressedLength">Bytes that follow, checksum included.</param>
/// <param name="UncompressedLength">Bytes of records and end marker before compression, without the checksum.</param>
/// <param name="Partition">The reduce.</param>
public readonly record struct ShuffleHeader(string MapId, long CompressedLength, long UncompressedLength, int Partition)
{
    /// <summary>The most bytes that a header takes.</summary>
    public const int MaxBytes = ShuffleProtocol.MaxMapIdBytes + (4 * VInt.MaxBytes);

    /// <summary>Bytes that <see cref="Write"/> takes.</summary>
    public int Size
    {
        get
        {
            var id = Encoding.UTF8.GetByteCount(MapId);
            return VInt.Size(id) + id + VInt.Size(CompressedLength) + VInt.Size(UncompressedLength) + VInt.Size(Partition);
        }
    }

    /// <summary>Writes it; <paramref name="target"/> has room for <see cref="Size"/>. Returns the bytes written.</summary>
    public int Write(Span<byte> target)
    {
        var at = VInt.Write(target, Encoding.UTF8.GetByteCount(MapId));
        at += Encoding.UTF8.GetBytes(MapId, target[at..]);
        at += VInt.Write(target[at..], CompressedLength);
        at += VInt.Write(target[at..], UncompressedLength);
        return at + VInt.Write(target[at..], Partition);
    }

    /// <summary>Reads a header.</summary>
    /// <returns>The bytes taken; 0: more are needed.</returns>
    /// <exception cref="FormatException">It is no header.</exception>
    public static int Read(ReadOnlySpan<byte> source, out ShuffleHeader header)
    {
        header = default;
        var at = VInt.Read(source, out var length);
        if (at == 0)
        {
            return 0;
        }

        if (length is < 0 or > ShuffleProtocol.MaxMapIdBytes)
        {
            throw new FormatException(
                $"A shuffle header with a map id of {length} bytes: at most {ShuffleProtocol.MaxMapIdBytes} are allowed.");
        }

        if (source.Length - at < length)
        {
            return 0;
        }

        var id = source.Slice(at, (int)length);
        at += (int)length;
        Span<long> numbers = stackalloc long[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            var size = VInt.Read(source[at..], out numbers[i]);
            if (size == 0)
            {
                return 0;
            }

            at += size;
        }

        header = new ShuffleHeader(Encoding.UTF8.GetString(id), numbers[0], numbers[1], (int)numbers[2]);
        return at;
    }
}
