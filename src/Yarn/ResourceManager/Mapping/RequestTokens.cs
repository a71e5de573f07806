using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Tokens that requests carry, as bytes: whether they are good is asked by those who made them.</summary>
internal static class RequestTokens
{
    /// <summary>A delegation token.</summary>
    /// <exception cref="RpcFault">InvalidToken: its identifier is longer than any that is issued here.</exception>
    public static PresentedToken Delegation(TokenProto token) => token.Identifier.Length <= RequestLimits.TokenIdentifierBytes
        ? new PresentedToken(token.Identifier.Memory, token.Password.Memory)
        : throw new RpcFault(JavaErrors.InvalidToken, $"The identifier of the delegation token has {token.Identifier.Length} bytes, "
            + $"and at most {RequestLimits.TokenIdentifierBytes} are taken.");

    /// <summary>The tokens of a submission that was taken; empty: it has none.</summary>
    public static ReadOnlyMemory<byte> Credentials(ByteString tokens) => tokens.Memory;
}

/// <summary>A token as its holder presents it.</summary>
/// <param name="Identifier">Says which it is.</param>
/// <param name="Password">Proves it.</param>
internal readonly record struct PresentedToken(ReadOnlyMemory<byte> Identifier, ReadOnlyMemory<byte> Password);
