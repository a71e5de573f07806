using System.Security.Cryptography;
using System.Text;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// Requests to <c>mapreduce_shuffle</c> and the proofs around them: the client signs port, path and query with the job's secret, the server that
/// signature. Source: Apache's SecureShuffleUtils.
/// </summary>
internal static class ShuffleUrl
{
    internal const string HashHeader = "UrlHash";
    internal const string ReplyHeader = "ReplyHash";

    /// <summary>/mapOutput?job=…&amp;reduce=…&amp;map=…,….</summary>
    internal static string PathAndQuery(JobId job, int reduce, IEnumerable<TaskAttemptId> maps) => $"/mapOutput?job={job}&reduce={reduce}&map={string.Join(',', maps)}";

    /// <summary>The value of <see cref="HashHeader"/>.</summary>
    internal static string Sign(int port, string pathAndQuery, ReadOnlySpan<byte> secret) => Hash(port + pathAndQuery, secret);

    /// <summary>Whether a reply comes from one who knows the secret.</summary>
    internal static bool IsReplyTo(string signature, string reply, ReadOnlySpan<byte> secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(signature, secret)), Encoding.ASCII.GetBytes(reply));

    private static string Hash(string text, ReadOnlySpan<byte> secret) =>
#pragma warning disable CA5350 // the algorithm is the protocol's
        Convert.ToBase64String(HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
