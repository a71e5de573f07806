using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Metadata;

/// <summary>
/// The variables of a prepared statement, and which of them are the key of its partition, from which drivers know where to send it.
/// Source: <c>native_protocol_v5.spec</c>, section 4.2.5.4.
/// </summary>
/// <param name="Variables">In the order of the statement.</param>
/// <param name="KeyIndexes">
/// Which are the key, in the order of the key's columns; none when one is missing. Since version 4; not told where the variables are of
/// several tables.
/// </param>
public sealed record VariablesMetadata(ColumnList Variables, IReadOnlyList<ushort> KeyIndexes)
{
    /// <summary>Writes them.</summary>
    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutInt((int)(Variables.IsOfOneTable ? RowsFlags.GlobalTable : RowsFlags.None));
        buffer.PutInt(Variables.Columns.Count);
        if (version >= ProtocolVersion.V4)
        {
            var indexes = Variables.IsOfOneTable ? KeyIndexes : [];
            buffer.PutInt(indexes.Count);
            foreach (var index in indexes)
            {
                buffer.PutShort(index);
            }
        }

        buffer.PutRaw(Variables.Bytes(version));
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="ProtocolException">They are none.</exception>
    public static VariablesMetadata Read(scoped ref WireReader reader, ProtocolVersion version)
    {
        var flags = (RowsFlags)reader.Int();
        var count = reader.Int();
        ushort[] indexes = [];
        if (version >= ProtocolVersion.V4)
        {
            indexes = new ushort[reader.Count(reader.Int(), sizeof(ushort), "key indexes")];
            for (var i = 0; i < indexes.Length; i++)
            {
                indexes[i] = reader.Short();
            }
        }

        return new VariablesMetadata(ColumnList.Read(ref reader, count, (flags & RowsFlags.GlobalTable) != 0), indexes);
    }
}
