using System.Diagnostics.CodeAnalysis;
using Hathi.Base;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Client.Statements;

/// <summary>
/// What came of a request. Rows are read where they lie (<see cref="Rows"/>), in memory that goes back with <see cref="Dispose"/>, and is
/// read by one thread. An answer that is not disposed of is left to the collector.
/// </summary>
public sealed class RingAnswer : IDisposable
{
    // What most writes are answered with is the same for all.
    private static readonly RingAnswer s_void = new(Opcode.Result, ResultKind.Void, ProtocolVersions.Newest);

    private readonly ProtocolVersion _version;
    private readonly int _length;
    private byte[]? _body;
    private ColumnList? _columns;

    private RingAnswer(Opcode opcode, ResultKind kind, ProtocolVersion version)
    {
        Opcode = opcode;
        Kind = kind;
        _version = version;
    }

    private RingAnswer(
        Opcode opcode, ResultKind kind, ProtocolVersion version, byte[] body, int length, ColumnList? columns)
        : this(opcode, kind, version)
    {
        _body = body;
        _length = length;
        _columns = columns;
    }

    /// <summary>What belongs to a result.</summary>
    public ResultKind Kind { get; }

    /// <summary>What the server wants known.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Where the trace of the request is found.</summary>
    public Guid? TracingId { get; private init; }

    /// <summary>The rows from the first; a result without rows has none.</summary>
    /// <exception cref="ProtocolException">The server sent what are none.</exception>
    public RowsReader Rows => Kind == ResultKind.Rows
        ? new RowsReader(new WireReader(Message))
        : throw new InvalidOperationException($"a result of kind {Kind} has no rows");

    /// <summary>The columns of the rows, as the answer tells them, or the statement that was prepared.</summary>
    public ColumnList Columns => Kind == ResultKind.Rows ? Rows.Columns ?? _columns ?? ColumnList.Empty : ColumnList.Empty;

    /// <summary>Of a change of the keyspace: the keyspace.</summary>
    public string Keyspace => new WireReader(Message).String();

    /// <summary>Of a change of the schema: the change.</summary>
    public SchemaChange SchemaChange
    {
        get
        {
            var reader = new WireReader(Message);
            return SchemaChange.Read(ref reader);
        }
    }

    /// <summary>What the envelope held; errors never become an answer.</summary>
    internal Opcode Opcode { get; }

    /// <summary>What stands behind the kind of a result; of another answer all of it.</summary>
    internal ReadOnlySpan<byte> Message =>
        _length == 0 ? default : (_body ?? throw new ObjectDisposedException(nameof(RingAnswer))).AsSpan(0, _length);

    /// <summary>Gives the memory of the rows back.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "there is no finalizer: what is not disposed of is collected")]
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _body, null) is { } body)
        {
            BoundedPool<byte>.Return(body);
        }
    }

    /// <summary>An answer of its own memory.</summary>
    /// <param name="header">Of its envelope; no error.</param>
    /// <param name="body">Not compressed; may be written over afterwards.</param>
    /// <param name="columns">Of the rows, where the server was told not to tell them.</param>
    /// <exception cref="ProtocolException">It is none.</exception>
    internal static RingAnswer Of(in EnvelopeHeader header, ReadOnlySpan<byte> body, ColumnList? columns)
    {
        var version = (ProtocolVersion)header.Version;
        var parts = AnswerBody.Read(header, body);
        var message = parts.Message;
        ResultKind kind = default;
        if (header.Opcode == Opcode.Result)
        {
            var reader = new WireReader(message);
            kind = ResultAnswer.ReadKind(ref reader);
            message = reader.Rest;
        }

        if (message.IsEmpty)
        {
            return Empty(header, kind, version, parts);
        }

        var copy = BoundedPool<byte>.Rent(message.Length);
        message.CopyTo(copy);
        return new RingAnswer(header.Opcode, kind, version, copy, message.Length, columns)
        {
            Warnings = parts.Warnings, TracingId = parts.TracingId,
        };
    }

    /// <summary>Of a statement that was prepared: what it needs and gives.</summary>
    internal PreparedAnswer ReadPrepared()
    {
        var reader = new WireReader(Message);
        return PreparedAnswer.Read(ref reader, _version);
    }

    private static RingAnswer Empty(in EnvelopeHeader header, ResultKind kind, ProtocolVersion version, in AnswerBody parts) =>
        kind == ResultKind.Void && parts.Warnings.Count == 0 && parts.TracingId is null
            ? s_void
            : new RingAnswer(header.Opcode, kind, version) { Warnings = parts.Warnings, TracingId = parts.TracingId };
}
