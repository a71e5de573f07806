namespace Hathi.Base;

/// <summary>
/// Arithmetic over GF(2) modulo a reflected CRC polynomial of degree 32: bit 31 is x^0, bit 0 is x^31. It joins checksums of parts
/// into the checksum of the whole. Source: M. Adler, zlib <c>crc32_combine</c>; Apache <c>CrcUtil</c> computes the same.
/// </summary>
public static class CrcMath
{
    private const uint One = 0x8000_0000;

    /// <summary>The product of two polynomials modulo <paramref name="polynomial"/>.</summary>
    public static uint Multiply(uint a, uint b, uint polynomial)
    {
        uint product = 0;
        while (a != 0)
        {
            product ^= b & (uint)((int)a >> 31);
            a <<= 1;
            b = (b >> 1) ^ (polynomial & (uint)-(int)(b & 1));
        }

        return product;
    }

    /// <summary>x^(8·length): what a checksum is multiplied by when <paramref name="length"/> bytes follow it.</summary>
    public static uint PowerOfBytes(long length, uint polynomial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var power = One;
        var square = One >> 8;
        for (; length > 0; length >>= 1)
        {
            if ((length & 1) != 0)
            {
                power = Multiply(power, square, polynomial);
            }

            square = Multiply(square, square, polynomial);
        }

        return power;
    }

    /// <summary>The checksum of A followed by B from the checksums of both and the length of B in bytes.</summary>
    public static uint Combine(uint crcA, uint crcB, long lengthB, uint polynomial) =>
        Multiply(PowerOfBytes(lengthB, polynomial), crcA, polynomial) ^ crcB;

    /// <summary>
    /// Four tables of 256 entries with which <see cref="Shift"/> moves a CRC register over <paramref name="length"/> zero bytes.
    /// </summary>
    internal static uint[] ShiftTable(int length, uint polynomial)
    {
        var power = PowerOfBytes(length, polynomial);
        var table = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var image = Multiply(1u << bit, power, polynomial);
            var row = bit / 8 * 256;
            var weight = 1 << (bit % 8);
            for (var i = 0; i < weight; i++)
            {
                table[row + weight + i] = table[row + i] ^ image;
            }
        }

        return table;
    }

    internal static uint Shift(uint[] table, uint state) =>
        table[state & 0xFF] ^ table[256 + ((state >> 8) & 0xFF)] ^ table[512 + ((state >> 16) & 0xFF)] ^ table[768 + (state >> 24)];
}
