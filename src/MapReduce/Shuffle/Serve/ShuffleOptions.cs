using System.Net;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>How the shuffle service runs. Names in brackets are Hadoop's keys, whose defaults these are unless said otherwise.</summary>
public sealed record ShuffleOptions
{
    /// <summary>Where it listens (mapreduce.shuffle.port, 13562); port 0 takes a free one.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The NodeManager's local directories (yarn.nodemanager.local-dirs), in which map outputs are looked for.</summary>
    public required IReadOnlyList<string> LocalDirectories { get; init; }

    /// <summary>
    /// Open connections; for one more the one is cut that has been idle for longest, and it is answered 429 when none is
    /// (mapreduce.shuffle.max.connections, there without a limit; ours 1,000). A job that is alone has seven of eight of them at once, and
    /// fewer when others come: <see cref="OpenConnections"/>.
    /// </summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>
    /// Threads that read map outputs at once (mapreduce.shuffle.max.threads, there 2 × processors; ours 64: they wait for disks).
    /// Peers wait without one.
    /// </summary>
    public int MaxSenders { get; init; } = 64;

    /// <summary>
    /// Every connection is kept for more requests, also when the request does not ask
    /// (mapreduce.shuffle.connection-keep-alive.enable, false).
    /// </summary>
    public bool AlwaysKeepAlive { get; init; }

    /// <summary>How long an idle connection is kept (mapreduce.shuffle.connection-keep-alive.timeout, 5 s).</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A peer that was waited for so long and took less than <see cref="LeastBytesPerSecond"/> of its answer is cut off: Java's reducers
    /// give up after three minutes themselves.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// What a peer owes while it is waited for: less than any network gives, and more than a byte now and then, which would hold a
    /// connection and an open file for ever.
    /// </summary>
    public int LeastBytesPerSecond { get; init; } = 8 * 1024;

    /// <summary>Memory for the indexes of map outputs, bytes (mapreduce.tasktracker.indexcache.mb, 10 MiB).</summary>
    public long IndexCacheBytes { get; init; } = 10 << 20;

    /// <summary>
    /// Map outputs in one request; more are refused. Reducers ask for 20; what is known of each is in memory until the
    /// peer has taken its answer.
    /// </summary>
    public int MaxMapsPerRequest { get; init; } = 1_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LocalDirectories.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSenders, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAlive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LeastBytesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMapsPerRequest, 1);
    }
}
