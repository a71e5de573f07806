using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Calls;

/// <summary>A statement as text.</summary>
internal readonly record struct QueryCall(string Text, RingValues Values, QueryOptions Options) : ICall
{
    public Opcode Opcode => Opcode.Query;

    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        var writer = QueryRequest.Begin(buffer, version, Text, Options, Values.Count, named: false);
        Values.CopyTo(ref writer);
        writer.Complete();
    }
}

/// <summary>A statement that was prepared.</summary>
internal readonly record struct ExecuteCall(PreparedAnswer Prepared, RingValues Values, QueryOptions Options) : ICall
{
    public Opcode Opcode => Opcode.Execute;

    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        var writer = ExecuteRequest.Begin(
            buffer, version, Prepared.StatementId.Span, Prepared.ResultMetadataId.Span, Options, Values.Count);
        Values.CopyTo(ref writer);
        writer.Complete();
    }
}

/// <summary>A statement that is to be prepared.</summary>
internal readonly record struct PrepareCall(string Text, string? Keyspace) : ICall
{
    public Opcode Opcode => Opcode.Prepare;

    public void Write(WireBuffer buffer, ProtocolVersion version) => PrepareRequest.Write(buffer, version, Text, Keyspace);
}

/// <summary>Several statements.</summary>
internal readonly record struct BatchCall(RingBatch Batch, QueryOptions Options) : ICall
{
    public Opcode Opcode => Opcode.Batch;

    public void Write(WireBuffer buffer, ProtocolVersion version) => Batch.Write(buffer, version, Options);
}
