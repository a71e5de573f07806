using System.Net;
using Hathi.Hadoop.Keys;
using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>Limits of an RPC server. The names in brackets are Apache's settings of the same meaning.</summary>
public sealed record RpcServerOptions
{
    /// <summary>Apache's defaults, with limits where Apache has none.</summary>
    public static readonly RpcServerOptions Default = new();

    /// <summary>The longest frame accepted, bytes (<c>ipc.maximum.data.length</c>, 64 MiB). A longer one closes the connection.</summary>
    public int MaxFrameBytes { get; init; } = RpcKeys.MaxDataLength.Default;

    /// <summary>
    /// Bytes of long frames (above 16 KiB) that have not wholly arrived, over all connections (Apache has no such limit); one user gets a
    /// third at most, and a frame must fit into that.
    /// A call that does not fit is answered with <c>RetriableException</c>: 10,000 clients that send half a frame each do not take the
    /// machine's memory.
    /// </summary>
    public long MaxGatheredBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// Bytes of short frames that have not wholly arrived, over all connections. An address gets two thirds of it at most, the halves of
    /// 5,000 calls of 16 KiB; then its next connection that stops within a call is cut.
    /// </summary>
    public long MaxBytesInPipes { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// Bytes of memory that decoded requests take until they are answered, over all connections; one user gets a third at most, into
    /// which the text of the longest frame fits
    /// (two bytes a character). A call that does not fit is answered with <c>RetriableException</c>; one that takes 16 KiB or less always
    /// fits.
    /// </summary>
    public long MaxDecodedBytes { get; init; } = 400L * 1024 * 1024;

    /// <summary>
    /// While more than half of <see cref="MaxGatheredBytes"/> is taken, a connection that has been sending one long frame for longer than
    /// this is cut; so is one with a short frame while more than half of <see cref="MaxBytesInPipes"/> is.
    /// </summary>
    public TimeSpan FrameTimeoutWhenShort { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Open connections; one more is closed at once (<c>ipc.server.max.connections</c>, there unlimited). One address has two thirds of
    /// them at most, and fewer when others have some (<see cref="PeerShare"/>).
    /// </summary>
    public int MaxConnections { get; init; } = 32_768;

    /// <summary>Calls of one connection under way; when full, no more is read from it.</summary>
    public int MaxCallsPerConnection { get; init; } = 1_000;

    /// <summary>
    /// Calls of all connections under way (<c>ipc.server.handler.queue.size</c> × handlers); when full, no more is read from any.
    /// </summary>
    public int MaxCalls { get; init; } = 10_000;

    /// <summary>
    /// Bytes of replies that one connection lets gather while its peer does not read; when full, no more is read from it.
    /// </summary>
    public int MaxQueuedReplyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections waiting to be accepted (<c>ipc.server.listen.queue.size</c>, 256).</summary>
    public int ListenBacklog { get; init; } = 256;

    /// <summary>A connection without calls for this long may be closed (2 × <c>ipc.client.connection.maxidletime</c>, 20 s).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Idle connections are closed only while at least this many are open (<c>ipc.client.idlethreshold</c>, 4000).</summary>
    public int IdleThreshold { get; init; } = 4_000;

    /// <summary>The time to send header and context in; a connection that has not is closed.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A peer that takes no byte of its replies, or stops in the middle of a frame, for this long is cut off
    /// (<c>ipc.server.purge.interval</c>, 15 min).
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The time that the last answers of a connection have to leave when it is closed for a fault; then it is cut.</summary>
    public TimeSpan LastWordsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often idle and stalled connections are looked for (<c>ipc.client.connection.idle-scan-interval.ms</c>, 10 s).</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the real user (first) may act for the effective user (second) from an address (<c>hadoop.proxyuser.*</c>).
    /// By default nobody may.
    /// </summary>
    public Func<string, string, IPAddress, ValueTask<bool>> MayImpersonate { get; init; } = static (_, _, _) => new(false);

    /// <summary>The passwords of the tokens that clients may authenticate with (SASL TOKEN); null: tokens are not spoken here.</summary>
    public ITokenSecrets? TokenSecrets { get; init; }

    /// <summary>
    /// Whether a client may come with no more than its user's name. Without it only tokens will do, as at the ports where Apache's
    /// application masters meet ResourceManager and NodeManagers: the connection is refused with AccessControlException.
    /// </summary>
    public bool AllowsSimple { get; init; } = true;

    /// <summary>
    /// What <see cref="MaxGatheredBytes"/> must be at least, so that one user can send the longest frame: memory is taken in chunks.
    /// </summary>
    public static long LeastGatheredBytes(int maxFrameBytes) => FairBudget.UserDivisor * ((long)maxFrameBytes + LargeFrame.ChunkBytes);

    /// <summary>
    /// What <see cref="MaxDecodedBytes"/> must be at least, so that one user can send the longest frame full of text, or many short ones.
    /// </summary>
    public static long LeastDecodedBytes(int maxFrameBytes) =>
        FairBudget.UserDivisor * ((sizeof(char) * (long)maxFrameBytes) + (64 * 1024));

    internal void Validate()
    {
        if (!AllowsSimple && TokenSecrets is null)
        {
            throw new ArgumentException("A server that refuses SIMPLE authentication needs TokenSecrets: nobody could connect.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFrameBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxGatheredBytes, LeastGatheredBytes(MaxFrameBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesInPipes, FairBudget.UserDivisor * FrameReader.MaxBytesInPipe);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDecodedBytes, LeastDecodedBytes(MaxFrameBytes));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FrameTimeoutWhenShort, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCallsPerConnection, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedReplyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ListenBacklog, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleThreshold, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HandshakeTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LastWordsTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ScanInterval, TimeSpan.Zero);
    }
}
