using System.Buffers.Binary;
using System.Numerics;

namespace Hathi.Platform.Log;

/// <summary>CRC32C of the log's frames.</summary>
internal static class Crc
{
    internal static uint Of(ReadOnlySpan<byte> data) => ~Add(uint.MaxValue, data);

    /// <summary>Over a number, little-endian, and bytes: what ties a payload to its place.</summary>
    internal static uint Of(long number, ReadOnlySpan<byte> data) => ~Add(BitOperations.Crc32C(uint.MaxValue, (ulong)number), data);

    private static uint Add(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}
