using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// The values of the columns that a SELECT needs, of the row that a cursor stands on: where they lie in the row, or what they were put
/// together to. Used again; owned by one thread.
/// </summary>
internal sealed class RowSlots : IRowValues
{
    private readonly DataBuffer _key = new();
    private readonly DataBuffer _static = new();
    private readonly DataBuffer _composed = new();
    private Slot[] _slots = [];
    private SelectPlan _plan = null!;

    private enum Place : byte
    {
        Nowhere,
        Key,
        Static,
        Composed,
        Row,
    }

    /// <summary>The key of the partition.</summary>
    public ReadOnlySpan<byte> Key => _key.Written;

    /// <summary>The cursor that stands on the row; null: there is no row, but static values.</summary>
    public IRowCursor? Cursor { get; set; }

    /// <summary>Begins with another plan.</summary>
    public void Begin(SelectPlan plan)
    {
        _plan = plan;
        if (_slots.Length < plan.Fetched.Length)
        {
            _slots = new Slot[plan.Fetched.Length];
        }

        _key.Clear();
        _static.Clear();
        _composed.Clear();
    }

    /// <summary>Begins with another partition: nothing is known of it but its key.</summary>
    /// <exception cref="RingDataException">It is no key of the table.</exception>
    public void BeginPartition(ReadOnlySpan<byte> key)
    {
        _key.Clear();
        _key.Bytes(key);
        _static.Clear();
        _slots.AsSpan(0, _plan.Fetched.Length).Clear();
        var columns = _plan.Table!.PartitionKey.Length;
        var rest = _key.Written;
        for (var i = 0; i < columns; i++)
        {
            if (!PartitionKeyBytes.TryTake(ref rest, columns, out var value))
            {
                throw new RingDataException($"A key of {key.Length} bytes that is none of {columns} columns");
            }

            var slot = _plan.KeySlots[i];
            if (slot >= 0)
            {
                _slots[slot] = new Slot(Place.Key, OffsetIn(_key.Written, value), value.Length);
            }
        }
    }

    /// <summary>Takes the values of a static row.</summary>
    public void TakeStatic(ReadOnlySpan<byte> row, long second) => Take(row, second, _plan.StaticCells, _static, isStatic: true);

    /// <summary>Takes the values of a row.</summary>
    /// <param name="clustering">Its clustering.</param>
    /// <param name="row">Its bytes; values are slices of it, as long as it stays.</param>
    /// <param name="second">Seconds since 1970.</param>
    public void TakeRow(ReadOnlySpan<byte> clustering, ReadOnlySpan<byte> row, long second)
    {
        _composed.Clear();
        var reader = new ClusteringReader(clustering);
        var columns = _plan.Table!.Clustering;
        for (var i = 0; i < columns.Length; i++)
        {
            var start = _composed.Length;
            reader.Read(columns[i].Type, columns[i].IsDescending, _composed);
            var slot = _plan.ClusteringSlots[i];
            if (slot >= 0)
            {
                _slots[slot] = new Slot(Place.Composed, start, _composed.Length - start);
            }
        }

        Take(row, second, _plan.RowCells, _composed, isStatic: false);
    }

    /// <summary>There is no row: a partition that has but static values.</summary>
    public void TakeNoRow()
    {
        for (var i = 0; i < _plan.Fetched.Length; i++)
        {
            if (_plan.Fetched[i].Kind is ColumnKind.Clustering or ColumnKind.Regular)
            {
                _slots[i] = default;
            }
        }
    }

    /// <summary>The value of a slot; false: it is null.</summary>
    public bool TryGet(int slot, ReadOnlySpan<byte> row, out ReadOnlySpan<byte> value)
    {
        ref readonly var at = ref _slots[slot];
        var source = at.Place switch
        {
            Place.Key => _key.Written,
            Place.Static => _static.Written,
            Place.Composed => _composed.Written,
            Place.Row => row,
            _ => default,
        };
        value = at.Place == Place.Nowhere ? default : source.Slice(at.Start, at.Length);
        return at.Place != Place.Nowhere;
    }

    /// <inheritdoc/>
    public ValueState Get(int slot, out ReadOnlySpan<byte> value) =>
        TryGet(slot, Cursor is null ? default : Cursor.Row, out value) ? ValueState.Value : ValueState.Null;

    /// <summary>When the value of a slot was written, and when it goes; 0: it does not.</summary>
    public bool TryGetTimes(int slot, out long timestamp, out uint expiry)
    {
        ref readonly var at = ref _slots[slot];
        (timestamp, expiry) = (at.Timestamp, at.Expiry);
        return at.Place != Place.Nowhere;
    }

    private static int OffsetIn(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part) =>
        !part.IsEmpty && whole.Overlaps(part, out var offset) ? offset : 0;

    private void Take(ReadOnlySpan<byte> row, long second, CellLayout layout, DataBuffer composed, bool isStatic)
    {
        foreach (var (_, slot) in layout.Cells)
        {
            _slots[slot] = default;
        }

        var reader = new RowReader(row);
        var cells = layout.Cells;
        var hasCell = reader.MoveNext();
        for (var i = 0; i < cells.Length && hasCell; i++)
        {
            var (column, slot) = cells[i];
            while (hasCell && reader.Cell.ColumnId < column.Id)
            {
                hasCell = reader.MoveNext();
            }

            if (!hasCell || reader.Cell.ColumnId != column.Id)
            {
                continue;
            }

            if (column.IsMultiCell)
            {
                var start = composed.Length;
                hasCell = CellComposer.Compose(ref reader, column, second, composed, out var isLive);
                _slots[slot] = isLive ? new Slot(isStatic ? Place.Static : Place.Composed, start, composed.Length - start) : default;
            }
            else if (reader.Cell.IsLive(second))
            {
                _slots[slot] = Placed(reader.Cell, row, composed, isStatic);
            }
        }
    }

    // Of a row values stay where they are; a static row is left behind when its rows come.
    private static Slot Placed(scoped in RowCell cell, ReadOnlySpan<byte> row, DataBuffer composed, bool isStatic)
    {
        var start = isStatic ? composed.Length : OffsetIn(row, cell.Value);
        if (isStatic)
        {
            composed.Bytes(cell.Value);
        }

        return new Slot(isStatic ? Place.Static : Place.Row, start, cell.Value.Length)
        {
            Timestamp = cell.Timestamp,
            Expiry = cell.TimeToLive == 0 ? 0 : cell.LocalSeconds,
        };
    }

    private readonly record struct Slot(Place Place, int Start, int Length)
    {
        public long Timestamp { get; init; }

        public uint Expiry { get; init; }
    }
}
