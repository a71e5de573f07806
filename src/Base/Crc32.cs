using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hathi.Base;

/// <summary>
/// CRC-32 (ISO 3309, reflected polynomial 0xEDB88320: zlib, gzip, and HDFS files written with checksum type CRC32).
/// Values are the finished checksum: "123456789" gives 0xCBF43926.
/// Long runs are folded with carry-less multiplication where the processor has it (V. Gopal et al., "Fast CRC Computation for
/// Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009); the rest goes by eight tables of 256 entries.
/// </summary>
public static class Crc32
{
    /// <summary>The reflected polynomial.</summary>
    public const uint Polynomial = 0xEDB8_8320;

    private const int FoldAtLeast = 128;

    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum of the bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>The checksum of what <paramref name="crc"/> covers (0: nothing) followed by the bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        if (Pclmulqdq.IsSupported && data.Length >= FoldAtLeast)
        {
            state = Fold(state, ref data);
        }

        return ~ByTables(state, data);
    }

    /// <summary>The checksum of A followed by B from the checksums of both and the length of B in bytes.</summary>
    public static uint Combine(uint crcA, uint crcB, long lengthB) => CrcMath.Combine(crcA, crcB, lengthB, Polynomial);

    /// <summary>The state after the bytes, by tables only: what <see cref="Fold"/> is tested against.</summary>
    internal static uint ByTables(uint state, ReadOnlySpan<byte> data)
    {
        var t = Tables;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = t[0x700 + (low & 0xFF)] ^ t[0x600 + ((low >> 8) & 0xFF)] ^ t[0x500 + ((low >> 16) & 0xFF)] ^ t[0x400 + (low >> 24)]
                ^ t[0x300 + (high & 0xFF)] ^ t[0x200 + ((high >> 8) & 0xFF)] ^ t[0x100 + ((high >> 16) & 0xFF)] ^ t[high >> 24];
            data = data[8..];
        }

        foreach (var b in data)
        {
            state = (state >> 8) ^ t[(state ^ b) & 0xFF];
        }

        return state;
    }

    private static uint Fold(uint state, ref ReadOnlySpan<byte> data)
    {
        // x^(512±32), x^(128±32) and x^64 modulo the polynomial, reflected and shifted by one; the polynomial and its Barrett quotient.
        var by64 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
        var by16 = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        var a = Load(data, 0) ^ Vector128.CreateScalar(state).AsUInt64();
        var b = Load(data, 16);
        var c = Load(data, 32);
        var d = Load(data, 48);
        data = data[64..];
        while (data.Length >= 64)
        {
            a = Over(a, by64) ^ Load(data, 0);
            b = Over(b, by64) ^ Load(data, 16);
            c = Over(c, by64) ^ Load(data, 32);
            d = Over(d, by64) ^ Load(data, 48);
            data = data[64..];
        }

        a = Over(Over(Over(a, by16) ^ b, by16) ^ c, by16) ^ d;
        while (data.Length >= 16)
        {
            a = Over(a, by16) ^ Load(data, 0);
            data = data[16..];
        }

        return Reduce(a, by16);
    }

    private static uint Reduce(Vector128<ulong> a, Vector128<ulong> by16)
    {
        var lowWord = Vector128.Create(uint.MaxValue, 0UL);
        a = Sse2.ShiftRightLogical128BitLane(a, 8) ^ Pclmulqdq.CarrylessMultiply(a, by16, 0x10);
        var x64 = Vector128.CreateScalar(0x1_63CD_6124UL);
        a = Sse2.ShiftRightLogical128BitLane(a, 4) ^ Pclmulqdq.CarrylessMultiply(a & lowWord, x64, 0x00);
        var barrett = Vector128.Create(0x1_DB71_0641UL, 0x1_F701_1641UL);
        var quotient = Pclmulqdq.CarrylessMultiply(a & lowWord, barrett, 0x10) & lowWord;
        return (a ^ Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00)).AsUInt32().GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Over(Vector128<ulong> value, Vector128<ulong> constants) =>
        Pclmulqdq.CarrylessMultiply(value, constants, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, constants, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ReadOnlySpan<byte> data, int offset) =>
        Unsafe.ReadUnaligned<Vector128<ulong>>(ref Unsafe.Add(ref MemoryMarshal.GetReference(data), offset));

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ (Polynomial & (uint)-(int)(value & 1));
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 0xFF];
        }

        return tables;
    }
}
