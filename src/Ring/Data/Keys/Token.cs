using System.Buffers.Binary;
using System.Numerics;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// Where a partition lies on the ring: Murmur3, x64, 128 bits, of its key, as Cassandra has it, which takes the bytes behind the last whole
/// block as signed ones. The first half is the token; the second one is as good a hash, and of no use to the ring. Source: Apache
/// <c>Murmur3Partitioner</c>, <c>MurmurHash.hash3_x64_128</c>.
/// </summary>
public static class Token
{
    private const ulong FirstFactor = 0x87c3_7b91_1142_53d5;
    private const ulong SecondFactor = 0x4cf5_ad43_2745_937f;
    private const int BlockBytes = 16;

    /// <summary>The token of a key: never the smallest number, which stands for the beginning of the ring.</summary>
    public static long Of(ReadOnlySpan<byte> key)
    {
        var (first, _) = Hash(key);
        return first == long.MinValue ? long.MaxValue : first;
    }

    /// <summary>Both halves of the hash.</summary>
    public static (long First, long Second) Hash(ReadOnlySpan<byte> key)
    {
        ulong first = 0, second = 0;
        var rest = key;
        while (rest.Length >= BlockBytes)
        {
            first ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            first = (BitOperations.RotateLeft(first, 27) + second) * 5 + 0x52dc_e729;
            second ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(ulong)..]));
            second = (BitOperations.RotateLeft(second, 31) + first) * 5 + 0x3849_5ab5;
            rest = rest[BlockBytes..];
        }

        if (rest.Length > sizeof(ulong))
        {
            second ^= MixSecond(Tail(rest[sizeof(ulong)..]));
        }

        if (!rest.IsEmpty)
        {
            first ^= MixFirst(Tail(rest[..Math.Min(rest.Length, sizeof(ulong))]));
        }

        first ^= (ulong)key.Length;
        second ^= (ulong)key.Length;
        first += second;
        second += first;
        first = Finish(first);
        second = Finish(second);
        first += second;
        return ((long)first, (long)(second + first));
    }

    private static ulong MixFirst(ulong block) => BitOperations.RotateLeft(block * FirstFactor, 31) * SecondFactor;

    private static ulong MixSecond(ulong block) => BitOperations.RotateLeft(block * SecondFactor, 33) * FirstFactor;

    // A byte of 128 and more is a negative number there, so that it turns all bits above its own.
    private static ulong Tail(ReadOnlySpan<byte> bytes)
    {
        var block = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            block ^= (ulong)(long)(sbyte)bytes[i] << (8 * i);
        }

        return block;
    }

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51_afd7_ed55_8ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ce_b9fe_1a85_ec53;
        return hash ^ (hash >> 33);
    }
}
