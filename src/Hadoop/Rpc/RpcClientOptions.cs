using System.Net;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hadoop.Rpc;

/// <summary>How a client connects and waits. The names in brackets are Apache's settings of the same meaning.</summary>
public sealed record RpcClientOptions
{
    /// <summary>Options for a user; the rest by default.</summary>
    /// <param name="user">The name that servers see (SIMPLE authentication).</param>
    public RpcClientOptions(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        User = user;
    }

    /// <summary>The effective user of calls that name none.</summary>
    public string User { get; init; }

    /// <summary>
    /// The token that calls which name none authenticate with (SASL TOKEN); null: by name only. A server that knows no
    /// tokens is talked to by name.
    /// </summary>
    public Token? Token { get; init; }

    /// <summary>
    /// The address that sockets are bound to before they connect, so that servers tell the nodes of one machine apart;
    /// null: the system chooses.
    /// </summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The time for one attempt to connect (<c>ipc.client.connect.timeout</c>, 20 s).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time for one attempt of a call that sets none (<c>ipc.client.rpc-timeout.ms</c>; ours 20 s).</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A connection with calls under way on which nothing came for this long sends a ping (<c>ipc.ping.interval</c>, 60 s).
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection without calls is closed after this long (<c>ipc.client.connection.maxidletime</c>, 10 s).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls under way on one connection; the next waits for one of them, within its own time.</summary>
    public int MaxPendingCalls { get; init; } = 1_000;

    /// <summary>The longest reply accepted, bytes (<c>ipc.maximum.response.length</c>, 128 MiB).</summary>
    public int MaxReplyBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>
    /// What a reply may take in memory once it is decoded, bytes (twice <see cref="MaxReplyBytes"/> by default, into which a reply full
    /// of text fits): a server that lies sends messages without anything in them, which become fifty times as much.
    /// </summary>
    public long MaxDecodedReplyBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>When a call that failed on its way is tried again.</summary>
    public RpcRetryPolicy Retry { get; init; } = RpcRetryPolicy.None;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PingInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReplyBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDecodedReplyBytes, MaxReplyBytes);
    }
}
