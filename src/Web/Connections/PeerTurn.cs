using System.Diagnostics;

namespace Hathi.Web.Connections;

/// <summary>
/// Whether a connection waits for its peer, and for how long it has done so: for a request, for more of a body, or until it takes more of
/// an answer. While a body or an answer is under way each byte pays for the time it may take at the least rate; bytes of a head pay for
/// nothing. Time in which the server works does not count. Any thread.
/// </summary>
/// <param name="minBytesPerSecond">The least rate.</param>
internal sealed class PeerTurn(int minBytesPerSecond)
{
    private readonly Lock _gate = new();

    /// <summary>
    /// Timestamp since when, as if all had been one wait; while it is the server's turn <see cref="_behind"/> keeps how long that was.
    /// </summary>
    private long _since = Stopwatch.GetTimestamp();

    private long _behind;

    /// <summary>Timestamp at which the head of the request that is being answered was there.</summary>
    private long _begun;

    /// <summary>Reads and writes under way that only the peer can end.</summary>
    private int _pending;

    private bool _isAsked;

    /// <summary>Timestamp since when it is waited for, the earlier the more it is behind; null: it is the server's turn.</summary>
    public long? WaitedForSince
    {
        get
        {
            lock (_gate)
            {
                return !_isAsked || _pending > 0 ? _since : null;
            }
        }
    }

    /// <summary>
    /// Timestamp at which a request came whose body, or whose answer's taking, is waited for now; null: nothing of the kind.
    /// </summary>
    public long? HoldsUpSince
    {
        get
        {
            lock (_gate)
            {
                return _isAsked && _pending > 0 ? _begun : null;
            }
        }
    }

    /// <summary>The head of a request is there.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _isAsked = true;
            _behind = 0;
            _since = _begun = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>A request was answered.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isAsked = false;
            _since = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>A read or a write begins that waits for the peer.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            if (_pending++ == 0 && _isAsked)
            {
                _since = Stopwatch.GetTimestamp() - _behind;
            }
        }
    }

    /// <summary>It waits no more.</summary>
    public void Go()
    {
        lock (_gate)
        {
            if (--_pending == 0 && _isAsked)
            {
                _behind = Stopwatch.GetTimestamp() - _since;
            }
        }
    }

    /// <summary>So many bytes came, or were taken.</summary>
    public void Moved(long bytes)
    {
        lock (_gate)
        {
            var paid = bytes * Stopwatch.Frequency / minBytesPerSecond;
            if (!_isAsked)
            {
                return;
            }

            if (_pending > 0)
            {
                _since = Math.Min(Stopwatch.GetTimestamp(), _since + paid);
            }
            else
            {
                _behind = Math.Max(0, _behind - paid);
            }
        }
    }
}
