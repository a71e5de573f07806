using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hathi.Base;

/// <summary>
/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, RFC 3720 appendix B.4): the checksum of HDFS chunks and of every log here.
/// Values are the finished checksum (inverted at start and end): "123456789" gives 0xE3069283.
/// The processor's crc32 instruction has a latency of three cycles and starts one each cycle, so long runs go in three lanes
/// that are joined at the end, and equal chunks go four at a time.
/// </summary>
public static class Crc32C
{
    /// <summary>The reflected polynomial.</summary>
    public const uint Polynomial = 0x82F63B78;

    private const int LongLane = 2048;
    private const int ShortLane = 256;

    private static readonly uint[] ShiftLong = CrcMath.ShiftTable(LongLane, Polynomial);
    private static readonly uint[] ShiftShort = CrcMath.ShiftTable(ShortLane, Polynomial);

    /// <summary>The checksum of the bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>The checksum of what <paramref name="crc"/> covers (0: nothing) followed by the bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        if (data.Length >= 3 * ShortLane)
        {
            state = Lanes(state, ref data, LongLane, ShiftLong);
            state = Lanes(state, ref data, ShortLane, ShiftShort);
        }

        return ~Plain(state, data);
    }

    /// <summary>The checksum of A followed by B from the checksums of both and the length of B in bytes.</summary>
    public static uint Combine(uint crcA, uint crcB, long lengthB) => CrcMath.Combine(crcA, crcB, lengthB, Polynomial);

    /// <summary>
    /// Writes the checksum of each chunk of <paramref name="chunkSize"/> bytes (the last may be shorter) in big-endian order, as HDFS
    /// stores and sends them. <paramref name="checksums"/> needs four bytes a chunk.
    /// </summary>
    /// <returns>The number of chunks.</returns>
    public static int ComputeChunks(ReadOnlySpan<byte> data, int chunkSize, Span<byte> checksums)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        var chunks = (int)(((long)data.Length + chunkSize - 1) / chunkSize);
        if (checksums.Length < chunks * 4L)
        {
            throw new ArgumentException($"{chunks} checksums need {chunks * 4L} bytes, the span has {checksums.Length}", nameof(checksums));
        }

        var i = 0;
        Span<uint> four = stackalloc uint[4];
        for (; chunkSize % 8 == 0 && (long)(i + 4) * chunkSize <= data.Length; i += 4)
        {
            FourChunks(data.Slice(i * chunkSize, 4 * chunkSize), chunkSize, four);
            for (var k = 0; k < 4; k++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(checksums[((i + k) * 4)..], four[k]);
            }
        }

        for (; i < chunks; i++)
        {
            var start = i * chunkSize;
            BinaryPrimitives.WriteUInt32BigEndian(
                checksums[(i * 4)..], Compute(data.Slice(start, Math.Min(chunkSize, data.Length - start))));
        }

        return chunks;
    }

    private static void FourChunks(ReadOnlySpan<byte> data, int chunkSize, Span<uint> crcs)
    {
        uint a = ~0u, b = ~0u, c = ~0u, d = ~0u;
        ref var p0 = ref MemoryMarshal.GetReference(data);
        ref var p1 = ref Unsafe.Add(ref p0, chunkSize);
        ref var p2 = ref Unsafe.Add(ref p1, chunkSize);
        ref var p3 = ref Unsafe.Add(ref p2, chunkSize);
        for (nuint i = 0; i < (nuint)chunkSize; i += 8)
        {
            a = BitOperations.Crc32C(a, Load(ref p0, i));
            b = BitOperations.Crc32C(b, Load(ref p1, i));
            c = BitOperations.Crc32C(c, Load(ref p2, i));
            d = BitOperations.Crc32C(d, Load(ref p3, i));
        }

        crcs[3] = ~d;
        crcs[2] = ~c;
        crcs[1] = ~b;
        crcs[0] = ~a;
    }

    private static uint Lanes(uint state, ref ReadOnlySpan<byte> data, int lane, uint[] shift)
    {
        while (data.Length >= 3 * lane)
        {
            uint b = 0, c = 0;
            ref var p0 = ref MemoryMarshal.GetReference(data);
            ref var p1 = ref Unsafe.Add(ref p0, lane);
            ref var p2 = ref Unsafe.Add(ref p1, lane);
            for (nuint i = 0; i < (nuint)lane; i += 8)
            {
                state = BitOperations.Crc32C(state, Load(ref p0, i));
                b = BitOperations.Crc32C(b, Load(ref p1, i));
                c = BitOperations.Crc32C(c, Load(ref p2, i));
            }

            state = CrcMath.Shift(shift, CrcMath.Shift(shift, state) ^ b) ^ c;
            data = data[(3 * lane)..];
        }

        return state;
    }

    private static uint Plain(uint state, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var b in data)
        {
            state = BitOperations.Crc32C(state, b);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte origin, nuint offset)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref origin, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
