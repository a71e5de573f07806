using System.Text;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hadoop.Rpc.Authentication;

/// <summary>
/// The client's side of TOKEN: answers the server's challenge and checks what the server proves. One object a connection.
/// </summary>
internal sealed class TokenProof(Token token)
{
    private DigestMd5? _digest;

    /// <summary>The answer to the server's first challenge.</summary>
    /// <exception cref="FormatException">The challenge is none of DIGEST-MD5, or asks for what is not served.</exception>
    public byte[] Answer(ReadOnlySpan<byte> challenge, string protocol, string serverId)
    {
        var offered = DigestMd5.Parse(challenge);
        if (!offered.TryGetValue("nonce", out var nonce))
        {
            throw new FormatException("DIGEST-MD5: the challenge has no nonce.");
        }

        if (offered.TryGetValue("qop", out var qualities)
            && !qualities.Split(',', StringSplitOptions.TrimEntries).Contains(DigestMd5.Quality))
        {
            throw new FormatException(
                $"DIGEST-MD5: the server asks for protection \"{qualities}\"; set hadoop.rpc.protection to authentication there: "
                + "that is what is spoken here.");
        }

        var realm = offered.GetValueOrDefault("realm", serverId);
        _digest = new DigestMd5(
            Convert.ToBase64String(token.Identifier.Span),
            realm,
            Convert.ToBase64String(token.Password.Span),
            nonce,
            DigestMd5.NewNonce(),
            $"{protocol}/{serverId}");
        return Encoding.UTF8.GetBytes(
            $"charset=utf-8,username={DigestMd5.Quote(_digest.User)},realm={DigestMd5.Quote(realm)},nonce={DigestMd5.Quote(nonce)},nc="
            + $"{DigestMd5.FirstUse},cnonce={DigestMd5.Quote(_digest.ClientNonce)},digest-uri={DigestMd5.Quote(_digest.Uri)},maxbuf=65536,"
            + $"response={_digest.ClientResponse()},qop={DigestMd5.Quality}");
    }

    /// <summary>Checks the server's last words.</summary>
    /// <exception cref="FormatException">It does not know the token's password.</exception>
    public void Check(ReadOnlySpan<byte> proof)
    {
        if (_digest is null
            || !DigestMd5.Parse(proof).TryGetValue("rspauth", out var response)
            || !DigestMd5.Same(response, _digest.ServerResponse()))
        {
            throw new FormatException("DIGEST-MD5: the server does not prove that it knows the token's password.");
        }
    }
}
