using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Data.Tests.Rows;

/// <summary>A row as dictionaries, and what is left of several said in the plainest way.</summary>
internal sealed class PlainRow
{
    public Liveness Liveness { get; set; } = Liveness.None;

    public Deletion Deletion { get; set; } = Deletion.None;

    public SortedDictionary<int, Deletion> Columns { get; } = [];

    public SortedDictionary<(int Column, string Path), PlainCell> Cells { get; } = [];

    public byte[] ToBytes()
    {
        var buffer = new DataBuffer();
        var writer = new RowWriter(buffer, Liveness, Deletion);
        var columns = Columns.Keys.Concat(Cells.Keys.Select(static c => c.Column)).Distinct().Order();
        foreach (var column in columns)
        {
            if (Columns.TryGetValue(column, out var deletion))
            {
                writer.ColumnDeletion(column, deletion);
            }

            foreach (var ((_, path), cell) in Cells.Where(c => c.Key.Column == column))
            {
                var (at, value) = (Convert.FromHexString(path), Convert.FromHexString(cell.Value ?? ""));
                switch (cell.Value is null, path.Length > 0)
                {
                    case (true, true):
                        writer.ElementTombstone(column, cell.Timestamp, cell.Local, at);
                        break;
                    case (true, false):
                        writer.Tombstone(column, cell.Timestamp, cell.Local);
                        break;
                    case (false, true):
                        writer.Element(column, cell.Timestamp, cell.Ttl, cell.Local, at, value);
                        break;
                    default:
                        writer.Value(column, cell.Timestamp, cell.Ttl, cell.Local, value);
                        break;
                }
            }
        }

        return buffer.Written.ToArray();
    }

    public static PlainRow Of(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var row = new PlainRow { Liveness = reader.Liveness, Deletion = reader.Deletion };
        while (reader.MoveNext())
        {
            var cell = reader.Cell;
            if (cell.Kind == CellKind.ColumnDeletion)
            {
                row.Columns.Add(cell.ColumnId, cell.Deletion);
                continue;
            }

            row.Cells.Add(
                (cell.ColumnId, Convert.ToHexString(cell.Path)),
                new PlainCell(
                    cell.Timestamp,
                    cell.Kind == CellKind.Value ? Convert.ToHexString(cell.Value) : null,
                    cell.TimeToLive,
                    cell.LocalSeconds));
        }

        return row;
    }

    public static PlainRow Merge(IReadOnlyList<PlainRow> rows, Deletion covering)
    {
        var deletion = rows.Select(static r => r.Deletion).Aggregate(Deletion.None, Max);
        var whole = Max(covering, deletion);
        var merged = new PlainRow { Deletion = whole == covering ? Deletion.None : deletion };
        foreach (var row in rows.Where(r => !r.Liveness.IsNone && r.Liveness.Timestamp > whole.MarkedAt))
        {
            merged.Liveness = Counts(merged.Liveness, row.Liveness);
        }

        foreach (var (column, gone) in rows.SelectMany(static r => r.Columns))
        {
            var most = Max(gone, merged.Columns.GetValueOrDefault(column, Deletion.None));
            if (Max(most, whole) != whole)
            {
                merged.Columns[column] = most;
            }
        }

        foreach (var (key, cell) in rows.SelectMany(static r => r.Cells))
        {
            var hidden = Max(whole, merged.Columns.GetValueOrDefault(key.Column, Deletion.None));
            if (cell.Timestamp > hidden.MarkedAt)
            {
                merged.Cells[key] = merged.Cells.TryGetValue(key, out var other) && other.CompareTo(cell) > 0 ? other : cell;
            }
        }

        return merged;
    }

    private static Deletion Max(Deletion a, Deletion b) =>
        (a.MarkedAt, a.LocalSeconds).CompareTo((b.MarkedAt, b.LocalSeconds)) >= 0 ? a : b;

    private static Liveness Counts(Liveness a, Liveness b) =>
        (a.Timestamp, a.Expires, a.Expiry, a.TimeToLive).CompareTo((b.Timestamp, b.Expires, b.Expiry, b.TimeToLive)) >= 0 ? a : b;
}

/// <summary>A cell: its value in hex, null for a tombstone.</summary>
internal sealed record PlainCell(long Timestamp, string? Value, uint Ttl, uint Local) : IComparable<PlainCell>
{
    public int CompareTo(PlainCell? other) =>
        (Timestamp, Rank, Local).CompareTo((other!.Timestamp, other.Rank, other.Local)) is not 0 and var order ? order
            : string.CompareOrdinal(Value, other.Value) is not 0 and var bytes ? bytes
            : Ttl.CompareTo(other.Ttl);

    private int Rank => Value is null ? 2 : Ttl > 0 ? 1 : 0;
}
