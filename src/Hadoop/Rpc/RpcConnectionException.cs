using Hathi.Base;

namespace Hathi.Hadoop.Rpc;

/// <summary>The environment failed between the client and the server: refused, cut, silent, or not an RPC server at all.</summary>
public sealed class RpcConnectionException : EnvironmentException
{
    /// <summary>A failure at <paramref name="server"/>.</summary>
    /// <param name="server">host:port of the server.</param>
    /// <param name="message">What happened, where, what to do.</param>
    /// <param name="callMayHaveRun">
    /// True when the request had left: only a server with a retry cache, or an idempotent method, makes it safe to repeat.
    /// </param>
    /// <param name="retriable">False when the next attempt would fail in the same way, as with a peer that does not speak RPC.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public RpcConnectionException(string server, string message, bool callMayHaveRun, bool retriable, Exception? inner)
        : base(message, inner)
    {
        Server = server;
        CallMayHaveRun = callMayHaveRun;
        IsRetriable = retriable;
    }

    /// <summary>host:port of the server.</summary>
    public string Server { get; }

    /// <summary>Whether the server may have carried out the call.</summary>
    public bool CallMayHaveRun { get; }

    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsRetriable { get; }
}
