using Google.Protobuf;
using Hathi.Rpc.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>Tokens as YARN's messages carry them.</summary>
public static class YarnTokens
{
    /// <summary>The token of a message.</summary>
    public static Token From(TokenProto token) => new(token.Identifier.ToByteArray(), token.Password.ToByteArray(), token.Kind, token.Service);

    /// <summary>A token as a message.</summary>
    public static TokenProto ToMessage(Token token) => new()
    {
        Identifier = ByteString.CopyFrom(token.Identifier.Span),
        Password = ByteString.CopyFrom(token.Password.Span),
        Kind = token.Kind,
        Service = token.Service,
    };
}
