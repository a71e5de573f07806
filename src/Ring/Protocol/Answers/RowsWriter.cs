using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>
/// Writes rows as they are found, value by value: how many they are, and whether there are more pages, is put in at the end. Allocates
/// nothing. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.
/// </summary>
public ref struct RowsWriter
{
    private readonly WireBuffer _buffer;
    private readonly int _columns;
    private readonly int _start;
    private readonly int _countAt;
    private int _column;

    private RowsWriter(WireBuffer buffer, int columns, int start)
    {
        _buffer = buffer;
        _columns = columns;
        _start = start;
        _countAt = buffer.Length;
        buffer.PutInt(0);
    }

    /// <summary>Whole rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Begins the message.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="skipMetadata">The client has them, and did not want them again.</param>
    /// <param name="newMetadataId">Their id, when the client has an old one; else empty.</param>
    public static RowsWriter Begin(
        WireBuffer buffer, ProtocolVersion version, ColumnList columns, bool skipMetadata, scoped ReadOnlySpan<byte> newMetadataId)
    {
        buffer.PutInt((int)ResultKind.Rows);
        var start = buffer.Length;
        RowsMetadata.Write(buffer, version, columns, skipMetadata, newMetadataId);
        return new RowsWriter(buffer, columns.Columns.Count, start);
    }

    /// <summary>The next value.</summary>
    public void Value(scoped ReadOnlySpan<byte> value)
    {
        _buffer.PutBytes(value);
        Next();
    }

    /// <summary>The next value, which is null.</summary>
    public void Null()
    {
        _buffer.PutNull();
        Next();
    }

    /// <summary>Ends the message.</summary>
    /// <param name="pagingState">Where the next page begins; null: this was the last.</param>
    public readonly void Complete(scoped WireValue pagingState)
    {
        if (_column != 0)
        {
            throw new InvalidOperationException($"{_columns - _column} values of the last row are missing");
        }

        _buffer.Patch(_countAt, Rows);
        if (pagingState.IsPresent)
        {
            RowsMetadata.PutPagingState(_buffer, _start, pagingState.Bytes);
        }
    }

    private void Next()
    {
        _column++;
        if (_column >= _columns)
        {
            _column = 0;
            Rows++;
        }
    }
}
