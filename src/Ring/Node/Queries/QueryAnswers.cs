using Hathi.Ring.Core.Describing;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Queries;

/// <summary>What requests are answered with.</summary>
internal static class QueryAnswers
{
    /// <summary>Done.</summary>
    public static void Void(in RingCall call, Guid? trace, IReadOnlyList<string>? warnings)
    {
        var answer = call.Begin(Opcode.Result);
        ResultAnswer.WriteVoid(answer.Buffer);
        answer.Complete(Extras(trace, warnings));
    }

    /// <summary>Another keyspace is in use.</summary>
    public static void SetKeyspace(in RingCall call, string keyspace, Guid? trace)
    {
        var answer = call.Begin(Opcode.Result);
        ResultAnswer.WriteSetKeyspace(answer.Buffer, keyspace);
        answer.Complete(Extras(trace, null));
    }

    /// <summary>What DESCRIBE tells.</summary>
    public static void Rows(in RingCall call, Description description, Guid? trace)
    {
        var columns = new ColumnList(
            [.. description.Columns.Select(static c => new ColumnSpec(Description.Keyspace, Description.Table, c.Name, c.Type))]);
        var answer = call.Begin(Opcode.Result);
        var rows = RowsWriter.Begin(answer.Buffer, call.Version, columns, skipMetadata: false, default);
        foreach (var value in description.Rows.SelectMany(static r => r))
        {
            rows.Value(value);
        }

        rows.Complete(WireValue.Null);
        answer.Complete(Extras(trace, null));
    }

    /// <summary>The schema has changed.</summary>
    public static void Changed(in RingCall call, SchemaChange change, Guid? trace, IReadOnlyList<string>? warnings)
    {
        var answer = call.Begin(Opcode.Result);
        ResultAnswer.WriteSchemaChange(answer.Buffer, change, call.Version);
        answer.Complete(Extras(trace, warnings));
    }

    /// <summary>What stands before a message.</summary>
    public static AnswerExtras Extras(Guid? trace, IReadOnlyList<string>? warnings) =>
        new(trace, warnings is { Count: > 0 } ? warnings : null, null);

    /// <summary>What a client is told of a refusal.</summary>
    public static ErrorAnswer ErrorOf(CqlException refusal) => refusal.Code == CqlErrorCode.AlreadyExists
        ? new AlreadyExistsError(refusal.Message, refusal.Keyspace, refusal.Table)
        : new ErrorAnswer((ErrorCode)refusal.Code, refusal.Message);

    /// <summary>A change of the schema in words of the wire.</summary>
    public static SchemaChange ToWire(Core.Schema.Steps.SchemaChange change) => new(
        change.Kind switch
        {
            Core.Schema.Steps.ChangeKind.Created => SchemaChangeKind.Created,
            Core.Schema.Steps.ChangeKind.Updated => SchemaChangeKind.Updated,
            _ => SchemaChangeKind.Dropped,
        },
        change.Target switch
        {
            Core.Schema.Steps.ChangeTarget.Keyspace => SchemaTarget.Keyspace,
            Core.Schema.Steps.ChangeTarget.Table => SchemaTarget.Table,
            _ => SchemaTarget.Type,
        },
        change.Keyspace,
        change.Name,
        []);
}

/// <summary>Writes rows into an answer as they are found, up to its limit.</summary>
/// <param name="writer">Begun.</param>
/// <param name="buffer">Into which it writes.</param>
/// <param name="maxBytes">The buffer's most.</param>
internal ref struct RowSink(RowsWriter writer, WireBuffer buffer, int maxBytes) : IRowSink
{
    private RowsWriter _writer = writer;

    /// <inheritdoc/>
    public void Value(scoped ReadOnlySpan<byte> value)
    {
        _writer.Value(value);
        Check();
    }

    /// <inheritdoc/>
    public void Null()
    {
        _writer.Null();
        Check();
    }

    /// <summary>Ends the message.</summary>
    /// <param name="pagingState">Where the next page begins; nothing: this was the last.</param>
    public readonly void Complete(scoped ReadOnlySpan<byte> pagingState) =>
        _writer.Complete(pagingState.IsEmpty ? WireValue.Null : WireValue.Of(pagingState));

    // What is null takes bytes as well.
    private readonly void Check()
    {
        if (buffer.Length > maxBytes)
        {
            throw new ProtocolException(
                ErrorCode.ServerError,
                $"The answer would have more than {maxBytes} bytes: ask for smaller pages.",
                connectionGoesOn: true,
                null);
        }
    }
}
