using Hathi.Base;

namespace Hathi.Ring.Data.Rows;

/// <summary>
/// Walks over a row's bytes, in place. Layout: flags (<see cref="RowFlags"/>); of its liveness timestamp, and time to live and expiry
/// where it expires; of its deletion timestamp and seconds; then cells to the end: flags (<see cref="CellFlags"/>), column, timestamp, what
/// its kind needs, path, value. Numbers are varints, timestamps zigzag.
/// </summary>
public ref struct RowReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads what stands before the cells. No bytes at all are a row of which nothing is known.</summary>
    /// <exception cref="RingDataException">They are no row; so says <see cref="MoveNext"/> of what follows.</exception>
    public RowReader(ReadOnlySpan<byte> row)
    {
        Liveness = Liveness.None;
        Deletion = Deletion.None;
        Cell = default;
        _rest = row;
        if (row.IsEmpty)
        {
            return;
        }

        var flags = (RowFlags)row[0];
        if ((flags & ~RowFlags.All) != 0 || (flags & (RowFlags.HasLiveness | RowFlags.Expires)) == RowFlags.Expires)
        {
            throw new RingDataException($"A row whose flags are 0x{row[0]:x2}");
        }

        _rest = row[1..];
        if ((flags & RowFlags.HasLiveness) != 0)
        {
            var timestamp = Signed();
            var expires = (flags & RowFlags.Expires) != 0;
            Liveness = new Liveness(timestamp, expires ? Unsigned32() : 0, expires ? Unsigned32() : 0);
        }

        if ((flags & RowFlags.HasDeletion) != 0)
        {
            Deletion = new Deletion(Signed(), Unsigned32());
        }
    }

    /// <summary>That it is there.</summary>
    public Liveness Liveness { get; }

    /// <summary>What was written before is gone.</summary>
    public Deletion Deletion { get; }

    /// <summary>Where <see cref="MoveNext"/> has got to.</summary>
    public RowCell Cell { get; private set; }

    /// <summary>Goes to the next cell; false: there is none.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var flags = (CellFlags)_rest[0];
        Check(flags);
        _rest = _rest[1..];
        var column = Unsigned32();
        if (column is 0 or > int.MaxValue)
        {
            throw new RingDataException($"A cell of column {column}");
        }

        var timestamp = (flags & CellFlags.RowTimestamp) != 0 ? Liveness.Timestamp : Signed();
        var kind = (flags & CellFlags.OfColumn) != 0 ? CellKind.ColumnDeletion
            : (flags & CellFlags.Tombstone) != 0 ? CellKind.Tombstone : CellKind.Value;
        var (timeToLive, local) = (0u, 0u);
        if (kind != CellKind.Value)
        {
            local = Unsigned32();
        }
        else if ((flags & CellFlags.RowExpiry) != 0)
        {
            (timeToLive, local) = (Liveness.TimeToLive, Liveness.Expiry);
        }
        else if ((flags & CellFlags.Expires) != 0)
        {
            (timeToLive, local) = (Unsigned32(), Unsigned32());
        }

        var hasPath = (flags & CellFlags.HasPath) != 0;
        var path = hasPath ? Bytes() : default;
        Cell = new RowCell
        {
            ColumnId = (int)column,
            Kind = kind,
            Timestamp = timestamp,
            TimeToLive = timeToLive,
            LocalSeconds = local,
            HasPath = hasPath,
            Path = path,
            Value = kind == CellKind.Value ? Bytes() : default,
        };
        return true;
    }

    private readonly void Check(CellFlags flags)
    {
        var expires = (flags & (CellFlags.Expires | CellFlags.RowExpiry)) != 0;
        var deletes = (flags & (CellFlags.Tombstone | CellFlags.OfColumn)) != 0;
        if ((flags & ~CellFlags.All) != 0
            || (deletes && expires)
            || (flags & (CellFlags.OfColumn | CellFlags.HasPath)) == (CellFlags.OfColumn | CellFlags.HasPath)
            || ((flags & CellFlags.RowTimestamp) != 0 && Liveness.IsNone)
            || ((flags & CellFlags.RowExpiry) != 0 && !Liveness.Expires))
        {
            throw new RingDataException($"A cell whose flags are 0x{(byte)flags:x2}");
        }
    }

    private long Signed()
    {
        var number = Unsigned();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private uint Unsigned32()
    {
        var number = Unsigned();
        return number <= uint.MaxValue ? (uint)number : throw new RingDataException($"A number of {number} in a row");
    }

    private ulong Unsigned()
    {
        var taken = Varint.TryRead64(_rest, out var number);
        if (taken <= 0)
        {
            throw new RingDataException($"A row that ends within a number, {_rest.Length} bytes before its end");
        }

        _rest = _rest[taken..];
        return number;
    }

    private ReadOnlySpan<byte> Bytes()
    {
        var length = Unsigned();
        if (length > (ulong)_rest.Length)
        {
            throw new RingDataException($"A row in which {length} bytes are to follow and {_rest.Length} do");
        }

        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }
}
