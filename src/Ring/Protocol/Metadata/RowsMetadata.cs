using System.Buffers.Binary;
using System.Security.Cryptography;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Metadata;

/// <summary>
/// The metadata of rows: their columns unless the client has them, where the next page begins, and the columns' new id if the client's is
/// old. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.
/// </summary>
public static class RowsMetadata
{
    /// <summary>Bytes of an id of metadata.</summary>
    public const int IdBytes = 16;

    /// <summary>Where the flags are, from the start of the metadata.</summary>
    private const int FlagsAt = 0;

    /// <summary>Flags and number of columns.</summary>
    private const int FixedBytes = 8;

    /// <summary>The id of columns, equal on all nodes: by it a client that has other columns is found out.</summary>
    public static byte[] IdOf(ColumnList columns) =>
        columns.Columns.Count == 0 ? MD5.HashData([]) : MD5.HashData(columns.Bytes(ProtocolVersions.Newest));

    /// <summary>Writes the metadata; whether more pages are there is said afterwards, by <see cref="PutPagingState"/>.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="skip">The client has them, and did not want them again.</param>
    /// <param name="newId">Their id, when the client has an old one; since version 5, and then they are not skipped. Else empty.</param>
    public static void Write(WireBuffer buffer, ProtocolVersion version, ColumnList columns, bool skip, ReadOnlySpan<byte> newId)
    {
        var isChanged = !newId.IsEmpty && version >= ProtocolVersion.V5;
        var isSkipped = skip && !isChanged;
        var flags = (isChanged ? RowsFlags.MetadataChanged : RowsFlags.None) | (isSkipped ? RowsFlags.NoMetadata : RowsFlags.None)
            | (columns.IsOfOneTable ? RowsFlags.GlobalTable : RowsFlags.None);
        buffer.PutInt((int)flags);
        buffer.PutInt(columns.Columns.Count);
        if (isChanged)
        {
            buffer.PutShortBytes(newId);
        }

        if (!isSkipped)
        {
            buffer.PutRaw(columns.Bytes(version));
        }
    }

    /// <summary>Says that there are more pages. The rows that were written behind the metadata move.</summary>
    /// <param name="buffer">Where the metadata were written.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="pagingState">From where on; not bytes of the buffer.</param>
    public static void PutPagingState(WireBuffer buffer, int start, ReadOnlySpan<byte> pagingState)
    {
        buffer.RefuseOwn(pagingState);
        var place = buffer.Insert(start + FixedBytes, sizeof(int) + pagingState.Length);
        BinaryPrimitives.WriteInt32BigEndian(place, pagingState.Length);
        pagingState.CopyTo(place[sizeof(int)..]);

        // Flags that are set at the end are in the last byte.
        var last = start + FlagsAt + sizeof(int) - 1;
        buffer.Patch(last, (byte)(buffer.Written[last] | (byte)RowsFlags.HasMorePages));
    }

    /// <summary>Reads metadata.</summary>
    /// <param name="reader">Where they begin.</param>
    /// <param name="columnCount">Columns of each row.</param>
    /// <param name="pagingState">Where the next page begins; null: this was the last.</param>
    /// <param name="newId">The columns' new id; empty: the old one is still right.</param>
    /// <returns>The columns; null: not told.</returns>
    /// <exception cref="ProtocolException">They are none.</exception>
    public static ColumnList? Read(
        scoped ref WireReader reader, out int columnCount, out WireValue pagingState, out ReadOnlySpan<byte> newId)
    {
        var flags = (RowsFlags)reader.Int();
        columnCount = reader.Int();
        if (columnCount < 0)
        {
            throw ProtocolException.Damaged($"rows of {columnCount} columns");
        }

        pagingState = (flags & RowsFlags.HasMorePages) != 0 ? reader.Bytes() : WireValue.Null;
        newId = (flags & RowsFlags.MetadataChanged) != 0 ? reader.ShortBytes() : default;
        return (flags & RowsFlags.NoMetadata) != 0 ? null
            : ColumnList.Read(ref reader, columnCount, (flags & RowsFlags.GlobalTable) != 0);
    }
}
