namespace Hathi.Ring.Data.Rows;

/// <summary>What stands before a cell in a row's bytes. Numbers are persisted: they only grow.</summary>
[Flags]
internal enum CellFlags : byte
{
    None = 0,

    /// <summary>Its timestamp is that of the row's liveness, and not written again.</summary>
    RowTimestamp = 0x01,

    /// <summary>It says that there is nothing.</summary>
    Tombstone = 0x02,

    /// <summary>It is there for some time only.</summary>
    Expires = 0x04,

    /// <summary>Its time to live and expiry are those of the row's liveness, and not written again.</summary>
    RowExpiry = 0x08,

    /// <summary>It is an element of a column.</summary>
    HasPath = 0x10,

    /// <summary>It is a deletion of all elements of its column.</summary>
    OfColumn = 0x20,

    All = RowTimestamp | Tombstone | Expires | RowExpiry | HasPath | OfColumn,
}
