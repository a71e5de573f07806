using System.Security.Cryptography;
using System.Text;

namespace Hathi.MapReduce.Shuffle;

/// <summary>
/// Both sides prove that they hold the job token: HMAC-SHA1 with its password, in base 64. Source: Apache <c>SecureShuffleUtils</c>.
/// </summary>
public static class ShuffleHash
{
    /// <summary>The hash of a request: of <c>PORT/mapOutput?QUERY</c>.</summary>
    /// <param name="port">The port asked.</param>
    /// <param name="pathAndQuery">As it stands in the request line.</param>
    /// <param name="secret">The job token's password.</param>
    public static string OfRequest(int port, string pathAndQuery, ReadOnlySpan<byte> secret) =>
        Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{port}{pathAndQuery}"), secret);

    /// <summary>The hash of an answer: of the request's hash as text.</summary>
    public static string OfReply(string requestHash, ReadOnlySpan<byte> secret) => Of(requestHash, secret);

    /// <summary>Whether two hashes are the same, in a time that does not tell where they differ.</summary>
    public static bool Matches(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    // SHA-1 is the protocol's choice, not ours.
    private static string Of(string text, ReadOnlySpan<byte> secret) =>
        Convert.ToBase64String(HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(text)));
}
