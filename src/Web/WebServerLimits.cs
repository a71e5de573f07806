namespace Hathi.Web;

/// <summary>How much an HTTP port takes.</summary>
/// <param name="MaxConnections">Open at once; for one more the one is cut that has been waited for longest, and it is closed when all are being answered.</param>
/// <param name="MaxRequestBytes">Of a request's body.</param>
public sealed record WebServerLimits(int MaxConnections, long MaxRequestBytes)
{
    /// <summary>A port that people and scripts look at: requests are short and few.</summary>
    public static readonly WebServerLimits Pages = new(100, 1 << 20);
}
