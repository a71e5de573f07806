using System.Text;
using Google.Protobuf;
using static Hathi.Hadoop.Rpc.Protocol.RpcSaslProto.Types;

namespace Hathi.Hadoop.Rpc.Authentication;

/// <summary>
/// The server's side of TOKEN: DIGEST-MD5 where the user name is the token's identifier in base64 and the password the token's password in
/// base64. The challenge travels with the offer. Source: Apache's <c>SaslRpcServer</c>.
/// </summary>
internal sealed class TokenMechanism(ITokenSecrets secrets) : ISaslMechanism
{
    public const string Method = "TOKEN";

    /// <summary>The realm, and the name of the server, of all Hadoop servers.</summary>
    public const string Realm = "default";

    private readonly string _nonce = DigestMd5.NewNonce();
    private string? _user;

    public SaslAuth Offer => new()
    {
        Method = Method,
        Mechanism = DigestMd5.Mechanism,
        Protocol = "",
        ServerId = Realm,
        Challenge = ByteString.CopyFromUtf8(
            $"realm=\"{Realm}\",nonce=\"{_nonce}\",qop=\"{DigestMd5.Quality}\",charset=utf-8,algorithm=md5-sess"),
    };

    public bool IsComplete => _user is not null;

    public string User => _user ?? throw new InvalidOperationException("Nothing has been proved yet.");

    public AuthenticatedToken? Token { get; private set; }

    public byte[]? Evaluate(byte[] token)
    {
        Dictionary<string, string> response;
        byte[] identifier;
        try
        {
            response = DigestMd5.Parse(token);
            identifier = Convert.FromBase64String(Get(response, "username"));
        }
        catch (FormatException e)
        {
            throw Refused(e.Message);
        }

        CheckAgainstOffer(response);
        var secret = secrets.Find(identifier);
        var digest = new DigestMd5(
            Get(response, "username"), Realm, Convert.ToBase64String(secret.Password), _nonce, Get(response, "cnonce"),
            Get(response, "digest-uri"));
        if (!DigestMd5.Same(digest.ClientResponse(), Get(response, "response")))
        {
            throw Refused("DIGEST-MD5: digest response format violation. Mismatched response.");
        }

        _user = secret.User;
        Token = new AuthenticatedToken(secret.Kind, identifier);
        return Encoding.ASCII.GetBytes("rspauth=" + digest.ServerResponse());
    }

    private void CheckAgainstOffer(Dictionary<string, string> response)
    {
        Require(response, "nonce", _nonce);
        Require(response, "realm", Realm);
        Require(response, "nc", DigestMd5.FirstUse);
        Require(response, "digest-uri", "/" + Realm);
        if (response.TryGetValue("qop", out var quality) && quality != DigestMd5.Quality)
        {
            throw Refused($"DIGEST-MD5: quality of protection {quality} is not offered; {DigestMd5.Quality} is.");
        }

        if (response.TryGetValue("authzid", out var other) && other != Get(response, "username"))
        {
            throw Refused("DIGEST-MD5: a token cannot act for another.");
        }
    }

    private static void Require(Dictionary<string, string> response, string name, string expected)
    {
        if (Get(response, name) != expected)
        {
            throw Refused($"DIGEST-MD5: digest response format violation. Unexpected {name}.");
        }
    }

    private static string Get(Dictionary<string, string> response, string name) =>
        response.TryGetValue(name, out var value) ? value : throw Refused($"DIGEST-MD5: digest response format violation. Missing {name}.");

    private static RpcFault Refused(string message) => new(JavaErrors.Sasl, message, RpcErrorCode.FatalUnauthorized);
}
