using Hathi.Platform.Net;
using Hathi.Ring.Protocol;

namespace Hathi.Ring.Node.Options;

/// <summary>Limits of the port that clients connect to. The names in brackets are Cassandra's settings of the same meaning.</summary>
public sealed record ConnectionLimits
{
    /// <summary>What holds where nothing else is said.</summary>
    public static readonly ConnectionLimits Default = new();

    /// <summary>
    /// Open connections; one more is closed at once (<c>native_transport_max_concurrent_connections</c>, there unlimited). One address has
    /// two thirds of them at most, and fewer when others have some (<see cref="PeerShare"/>).
    /// </summary>
    public int MaxConnections { get; init; } = 32_768;

    /// <summary>Connections waiting to be accepted: a driver that starts opens dozens at once.</summary>
    public int ListenBacklog { get; init; } = 1_024;

    /// <summary>
    /// Requests of one connection under way; when full, no more is read from it. Drivers have 2,048 at most; version 5 has streams for
    /// 32,768.
    /// </summary>
    public int MaxRequestsPerConnection { get; init; } = 4_096;

    /// <summary>
    /// Bytes of requests under way, over all connections (<c>native_transport_max_request_data_in_flight</c>, a tenth of the heap there).
    /// One address gets two thirds at most (<c>…_per_ip</c>). Who finds no room is not read from until there is some, or is told so, if he
    /// asked for that.
    /// </summary>
    public long MaxBytesUnderWay { get; init; } = 64L << 20;

    /// <summary>
    /// Bytes of messages that have not wholly arrived, over all connections, where they are longer than a buffer of
    /// <see cref="ReceiveBytes"/>. Who finds no room is not read from until there is some.
    /// </summary>
    public long MaxBytesArriving { get; init; } = 64L << 20;

    /// <summary>The same of segments of version 5, which are checked when they are whole: 128 KiB each at most.</summary>
    public long MaxBytesOfSegments { get; init; } = 32L << 20;

    /// <summary>
    /// Bytes of answers that wait for their clients to read, over all connections; one address gets two thirds at most. A client that reads
    /// so slowly that its answers find no room is cut.
    /// </summary>
    public long MaxBytesUnread { get; init; } = 128L << 20;

    /// <summary>
    /// The longest answer, bytes; what would be longer is refused, and asks for smaller pages. Below what one address has of
    /// <see cref="MaxBytesUnread"/>.
    /// </summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Bytes of answers that one connection lets gather while its client does not read; when full, no more is read from it.
    /// </summary>
    public int MaxUnreadPerConnection { get; init; } = 1 << 20;

    /// <summary>Bytes of the buffer that a connection has while it is talked on; requests are mostly shorter.</summary>
    public int ReceiveBytes { get; init; } = 4 << 10;

    /// <summary>The time to say who one is; a connection that has not is closed.</summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A client that takes no byte of its answers, or stops in the middle of a request, for this long is cut.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// While more than half of the room for what arrives is taken, a connection that has been sending one message for longer than this is
    /// cut.
    /// </summary>
    public TimeSpan ArrivalTimeoutWhenShort { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time that the last answers of a connection have to leave when it is closed for a fault; then it is cut.</summary>
    public TimeSpan LastWordsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often connections are looked at that may have to be closed.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looks whether the limits can be kept together.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ListenBacklog, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestsPerConnection, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveBytes, 512);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnreadPerConnection, 1);

        // The longest message fits into what one address has when it is alone.
        const long Least = FairBudget.UserDivisor * ((long)ProtocolLimits.MaxRequestBytesInSegments + (64 << 10));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesUnderWay, Least);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesArriving, Least);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesOfSegments, FairBudget.UserDivisor * (256L << 10));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAnswerBytes, 1 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesUnread, 2L * MaxAnswerBytes);
        foreach (var span in (ReadOnlySpan<TimeSpan>)
            [GreetingTimeout, StallTimeout, ArrivalTimeoutWhenShort, LastWordsTimeout, ScanInterval])
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero);
        }
    }
}
