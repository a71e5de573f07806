namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// The checksum of a segment's header: polynomial 0x1974F0B, begun with 0x875060, highest bit first, over the bytes in the order of the
/// wire. Source: <c>native_protocol_v5.spec</c>, section 2.1.
/// </summary>
public static class Crc24
{
    private const uint Initial = 0x875060;
    private const uint Polynomial = 0x1974F0B;
    private const uint Mask = 0xFFFFFF;

    private static readonly uint[] s_table = BuildTable();

    /// <summary>The checksum of the bytes: 24 bits.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = Initial;
        foreach (var b in bytes)
        {
            crc = ((crc << 8) ^ s_table[(byte)((crc >> 16) ^ b)]) & Mask;
        }

        return crc;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i << 16;
            for (var bit = 0; bit < 8; bit++)
            {
                value <<= 1;
                value ^= (value & (Mask + 1)) != 0 ? Polynomial : 0;
            }

            table[i] = value & Mask;
        }

        return table;
    }
}
