using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>Which events are wanted. Source: <c>native_protocol_v5.spec</c>, section 4.1.8.</summary>
/// <param name="Events">Those of which the client wants to be told.</param>
public readonly record struct RegisterRequest(EventKinds Events)
{
    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none, or there is no such event.</exception>
    public static RegisterRequest Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var kinds = EventKinds.None;
        for (var left = reader.Count(reader.Short(), sizeof(ushort), "events"); left > 0; left--)
        {
            kinds |= EventNames.WantedBy(reader.String(), version);
        }

        return new RegisterRequest(kinds);
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer) => buffer.PutStringList(EventNames.Of(Events));
}
