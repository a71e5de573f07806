using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>Tokens that requests carry, as bytes: whether they are good <see cref="Secrets.NodeKeys"/> says.</summary>
internal static class RequestTokens
{
    /// <summary>The identifier of a token that somebody presents.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">It is longer than any that is issued.</exception>
    public static ByteString Presented(TokenProto token) => token.Identifier.Length <= RequestLimits.TokenIdentifierBytes
        ? token.Identifier
        : throw YarnFaults.Yarn($"Invalid ContainerToken: its identifier has {token.Identifier.Length} bytes, "
            + $"{RequestLimits.TokenIdentifierBytes} are allowed");

    /// <summary>The identifier of a token that was taken.</summary>
    public static ByteString Taken(TokenProto token) => token.Identifier;

    /// <summary>What proves it.</summary>
    public static ReadOnlySpan<byte> Password(TokenProto token) => token.Password.Span;
}
