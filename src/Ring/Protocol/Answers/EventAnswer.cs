using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Something happened that the client has asked to be told of. Source: <c>native_protocol_v5.spec</c>, section 4.2.6.</summary>
public abstract record EventAnswer
{
    private protected EventAnswer(EventKinds kind) => Kind = kind;

    /// <summary>One kind: whoever registered for it is told.</summary>
    public EventKinds Kind { get; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static EventAnswer Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        var kind = EventNames.KindOf(reader.String());
        return kind == EventKinds.SchemaChange
            ? new SchemaEvent(SchemaChange.Read(ref reader))
            : new NodeEvent(NodeEvent.ReadChange(ref reader, kind), reader.Inet());
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutString(EventNames.Of(Kind)[0]);
        WriteRest(buffer, version);
    }

    /// <summary>What follows the kind.</summary>
    private protected abstract void WriteRest(WireBuffer buffer, ProtocolVersion version);
}

/// <summary>The schema has changed.</summary>
/// <param name="Change">How.</param>
public sealed record SchemaEvent(SchemaChange Change) : EventAnswer(EventKinds.SchemaChange)
{
    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version) => Change.Write(buffer, version);
}
