using System.Diagnostics;
using System.Net.Sockets;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Keeps moves of a balancer from taking the node over: so many at a time, so many bytes a second together. Source:
/// DataXceiverServer.BlockBalanceThrottler.
/// </summary>
internal sealed class MoveThrottle(int maxMoves, long bytesPerSecond)
{
    /// <summary>Budget is handed out for this long, then waited for.</summary>
    private const int PeriodMilliseconds = 500;

    private readonly object _gate = new();
    private long _bytesPerSecond = bytesPerSecond;
    private long _periodStart = Stopwatch.GetTimestamp();
    private long _left;
    private int _moves;

    internal int MaxMoves => maxMoves;

    internal long Bandwidth
    {
        get
        {
            lock (_gate)
            {
                return _bytesPerSecond;
            }
        }
    }

    /// <summary>Takes one of the moves; each taken one must be given back.</summary>
    /// <returns>False: as many run as are allowed.</returns>
    internal bool TryBegin()
    {
        lock (_gate)
        {
            if (_moves >= maxMoves)
            {
                return false;
            }

            _moves++;
            return true;
        }
    }

    internal void End()
    {
        lock (_gate)
        {
            _moves--;
        }
    }

    /// <summary>
    /// The NameNode says how much; nothing and less say that it stays as it is. Source: BPOfferService.processCommandFromActive.
    /// </summary>
    internal void SetBandwidth(long value)
    {
        if (value > 0)
        {
            lock (_gate)
            {
                _bytesPerSecond = value;
            }
        }
    }

    /// <summary>Returns when so many bytes may go.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="stopped">Ends the wait.</param>
    /// <exception cref="SocketException">It was stopped.</exception>
    internal void Pass(long bytes, CancellationToken stopped)
    {
        lock (_gate)
        {
            while (true)
            {
                if (stopped.IsCancellationRequested)
                {
                    throw new SocketException((int)SocketError.OperationAborted); // As whoever waits for a peer hears it.
                }

                var elapsed = (long)Stopwatch.GetElapsedTime(_periodStart).TotalMilliseconds;
                if (elapsed >= PeriodMilliseconds)
                {
                    _periodStart = Stopwatch.GetTimestamp();
                    _left = Math.Min(_left, 0) + Math.Max(1, _bytesPerSecond / (1000 / PeriodMilliseconds));
                    elapsed = 0;
                }

                if (_left > 0)
                {
                    _left -= bytes;
                    return;
                }

                Monitor.Wait(_gate, (int)Math.Max(1, PeriodMilliseconds - elapsed));
            }
        }
    }
}
