using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hadoop.Rpc;

/// <summary>What one call does otherwise than its client. Null: as the client's options say.</summary>
public sealed record RpcCallOptions
{
    /// <summary>As the client's options say.</summary>
    public static readonly RpcCallOptions Default = new();

    /// <summary>The effective user.</summary>
    public string? User { get; init; }

    /// <summary>
    /// The token to authenticate with; who the effective user is, the server reads from it. Calls with different tokens go over
    /// different connections.
    /// </summary>
    public Token? Token { get; init; }

    /// <summary>The time for one attempt.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When the call is tried again.</summary>
    public RpcRetryPolicy? Retry { get; init; }

    /// <summary>
    /// The call id, from <see cref="RpcClient.NextCallId"/>: for callers that repeat a call themselves, for instance at another
    /// server. Null: a new one.
    /// </summary>
    public int? CallId { get; init; }

    /// <summary>The retry count of the first attempt; more than 0 only together with <see cref="CallId"/>.</summary>
    public int RetryCount { get; init; }
}
