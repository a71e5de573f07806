namespace Hathi.Web;

/// <summary>How much an HTTP port takes.</summary>
/// <param name="MaxConnections">Open at once; one more is closed.</param>
/// <param name="MaxRequestBytes">Of a request's body.</param>
public sealed record WebServerLimits(int MaxConnections, long MaxRequestBytes)
{
    /// <summary>A port that people and scripts look at: requests are short and few.</summary>
    public static readonly WebServerLimits Pages = new(100, 1 << 20);
}
