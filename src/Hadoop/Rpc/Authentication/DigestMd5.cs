using System.Security.Cryptography;
using System.Text;

namespace Hathi.Hadoop.Rpc.Authentication;

/// <summary>
/// The computation and the syntax of DIGEST-MD5 with quality of protection "auth". Source: RFC 2831. User names and passwords are base64 in
/// Hadoop, so that the charset never matters.
/// </summary>
/// <param name="User">The user name.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Password">The password.</param>
/// <param name="Nonce">The server's nonce.</param>
/// <param name="ClientNonce">The client's nonce.</param>
/// <param name="Uri">The digest-uri: protocol, slash, server.</param>
internal sealed record DigestMd5(string User, string Realm, string Password, string Nonce, string ClientNonce, string Uri)
{
    public const string Mechanism = "DIGEST-MD5";
    public const string Quality = "auth";
    public const string FirstUse = "00000001";

    /// <summary>More directives than anyone sends; the rest of a message of more is refused.</summary>
    private const int MaxDirectives = 64;

    /// <summary>What a nonce is made of, bytes.</summary>
    private const int NonceBytes = 30;

    /// <summary>The <c>response</c> of the client.</summary>
    public string ClientResponse() => Response("AUTHENTICATE:" + Uri);

    /// <summary>The <c>rspauth</c> of the server, which proves that it knows the password too.</summary>
    public string ServerResponse() => Response(":" + Uri);

    /// <summary>A nonce that nobody can guess.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>Whether two digests are the same, in a time that does not tell where they differ.</summary>
    public static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));

    /// <summary>Reads <c>name=value,name="value"</c>; names in lower case.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> message)
    {
        var text = Encoding.UTF8.GetString(message);
        var directives = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] is ',' or ' ' or '\t')
            {
                at++;
                continue;
            }

            var equals = text.IndexOf('=', at);
            if (equals < 0 || directives.Count == MaxDirectives)
            {
                throw new FormatException("DIGEST-MD5: the directives do not parse.");
            }

            var name = text[at..equals].Trim().ToLowerInvariant();
            at = equals + 1;
            directives[name] = at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at);
        }

        return directives;
    }

    /// <summary>A value between quotes, with what must be escaped escaped.</summary>
    public static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private string Response(string a2)
    {
        var session = Md5(Encoding.UTF8.GetBytes($"{User}:{Realm}:{Password}"));
        var a1 = Hex(Md5([.. session, .. Encoding.UTF8.GetBytes($":{Nonce}:{ClientNonce}")]));
        var hashed = Hex(Md5(Encoding.UTF8.GetBytes(a2)));
        return Hex(Md5(Encoding.UTF8.GetBytes($"{a1}:{Nonce}:{FirstUse}:{ClientNonce}:{Quality}:{hashed}")));
    }

    private static string Plain(string text, ref int at)
    {
        var end = text.IndexOf(',', at);
        end = end < 0 ? text.Length : end;
        var value = text[at..end].Trim();
        at = end;
        return value;
    }

    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' ? 1 : 0;
            value.Append(at < text.Length ? text[at] : throw new FormatException("DIGEST-MD5: a quoted value does not end."));
        }

        return at++ < text.Length ? value.ToString() : throw new FormatException("DIGEST-MD5: a quoted value does not end.");
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

#pragma warning disable CA5351 // the algorithm is the protocol's
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
