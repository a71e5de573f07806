using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hadoop.Tokens;

/// <summary>
/// What proves a right to a service: the identifier says whose and which, the password that whoever issued it holds the master key.
/// Equal by content. Source: Apache's <c>org.apache.hadoop.security.token.Token</c>.
/// </summary>
public sealed class Token : IEquatable<Token>
{
    /// <summary>Makes a token of its parts; the arrays become the token's.</summary>
    /// <param name="identifier">What the issuer signed, in the form of its kind.</param>
    /// <param name="password">The signature (<see cref="TokenPassword"/>).</param>
    /// <param name="kind">What form the identifier has, such as <c>YARN_AM_RM_TOKEN</c>.</param>
    /// <param name="service">Where it is good: <c>ip:port</c>, or whatever its kind has there; may be empty.</param>
    public Token(byte[] identifier, byte[] password, string kind, string service)
    {
        Identifier = identifier;
        Password = password;
        Kind = kind;
        Service = service;
    }

    /// <summary>What the issuer signed.</summary>
    public ReadOnlyMemory<byte> Identifier { get; }

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Password { get; }

    /// <summary>What form the identifier has.</summary>
    public string Kind { get; }

    /// <summary>Where it is good.</summary>
    public string Service { get; }

    /// <summary>The token of a message.</summary>
    public static Token From(TokenProto message) =>
        new(message.Identifier.ToByteArray(), message.Password.ToByteArray(), message.Kind, message.Service);

    /// <summary>The token as a message.</summary>
    public TokenProto ToMessage() => new()
    {
        Identifier = ByteString.CopyFrom(Identifier.Span),
        Password = ByteString.CopyFrom(Password.Span),
        Kind = Kind,
        Service = Service,
    };

    /// <summary>The same token for another service.</summary>
    public Token For(string service) => new(Identifier.ToArray(), Password.ToArray(), Kind, service);

    /// <summary>Bytes as Apache's <c>Token.write</c> has them: identifier, password, kind, service, each behind its length.</summary>
    public byte[] ToBytes()
    {
        var writer = new WritableWriter();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no token.</exception>
    public static Token FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new WritableReader(bytes);
        return Read(ref reader);
    }

    /// <inheritdoc/>
    public bool Equals(Token? other) => other is not null
        && Kind == other.Kind
        && Service == other.Service
        && Identifier.Span.SequenceEqual(other.Identifier.Span)
        && Password.Span.SequenceEqual(other.Password.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Token);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(Service);
        hash.AddBytes(Identifier.Span);
        return hash.ToHashCode();
    }

    /// <summary>Kind and service; never the password.</summary>
    public override string ToString() => $"{Kind} for \"{Service}\"";

    internal void Write(WritableWriter writer)
    {
        writer.Bytes(Identifier.Span);
        writer.Bytes(Password.Span);
        writer.Text(Kind);
        writer.Text(Service);
    }

    internal static Token Read(ref WritableReader reader)
    {
        var identifier = reader.Bytes();
        var password = reader.Bytes();
        var kind = reader.Text();
        return new Token(identifier, password, kind, reader.Text());
    }
}
