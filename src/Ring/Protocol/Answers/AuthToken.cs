using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS: what the mechanism has to say. Source: <c>native_protocol_v5.spec</c>, 4.2.7, 4.2.8.</summary>
public static class AuthToken
{
    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static WireValue Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return reader.Bytes();
    }

    /// <summary>Writes the message.</summary>
    public static void Write(WireBuffer buffer, WireValue token) => buffer.PutValue(token);
}
