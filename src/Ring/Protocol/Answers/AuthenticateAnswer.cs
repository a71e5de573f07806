using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Who are you? Source: <c>native_protocol_v5.spec</c>, section 4.2.3.</summary>
/// <param name="Authenticator">The Java class by whose name drivers know what is wanted.</param>
public sealed record AuthenticateAnswer(string Authenticator)
{
    /// <summary>A name and a password, as SASL PLAIN.</summary>
    public const string Password = "org.apache.cassandra.auth.PasswordAuthenticator";

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static AuthenticateAnswer Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new AuthenticateAnswer(reader.String());
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer) => buffer.PutString(Authenticator);
}
