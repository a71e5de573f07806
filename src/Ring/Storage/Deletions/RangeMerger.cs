using System.Runtime.InteropServices;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Storage.Memory;

namespace Hathi.Ring.Storage.Deletions;

/// <summary>
/// Adds ranges to what is deleted of a partition: a new range is a set of one, and sets of like size are merged as counts carry over, so
/// that each range is written a few times and looked for in few sets. Owned by one thread.
/// </summary>
internal sealed unsafe class RangeMerger
{
    /// <summary>A set is merged with one behind it that has up to so many times its ranges.</summary>
    private const int Ratio = 2;

    private List<DeletedRange> _current = [];
    private List<DeletedRange> _other = [];

    /// <summary>Adds a range; one that holds nothing is none.</summary>
    internal void Add(
        NativeArena arena, ref nint newest, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Deletion deletion, long sequence)
    {
        if (from.SequenceCompareTo(to) >= 0)
        {
            return;
        }

        var head = (RangeSet*)newest;
        var below = head;
        _current.Clear();
        _current.Add(
            new DeletedRange(new RangeBound(arena.Copy(from), from.Length), new RangeBound(arena.Copy(to), to.Length), deletion));
        while (below != null && below->Count <= (long)Ratio * _current.Count)
        {
            Merge(RangeSet.Ranges(below));
            below = below->Below;
        }

        var set = (RangeSet*)arena.Allocate(checked(sizeof(RangeSet) + _current.Count * sizeof(DeletedRange)));
        *set = new RangeSet { Older = head, Below = below, Sequence = sequence, Count = _current.Count };
        CollectionsMarshal.AsSpan(_current).CopyTo(new Span<DeletedRange>(set + 1, _current.Count));
        Volatile.Write(ref newest, (nint)set);
    }

    // From the left to the right, as far each time as the same ranges hold.
    private void Merge(ReadOnlySpan<DeletedRange> others)
    {
        var ranges = CollectionsMarshal.AsSpan(_current);
        _other.Clear();
        var (i, j) = (0, 0);
        var at = ranges[0].From.CompareTo(others[0].From) <= 0 ? ranges[0].From : others[0].From;
        while (i < ranges.Length || j < others.Length)
        {
            var isIn = i < ranges.Length && ranges[i].From.CompareTo(at) <= 0;
            var isInOther = j < others.Length && others[j].From.CompareTo(at) <= 0;
            if (!isIn && !isInOther)
            {
                at = j == others.Length || (i < ranges.Length && ranges[i].From.CompareTo(others[j].From) <= 0)
                    ? ranges[i].From : others[j].From;
                continue;
            }

            var end = End(ranges, i, isIn, others, j, isInOther);
            Put(
                new DeletedRange(
                    at,
                    end,
                    Deletion.Newer(isIn ? ranges[i].Deletion : Deletion.None, isInOther ? others[j].Deletion : Deletion.None)));
            at = end;
            i += isIn && ranges[i].To.CompareTo(at) <= 0 ? 1 : 0;
            j += isInOther && others[j].To.CompareTo(at) <= 0 ? 1 : 0;
        }

        (_current, _other) = (_other, _current);
    }

    // The next place where one of them begins or ends.
    private static RangeBound End(
        ReadOnlySpan<DeletedRange> ranges, int i, bool isIn, ReadOnlySpan<DeletedRange> others, int j, bool isInOther)
    {
        if (i == ranges.Length)
        {
            return isInOther ? others[j].To : others[j].From;
        }

        var end = isIn ? ranges[i].To : ranges[i].From;
        if (j == others.Length)
        {
            return end;
        }

        var other = isInOther ? others[j].To : others[j].From;
        return end.CompareTo(other) <= 0 ? end : other;
    }

    // What goes on as it was is one range.
    private void Put(in DeletedRange range)
    {
        if (_other.Count > 0 && _other[^1] is var last && last.Deletion == range.Deletion && last.To.CompareTo(range.From) == 0)
        {
            _other[^1] = last with { To = range.To };
            return;
        }

        _other.Add(range);
    }
}
