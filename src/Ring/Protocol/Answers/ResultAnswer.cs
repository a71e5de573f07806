using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>
/// What came of a statement: a kind, and what belongs to it. Rows are written by <see cref="RowsWriter"/> and read by
/// <see cref="RowsReader"/>. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.
/// </summary>
public static class ResultAnswer
{
    /// <summary>Reads the kind: what belongs to it is next.</summary>
    /// <exception cref="ProtocolException">There is no such kind.</exception>
    public static ResultKind ReadKind(scoped ref WireReader reader)
    {
        var kind = (ResultKind)reader.Int();
        return kind is >= ResultKind.Void and <= ResultKind.SchemaChange ? kind
            : throw ProtocolException.Damaged($"Unknown kind id {(int)kind} in RESULT message");
    }

    /// <summary>Done.</summary>
    public static void WriteVoid(WireBuffer buffer) => buffer.PutInt((int)ResultKind.Void);

    /// <summary>The connection's keyspace is another now.</summary>
    public static void WriteSetKeyspace(WireBuffer buffer, string keyspace)
    {
        buffer.PutInt((int)ResultKind.SetKeyspace);
        buffer.PutString(keyspace);
    }

    /// <summary>The schema has changed.</summary>
    public static void WriteSchemaChange(WireBuffer buffer, SchemaChange change, ProtocolVersion version)
    {
        buffer.PutInt((int)ResultKind.SchemaChange);
        change.Write(buffer, version);
    }
}
