namespace Hathi.Ring.Data.Rows;

/// <summary>
/// Writes a row into a buffer, as <see cref="RowReader"/> reads it: liveness and deletion first, then cells in the order of column and
/// path. Two cells of one place are a fault of the caller. Make a new one for each row.
/// </summary>
public ref struct RowWriter
{
    private readonly DataBuffer _buffer;
    private readonly Liveness _liveness;
    private int _column;

    /// <summary>Begins a row at the end of what the buffer holds.</summary>
    public RowWriter(DataBuffer buffer, Liveness liveness, Deletion deletion)
    {
        _buffer = buffer;
        _liveness = liveness;
        var flags = (liveness.IsNone ? RowFlags.None : RowFlags.HasLiveness)
            | (liveness.IsNone || !liveness.Expires ? RowFlags.None : RowFlags.Expires)
            | (deletion.IsNone ? RowFlags.None : RowFlags.HasDeletion);
        buffer.Byte((byte)flags);
        if (!liveness.IsNone)
        {
            buffer.Signed(liveness.Timestamp);
            if (liveness.Expires)
            {
                buffer.Unsigned(liveness.TimeToLive);
                buffer.Unsigned(liveness.Expiry);
            }
        }

        if (!deletion.IsNone)
        {
            buffer.Signed(deletion.MarkedAt);
            buffer.Unsigned(deletion.LocalSeconds);
        }
    }

    /// <summary>A value, of a column that has one.</summary>
    /// <param name="column">Its id.</param>
    /// <param name="timestamp">Microseconds since 1970.</param>
    /// <param name="timeToLive">Seconds; 0: for ever.</param>
    /// <param name="expiry">Seconds since 1970; 0 where it is for ever.</param>
    /// <param name="value">The bytes.</param>
    public void Value(int column, long timestamp, uint timeToLive, uint expiry, ReadOnlySpan<byte> value) =>
        Put(new RowCell
        {
            ColumnId = column, Kind = CellKind.Value, Timestamp = timestamp, TimeToLive = timeToLive, LocalSeconds = expiry, Value = value,
        });

    /// <summary>An element, of a column that has many; the path's bytes compare as elements do.</summary>
    public void Element(int column, long timestamp, uint timeToLive, uint expiry, ReadOnlySpan<byte> path, ReadOnlySpan<byte> value) =>
        Put(new RowCell
        {
            ColumnId = column,
            Kind = CellKind.Value,
            Timestamp = timestamp,
            TimeToLive = timeToLive,
            LocalSeconds = expiry,
            HasPath = true,
            Path = path,
            Value = value,
        });

    /// <summary>Nothing, in a column that has one value.</summary>
    public void Tombstone(int column, long timestamp, uint localSeconds) =>
        Put(new RowCell { ColumnId = column, Kind = CellKind.Tombstone, Timestamp = timestamp, LocalSeconds = localSeconds });

    /// <summary>No such element.</summary>
    public void ElementTombstone(int column, long timestamp, uint localSeconds, ReadOnlySpan<byte> path) =>
        Put(new RowCell
        {
            ColumnId = column,
            Kind = CellKind.Tombstone,
            Timestamp = timestamp,
            LocalSeconds = localSeconds,
            HasPath = true,
            Path = path,
        });

    /// <summary>All elements of a column are gone; before what is put there anew.</summary>
    public void ColumnDeletion(int column, Deletion deletion) =>
        Put(new RowCell
        {
            ColumnId = column, Kind = CellKind.ColumnDeletion, Timestamp = deletion.MarkedAt, LocalSeconds = deletion.LocalSeconds,
        });

    /// <summary>A cell as another row has it.</summary>
    public void Put(scoped in RowCell cell)
    {
        if (cell.ColumnId < _column || (cell.ColumnId == _column && !cell.HasPath))
        {
            throw new InvalidOperationException($"A cell of column {cell.ColumnId} behind one of column {_column}.");
        }

        _column = cell.ColumnId;
        var sameTime = !_liveness.IsNone && cell.Timestamp == _liveness.Timestamp;
        var expires = cell.Kind == CellKind.Value && cell.TimeToLive != 0;
        var sameExpiry = expires && _liveness.Expires && cell.TimeToLive == _liveness.TimeToLive && cell.LocalSeconds == _liveness.Expiry;
        var flags = (sameTime ? CellFlags.RowTimestamp : CellFlags.None)
            | (sameExpiry ? CellFlags.RowExpiry : expires ? CellFlags.Expires : CellFlags.None)
            | (cell.HasPath ? CellFlags.HasPath : CellFlags.None)
            | (cell.Kind == CellKind.Tombstone ? CellFlags.Tombstone : CellFlags.None)
            | (cell.Kind == CellKind.ColumnDeletion ? CellFlags.OfColumn : CellFlags.None);
        _buffer.Byte((byte)flags);
        _buffer.Unsigned((uint)cell.ColumnId);
        if (!sameTime)
        {
            _buffer.Signed(cell.Timestamp);
        }

        if (cell.Kind != CellKind.Value)
        {
            _buffer.Unsigned(cell.LocalSeconds);
        }
        else if (expires && !sameExpiry)
        {
            _buffer.Unsigned(cell.TimeToLive);
            _buffer.Unsigned(cell.LocalSeconds);
        }

        if (cell.HasPath)
        {
            _buffer.Counted(cell.Path);
        }

        if (cell.Kind == CellKind.Value)
        {
            _buffer.Counted(cell.Value);
        }
    }
}
