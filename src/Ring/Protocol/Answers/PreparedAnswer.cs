using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>A statement is prepared. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.4.</summary>
/// <param name="StatementId">By which it is executed.</param>
/// <param name="ResultMetadataId">Of the columns; since version 5.</param>
/// <param name="Variables">What values it needs.</param>
/// <param name="ResultColumns">What it will be answered with; none of what is no SELECT.</param>
public sealed record PreparedAnswer(
    ReadOnlyMemory<byte> StatementId, ReadOnlyMemory<byte> ResultMetadataId, VariablesMetadata Variables, ColumnList ResultColumns)
{
    /// <summary>Reads what belongs to the kind.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static PreparedAnswer Read(scoped ref WireReader reader, ProtocolVersion version)
    {
        var id = reader.ShortBytes().ToArray();
        var metadataId = version >= ProtocolVersion.V5 ? reader.ShortBytes().ToArray() : [];
        var variables = VariablesMetadata.Read(ref reader, version);
        var columns = RowsMetadata.Read(ref reader, out _, out _, out _);
        return new PreparedAnswer(id, metadataId, variables, columns ?? ColumnList.Empty);
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutInt((int)ResultKind.Prepared);
        buffer.PutShortBytes(StatementId.Span);
        if (version >= ProtocolVersion.V5)
        {
            buffer.PutShortBytes(ResultMetadataId.Span);
        }

        Variables.Write(buffer, version);
        RowsMetadata.Write(buffer, version, ResultColumns, skip: ResultColumns.Columns.Count == 0, default);
    }
}
