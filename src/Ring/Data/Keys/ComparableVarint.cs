using System.Buffers.Binary;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// A whole number as bytes that compare: sign and length first, as one byte where it is short, then its fewest bytes.
/// </summary>
internal static class ComparableVarint
{
    // One byte says of up to so many how many there are; else two bytes more do.
    private const int MostShort = 0x70;
    private const byte LongPositive = 0xF0;
    private const byte LongNegative = 0x0F;

    internal static void Append(DataBuffer target, ReadOnlySpan<byte> value)
    {
        value = VarintValue.Shortest(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ValueLimits.MaxNumberBytes, nameof(value));
        var (isNegative, more) = (value[0] >= ComparableWriter.Sign, value.Length - 1);
        if (more < MostShort)
        {
            target.Byte((byte)(isNegative ? ~(ComparableWriter.Sign + more) : ComparableWriter.Sign + more));
        }
        else
        {
            target.Byte(isNegative ? LongNegative : LongPositive);
            BinaryPrimitives.WriteUInt16BigEndian(target.Room(sizeof(ushort)), (ushort)(isNegative ? ~more : more));
        }

        target.Bytes(value);
    }

    internal static void Read(scoped ref ComparableReader reader, DataBuffer target)
    {
        int head = reader.Byte();
        var isNegative = head < ComparableWriter.Sign;
        var more = (isNegative ? (byte)~head : head) - ComparableWriter.Sign;
        if (more >= MostShort)
        {
            var length = reader.UInt16();
            more = isNegative ? (ushort)~length : length;
        }

        reader.Take(more + 1, target);
    }
}
