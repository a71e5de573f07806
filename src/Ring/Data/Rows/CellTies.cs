namespace Hathi.Ring.Data.Rows;

/// <summary>
/// Which of two cells of one place counts: the newer; of two as new a tombstone or one that expires before a plain one, a tombstone before
/// one that expires, then the later second, then the larger bytes. Any order of any number of them gives the same. Source: Apache's
/// <c>Cells.reconcile</c>.
/// </summary>
internal static class CellTies
{
    /// <summary>Whether the first counts.</summary>
    internal static bool FirstCounts(scoped in RowCell a, scoped in RowCell b)
    {
        if (a.Timestamp != b.Timestamp)
        {
            return a.Timestamp > b.Timestamp;
        }

        var (rank, other) = (Rank(a), Rank(b));
        if (rank != other)
        {
            return rank > other;
        }

        if (a.LocalSeconds != b.LocalSeconds)
        {
            return a.LocalSeconds > b.LocalSeconds;
        }

        var order = a.Value.SequenceCompareTo(b.Value);
        return order != 0 ? order > 0 : a.TimeToLive >= b.TimeToLive;
    }

    private static int Rank(scoped in RowCell cell) => cell.Kind == CellKind.Tombstone ? 2 : cell.TimeToLive != 0 ? 1 : 0;
}
