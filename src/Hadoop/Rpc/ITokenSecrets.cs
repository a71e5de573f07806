namespace Hathi.Hadoop.Rpc;

/// <summary>
/// Knows the passwords of the tokens that a server accepts; a server has at most one (Apache's SecretManager). Called by the threads that
/// read connections, many at once; must not block.
/// </summary>
public interface ITokenSecrets
{
    /// <summary>What a token with this identifier would have to prove.</summary>
    /// <exception cref="RpcFault">
    /// The identifier is none of ours, or no longer good: class <see cref="JavaErrors.InvalidToken"/>, code
    /// <see cref="RpcErrorCode.FatalUnauthorized"/>.
    /// </exception>
    TokenSecret Find(ReadOnlySpan<byte> identifier);
}

/// <summary>Whose a token is, and its password.</summary>
/// <param name="User">The user that a connection with the token acts as.</param>
/// <param name="Kind">The token's kind.</param>
/// <param name="Password">The password that its holder has.</param>
public sealed record TokenSecret(string User, string Kind, byte[] Password);

/// <summary>The token with which a peer has proved who it is.</summary>
/// <param name="Kind">The token's kind.</param>
/// <param name="Identifier">Its identifier.</param>
public sealed record AuthenticatedToken(string Kind, byte[] Identifier);
