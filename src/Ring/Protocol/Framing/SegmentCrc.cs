using Hathi.Base;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// The checksum of a segment's payload as it is sent: CRC-32 begun with four fixed bytes, which the specification does not tell. Source:
/// Apache <c>Crc</c>.
/// </summary>
internal static class SegmentCrc
{
    private static readonly uint s_initial = Crc32.Compute([0xFA, 0x2D, 0x55, 0xCA]);

    internal static uint Compute(ReadOnlySpan<byte> payload) => Crc32.Append(s_initial, payload);
}
