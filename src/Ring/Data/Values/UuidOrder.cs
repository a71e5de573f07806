using System.Buffers.Binary;

namespace Hathi.Ring.Data.Values;

/// <summary>The orders of UUIDs: by version, those of time by their time. Source: Apache <c>UUIDType</c>, <c>TimeUUIDType</c>.</summary>
internal static class UuidOrder
{
    private const int Bytes = 16;
    private const int TimeVersion = 1;

    // The highest bits of all bytes but the first: with them turned, bytes compare as signed ones.
    private const ulong SignsOfBytes = 0x0080_8080_8080_8080;

    /// <summary>Of type uuid: by version, then time or bytes.</summary>
    internal static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != Bytes || b.Length != Bytes)
        {
            return (a.Length == Bytes).CompareTo(b.Length == Bytes);
        }

        var (high, otherHigh) = (BinaryPrimitives.ReadUInt64BigEndian(a), BinaryPrimitives.ReadUInt64BigEndian(b));
        var order = Version(high).CompareTo(Version(otherHigh));
        if (order == 0)
        {
            order = Version(high) == TimeVersion ? Time(high).CompareTo(Time(otherHigh)) : high.CompareTo(otherHigh);
        }

        return order != 0 ? order : a[8..].SequenceCompareTo(b[8..]);
    }

    /// <summary>Of type timeuuid: by time, then by bytes, which are signed here.</summary>
    internal static int CompareTimes(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != Bytes || b.Length != Bytes)
        {
            return (a.Length == Bytes).CompareTo(b.Length == Bytes);
        }

        var order = Time(BinaryPrimitives.ReadUInt64BigEndian(a)).CompareTo(Time(BinaryPrimitives.ReadUInt64BigEndian(b)));
        return order != 0 ? order : SignedBytes(a[8..]).CompareTo(SignedBytes(b[8..]));
    }

    private static int Version(ulong high) => (int)(high >> 12) & 0xF;

    // The parts of the time with the highest first; the version is in front, and the same in both.
    private static long Time(ulong high) => (long)TimeOf(high);

    /// <summary>The first eight bytes with the highest part of the time first, and the version before it.</summary>
    internal static ulong TimeOf(ulong high) => (high << 48) | ((high << 16) & 0xFFFF_0000_0000) | (high >> 32);

    /// <summary>What <see cref="TimeOf"/> was given.</summary>
    internal static ulong OfTime(ulong time) => (time >> 48) | ((time >> 16) & 0xFFFF_0000) | (time << 32);

    private static long SignedBytes(ReadOnlySpan<byte> low) => (long)(BinaryPrimitives.ReadUInt64BigEndian(low) ^ SignsOfBytes);
}
