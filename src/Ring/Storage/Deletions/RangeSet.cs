using System.Runtime.InteropServices;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Storage.Deletions;

/// <summary>
/// Ranges of a partition that are deleted, in native memory: this, then ranges (<see cref="DeletedRange"/>) in order and without overlap.
/// Several sets, one below the other, are what is deleted.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RangeSet
{
    /// <summary>The newest set before; null: there was none.</summary>
    internal RangeSet* Older;

    /// <summary>What is deleted beside these ranges; null: nothing.</summary>
    internal RangeSet* Below;

    internal long Sequence;

    internal int Count;

    internal static ReadOnlySpan<DeletedRange> Ranges(RangeSet* set) => new(set + 1, set->Count);

    /// <summary>The newest set that came with a record or before; null: there is none.</summary>
    internal static RangeSet* At(nint newest, long sequence)
    {
        var set = (RangeSet*)newest;
        while (set != null && set->Sequence > sequence)
        {
            set = set->Older;
        }

        return set;
    }

    /// <summary>What deletes a row of that clustering.</summary>
    internal static Deletion Covering(RangeSet* set, ReadOnlySpan<byte> clustering)
    {
        var deletion = Deletion.None;
        for (; set != null; set = set->Below)
        {
            deletion = Deletion.Newer(deletion, Covering(Ranges(set), clustering));
        }

        return deletion;
    }

    private static Deletion Covering(ReadOnlySpan<DeletedRange> ranges, ReadOnlySpan<byte> clustering)
    {
        // How many begin at the clustering or before: of those only the last can hold it.
        var (low, high) = (0, ranges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ranges[middle].From.Bytes.SequenceCompareTo(clustering) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && clustering.SequenceCompareTo(ranges[low - 1].To.Bytes) < 0 ? ranges[low - 1].Deletion : Deletion.None;
    }
}
