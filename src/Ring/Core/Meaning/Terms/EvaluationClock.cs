using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// Time and chance for functions and for elements of lists: UUIDs of time that only rise, and random ones. Owned by one thread; each has
/// another seed, so that no two make the same.
/// </summary>
/// <param name="random">Of this node and thread alone.</param>
public sealed class EvaluationClock(SeededRandom random)
{
    private const long TicksOfMicrosecond = 10;

    // From 1582-10-15 to 1970-01-01, in ticks of 100 ns.
    private const long TicksTo1970 = 0x01B2_1DD2_1381_4000;
    private const ulong RandomNode = 0x8000_0100_0000_0000;
    private const ulong Variant = 0x3FFF_FFFF_FFFF_FFFF;

    private readonly ulong _clockAndNode = (random.NextUInt64() & Variant) | RandomNode;
    private long _last = long.MinValue;

    /// <summary>Microseconds since 1970, of the request that runs.</summary>
    public long NowMicros { get; set; }

    /// <summary>A UUID of version 1 that is above all before it.</summary>
    public void NextTimeUuid(Span<byte> target)
    {
        _last = Math.Max(_last + 1, NowMicros * TicksOfMicrosecond);
        WriteTimeUuid(target, _last);
    }

    /// <summary>A UUID of version 1 of a point in time.</summary>
    /// <param name="target">16 bytes.</param>
    /// <param name="ticks">Of 100 ns since 1970.</param>
    public void WriteTimeUuid(Span<byte> target, long ticks)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, TimeBits(ticks));
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], _clockAndNode);
    }

    /// <summary>A UUID of version 4.</summary>
    public void NextUuid(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, (random.NextUInt64() & ~0xF000UL) | 0x4000);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], (random.NextUInt64() & Variant) | 0x8000_0000_0000_0000);
    }

    /// <summary>The first half of a UUID of version 1.</summary>
    internal static ulong TimeBits(long ticks)
    {
        var time = (ulong)(ticks + TicksTo1970);
        return (time << 32) | ((time >> 16) & 0xFFFF_0000) | 0x1000 | ((time >> 48) & 0x0FFF);
    }

    /// <summary>The ticks of 100 ns since 1970 of the first half of a UUID of version 1.</summary>
    internal static long TicksOf(ulong bits) =>
        (long)(((bits & 0x0FFF) << 48) | ((bits & 0xFFFF_0000) << 16) | (bits >> 32)) - TicksTo1970;
}
