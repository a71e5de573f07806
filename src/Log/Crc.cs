using System.Numerics;
using Hathi.Base;

namespace Hathi.Log;

/// <summary>CRC32C of the log's frames.</summary>
internal static class Crc
{
    internal static uint Of(ReadOnlySpan<byte> data) => Crc32C.Compute(data);

    /// <summary>Over a number, little-endian, and bytes: what ties a payload to its place.</summary>
    internal static uint Of(long number, ReadOnlySpan<byte> data) =>
        Crc32C.Append(~BitOperations.Crc32C(uint.MaxValue, (ulong)number), data);
}
