namespace Hathi.Ring.Data.Rows;

/// <summary>What a <see cref="RowCell"/> is.</summary>
public enum CellKind
{
    /// <summary>A value, for ever or for some time.</summary>
    Value,

    /// <summary>Nothing, which hides older values.</summary>
    Tombstone,

    /// <summary>A deletion of all elements of its column; comes before them.</summary>
    ColumnDeletion,
}

/// <summary>A cell as <see cref="RowReader"/> sees it; its spans are slices of the row.</summary>
public readonly ref struct RowCell
{
    /// <summary>Which column.</summary>
    public int ColumnId { get; init; }

    /// <summary>What it is.</summary>
    public CellKind Kind { get; init; }

    /// <summary>Microseconds since 1970.</summary>
    public long Timestamp { get; init; }

    /// <summary>Seconds; 0: for ever.</summary>
    public uint TimeToLive { get; init; }

    /// <summary>
    /// Seconds since 1970: from when on the value is there no more, or when the tombstone was made; 0 for a value that is there for ever.
    /// </summary>
    public uint LocalSeconds { get; init; }

    /// <summary>Whether it is an element.</summary>
    public bool HasPath { get; init; }

    /// <summary>Which element: bytes that compare as elements do.</summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether there is a value at that second.</summary>
    public bool IsLive(long second) => Kind == CellKind.Value && (TimeToLive == 0 || second < LocalSeconds);

    /// <summary>Of a <see cref="CellKind.ColumnDeletion"/>.</summary>
    public Deletion Deletion => new(Timestamp, LocalSeconds);

    /// <summary>The order of cells within a row: by column, its deletion first, then by path.</summary>
    internal int CompareTo(scoped in RowCell other)
    {
        if (ColumnId != other.ColumnId)
        {
            return ColumnId.CompareTo(other.ColumnId);
        }

        var (deletes, otherDeletes) = (Kind == CellKind.ColumnDeletion, other.Kind == CellKind.ColumnDeletion);
        return deletes || otherDeletes ? otherDeletes.CompareTo(deletes) : Path.SequenceCompareTo(other.Path);
    }
}
