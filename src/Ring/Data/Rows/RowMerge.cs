namespace Hathi.Ring.Data.Rows;

/// <summary>
/// Two rows of one place become one, and what is hidden goes: the same whatever the order they came in and however often. Tombstones stay,
/// for there may be older values elsewhere. Source: Apache's <c>Rows.merge</c>.
/// </summary>
public static class RowMerge
{
    /// <summary>Writes what two rows come to behind what the buffer holds.</summary>
    /// <param name="a">A row; none: nothing is known of it.</param>
    /// <param name="b">Another.</param>
    /// <param name="covering">What deletes them from without: of the partition, of a range.</param>
    /// <param name="target">Gets the row.</param>
    /// <returns>False: nothing is left, and nothing was written.</returns>
    /// <exception cref="RingDataException">One of them is no row.</exception>
    public static bool TryMerge(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Deletion covering, DataBuffer target)
    {
        var start = target.Length;
        var first = new RowReader(a);
        var second = new RowReader(b);
        var deletion = Deletion.Newer(first.Deletion, second.Deletion);
        var whole = Deletion.Newer(covering, deletion);
        deletion = deletion.Supersedes(covering) ? deletion : Deletion.None;
        var liveness = Liveness.Newer(Uncovered(first.Liveness, whole), Uncovered(second.Liveness, whole));
        var writer = new RowWriter(target, liveness, deletion);
        var bare = target.Length;
        var columns = new MergedColumns(whole);
        var (hasFirst, hasSecond) = (first.MoveNext(), second.MoveNext());
        while (hasFirst || hasSecond)
        {
            var order = !hasSecond ? -1 : !hasFirst ? 1 : first.Cell.CompareTo(second.Cell);
            if (order != 0)
            {
                columns.Put(ref writer, order < 0 ? first.Cell : second.Cell);
            }
            else if (first.Cell.Kind == CellKind.ColumnDeletion)
            {
                columns.Put(ref writer, second.Cell.Deletion.Supersedes(first.Cell.Deletion) ? second.Cell : first.Cell);
            }
            else
            {
                columns.Put(ref writer, CellTies.FirstCounts(first.Cell, second.Cell) ? first.Cell : second.Cell);
            }

            hasFirst = order <= 0 ? first.MoveNext() : hasFirst;
            hasSecond = order >= 0 ? second.MoveNext() : hasSecond;
        }

        if (target.Length == bare && liveness.IsNone && deletion.IsNone)
        {
            target.CutTo(start);
            return false;
        }

        return true;
    }

    private static Liveness Uncovered(Liveness liveness, Deletion deletion) =>
        deletion.Covers(liveness.Timestamp) ? Liveness.None : liveness;

    /// <summary>What the deletions of columns leave of cells that come in order.</summary>
    private ref struct MergedColumns(Deletion whole)
    {
        private readonly Deletion _whole = whole;
        private Deletion _deletion = whole;
        private int _column;

        internal void Put(scoped ref RowWriter writer, scoped in RowCell cell)
        {
            if (cell.ColumnId != _column)
            {
                _column = cell.ColumnId;
                _deletion = _whole;
            }

            if (cell.Kind == CellKind.ColumnDeletion)
            {
                if (!cell.Deletion.Supersedes(_whole))
                {
                    return;
                }

                _deletion = cell.Deletion;
            }
            else if (_deletion.Covers(cell.Timestamp))
            {
                return;
            }

            writer.Put(cell);
        }
    }
}
