using System.Net.Sockets;

namespace Hathi.Platform.Net;

/// <summary>
/// What a listener does when a connection cannot be accepted. Without a free descriptor (EMFILE, ENFILE) or memory the connection stays in
/// the backlog and the next try fails at once, and the one after: whoever listens has to pause, and to say so once, not a thousand times a
/// second. One a listener, for the thread that accepts.
/// </summary>
/// <param name="tell">Is told that accepting fails, when it begins and then once a minute.</param>
public sealed class AcceptFailures(Action<string> tell)
{
    private const int FirstPause = 20;
    private const int LongestPause = 1_000;
    private const long TellEvery = 60_000;
    private int _pause;
    private long _tellFrom = long.MinValue;

    /// <summary>One was accepted.</summary>
    public void Succeeded() => _pause = 0;

    /// <summary>One was not.</summary>
    /// <param name="why">What the system said.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <returns>Milliseconds to wait before the next try; 0 when the peer itself has gone again.</returns>
    public int Failed(SocketException why, long now)
    {
        if (why.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
        {
            return 0;
        }

        _pause = _pause == 0 ? FirstPause : Math.Min(2 * _pause, LongestPause);
        if (now >= _tellFrom)
        {
            _tellFrom = now + TellEvery;
            tell($"Connections cannot be accepted and wait: {why.Message} It is tried again and again. "
                + "When descriptors have run out, raise the limit (ulimit -n) or find out who holds them (lsof).");
        }

        return _pause;
    }
}
