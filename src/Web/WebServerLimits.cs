namespace Hathi.Web;

/// <summary>How much an HTTP port takes.</summary>
/// <param name="MaxConnections">
/// Open at once; for one more the one is cut whose peer is most behind what it owes, and it is closed when no peer is waited for.
/// </param>
/// <param name="MaxRequestBytes">Of a request's body.</param>
/// <param name="MaxHeldBytes">Of all requests and answers that are in memory; those of one address may hold two thirds.</param>
/// <param name="MinBytesPerSecond">
/// At which a body must come and an answer must be taken, at least; who is slower is cut, and the first to make room for others.
/// </param>
/// <param name="Grace">
/// How long somebody may be slower, for packets are lost and machines are busy, and how long a body or an answer may hold memory that
/// others want. Above a second, at which Kestrel looks.
/// </param>
public sealed record WebServerLimits(int MaxConnections, long MaxRequestBytes, long MaxHeldBytes, int MinBytesPerSecond, TimeSpan Grace)
{
    /// <summary>
    /// A port that people and scripts look at: requests are short and few. 8 KiB a second is less than any network of today gives, and the
    /// largest body is there in two minutes; at Kestrel's 240 bytes a second it could take more than an hour. A list of ten thousand
    /// applications is 25 MB of JSON, and the largest body of XML counts as 48 MiB.
    /// </summary>
    public static readonly WebServerLimits Pages = new(100, 1 << 20, 96 << 20, 8 << 10, TimeSpan.FromSeconds(5));
}
