using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>
/// Walks over rows where they lie. Allocates nothing but columns that are told. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.
/// </summary>
public ref struct RowsReader
{
    private WireReader _reader;
    private int _left;

    /// <summary>Reads metadata and number of rows: the rows are next.</summary>
    /// <param name="reader">Behind the kind.</param>
    /// <exception cref="ProtocolException">They are none, or are said to be more than there are bytes for.</exception>
    public RowsReader(WireReader reader)
    {
        Columns = RowsMetadata.Read(ref reader, out var columns, out var pagingState, out var newId);
        ColumnCount = columns;
        PagingState = pagingState;
        NewMetadataId = newId;
        RowCount = reader.Int();
        var values = (long)RowCount * columns;
        if (RowCount < 0 || (RowCount > 0 && columns == 0) || values > reader.Rest.Length / sizeof(int))
        {
            throw ProtocolException.Damaged($"{RowCount} rows of {columns} columns where {reader.Rest.Length} bytes are left");
        }

        _reader = reader;
        _left = RowCount;
    }

    /// <summary>The columns; null: not told.</summary>
    public ColumnList? Columns { get; }

    /// <summary>Values of each row.</summary>
    public int ColumnCount { get; }

    /// <summary>Rows.</summary>
    public int RowCount { get; }

    /// <summary>Where the next page begins; null: this was the last.</summary>
    public WireValue PagingState { get; }

    /// <summary>The columns' new id, by which the statement is executed from now on; empty: the old one is still right.</summary>
    public ReadOnlySpan<byte> NewMetadataId { get; }

    /// <summary>Begins the next row; all values of the one before were read.</summary>
    /// <returns>False: that was the last.</returns>
    public bool NextRow()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>The next value of the row.</summary>
    /// <exception cref="ProtocolException">The bytes end before it does.</exception>
    public WireValue Next() => _reader.Bytes();
}
