namespace Hathi.Hadoop.Rpc;

/// <summary>
/// When a call is tried again: with the same client id and call id and a higher retry count, so that a server with a retry cache gives
/// the first answer. A refusal is never retried, except <c>RetriableException</c>.
/// </summary>
/// <param name="MaxRetries">Attempts after the first.</param>
/// <param name="FirstDelay">The pause before the first retry; doubled before each next.</param>
/// <param name="MaxDelay">The longest pause.</param>
/// <param name="RepeatsSentCalls">
/// Whether a call is repeated when the connection broke after the request had left. Right for idempotent methods and for servers with a
/// retry cache; else only calls that never left are repeated.
/// </param>
public sealed record RpcRetryPolicy(int MaxRetries, TimeSpan FirstDelay, TimeSpan MaxDelay, bool RepeatsSentCalls)
{
    /// <summary>One attempt.</summary>
    public static readonly RpcRetryPolicy None = new(0, TimeSpan.Zero, TimeSpan.Zero, RepeatsSentCalls: false);

    /// <summary>Ten retries, one second apart, as Apache's client does for connecting (<c>ipc.client.connect.max.retries</c>).</summary>
    public static readonly RpcRetryPolicy Patient = new(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), RepeatsSentCalls: true);

    internal bool Retries(Exception failure, int attempt) => attempt < MaxRetries && failure switch
    {
        RpcConnectionException connection => connection.IsRetriable && (RepeatsSentCalls || !connection.CallMayHaveRun),
        RpcRemoteException remote => remote.JavaClass == JavaErrors.Retriable,
        _ => false,
    };

    internal TimeSpan Delay(int attempt)
    {
        const int MostDoublings = 20;
        var delay = FirstDelay * (1 << Math.Min(attempt, MostDoublings));
        return delay < MaxDelay ? delay : MaxDelay;
    }
}
