using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>A step of authentication. Source: <c>native_protocol_v5.spec</c>, section 4.1.2.</summary>
public readonly ref struct AuthResponseRequest
{
    private AuthResponseRequest(WireValue token) => Token = token;

    /// <summary>What the mechanism makes of it.</summary>
    public WireValue Token { get; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static AuthResponseRequest Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new AuthResponseRequest(reader.Bytes());
    }

    /// <summary>Writes the message.</summary>
    public static void Write(WireBuffer buffer, WireValue token) => buffer.PutValue(token);
}
