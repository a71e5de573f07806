using System.Net.Sockets;
using Hathi.Ring.Client.Calls;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Client.Wire;

/// <summary>
/// Requests of one connection, from any thread: each takes a stream, is written behind those that wait to leave, and they leave together.
/// Who finds no stream, or too much waiting, waits; every wait has an end.
/// </summary>
internal sealed class RequestChannel
{
    /// <summary>Bytes of requests that may wait to leave; from then on callers wait.</summary>
    private const int MaxQueuedBytes = 4 << 20;

    /// <summary>Looks at deadlines in the time of one request.</summary>
    private const int LooksATimeout = 10;

    private static readonly TimeSpan s_shortestLook = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly string _server;
    private readonly ProtocolVersion _version;
    private readonly Compression _agreed;
    private readonly RequestLimits _limits;
    private readonly TimeSpan _look;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly StreamTable _streams;
    private readonly TurnQueue _waiting = new();
    private readonly WireBuffer _framed = new();
    private WireBuffer _open = new();
    private WireBuffer _leaving = new();
    private RingConnectionException? _ending;
    private bool _isSending;
    private bool _isCorked;
    private bool _isLooking;
    private int _unanswered;

    internal RequestChannel(Socket socket, string server, ProtocolVersion version, Compression agreed, RequestLimits limits)
    {
        (_socket, _server, _version, _agreed, _limits) = (socket, server, version, agreed, limits);
        _streams = new StreamTable(limits.MaxInFlight);
        _look = limits.Timeout / LooksATimeout > s_shortestLook ? limits.Timeout / LooksATimeout : s_shortestLook;
        _timer = limits.Time.CreateTimer(
            static channel => ((RequestChannel)channel!).Look(), this, System.Threading.Timeout.InfiniteTimeSpan,
            System.Threading.Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who waits goes on on the thread that has read the answer.</summary>
    internal bool CompletesInline => _limits.CompletesInline;

    /// <summary>Why nothing can be sent any more; null: it can.</summary>
    internal RingConnectionException? Ending => Volatile.Read(ref _ending);

    /// <summary>Sends a request, and waits for its answer.</summary>
    /// <exception cref="RingErrorException">The server refused.</exception>
    /// <exception cref="RingConnectionException">It did not answer, or the connection broke.</exception>
    internal ValueTask<RingAnswer> AskAsync<TCall>(in TCall call, ColumnList? columns, CancellationToken cancellationToken)
        where TCall : struct, ICall =>
        TrySend(call, columns) is { } pending
            ? Wait(pending, cancellationToken)
            : WaitAndAskAsync(call, columns, cancellationToken);

    /// <summary>Takes an answer, from the thread that reads.</summary>
    /// <returns>False: nobody has asked.</returns>
    internal bool TryTake(in EnvelopeHeader header, ReadOnlySpan<byte> body)
    {
        if (_streams.Find(header.Stream) is not { } pending)
        {
            return false;
        }

        RingAnswer? answer = null;
        Exception? failure = null;
        try
        {
            if (header.Opcode == Opcode.Error)
            {
                failure = new RingErrorException(ErrorAnswer.Read(AnswerBody.Read(header, body).Message, _version));
            }
            else
            {
                answer = RingAnswer.Of(header, body, pending.Columns);
            }
        }
        catch (ProtocolException e)
        {
            failure = e;
        }

        return pending.TryAnswer(answer, failure);
    }

    /// <summary>Answers are about to be taken: what is asked meanwhile leaves in one piece afterwards.</summary>
    internal void Cork()
    {
        lock (_gate)
        {
            _isCorked = true;
        }
    }

    /// <summary>Sends what was asked meanwhile.</summary>
    internal void Uncork()
    {
        bool starts;
        lock (_gate)
        {
            _isCorked = false;
            starts = StartsLocked();
        }

        if (starts)
        {
            _ = SendAsync();
        }
    }

    /// <summary>Nothing is sent any more; whoever waits is told why.</summary>
    internal void End(RingConnectionException ending)
    {
        PendingAnswer?[] orphans;
        lock (_gate)
        {
            if (_ending is not null)
            {
                return;
            }

            _ending = ending;
            orphans = _streams.All.ToArray();
            _waiting.WakeAll();
        }

        _timer.Dispose();
        _socket.Dispose();
        foreach (var orphan in orphans)
        {
            orphan!.TrySettle(orphan.Request, ConnectionFailures.Lost(ending, mayHaveRun: true));
        }
    }

    /// <summary>A stream is free again.</summary>
    internal void Release(PendingAnswer pending)
    {
        lock (_gate)
        {
            _streams.Release(pending);
            _waiting.WakeOne();
        }
    }

    /// <summary>The server owes one answer more or less for which nobody waits.</summary>
    internal void CountUnanswered(int more)
    {
        if (Interlocked.Add(ref _unanswered, more) > _limits.MaxUnanswered)
        {
            End(ConnectionFailures.Silent(_server, _limits.MaxUnanswered));
        }
    }

    private static ValueTask<RingAnswer> Wait(PendingAnswer pending, CancellationToken cancellationToken)
    {
        pending.EndWith(cancellationToken);
        return pending.Task;
    }

    private async ValueTask<RingAnswer> WaitAndAskAsync<TCall>(TCall call, ColumnList? columns, CancellationToken cancellationToken)
        where TCall : struct, ICall
    {
        var end = Now() + (long)_limits.Timeout.TotalMilliseconds;
        while (true)
        {
            await RoomAsync(end, cancellationToken).ConfigureAwait(false);
            if (TrySend(call, columns) is { } pending)
            {
                return await Wait(pending, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private PendingAnswer? TrySend<TCall>(in TCall call, ColumnList? columns)
        where TCall : struct, ICall
    {
        PendingAnswer pending;
        bool starts;
        lock (_gate)
        {
            if (_ending is { } ending)
            {
                throw ConnectionFailures.Lost(ending, mayHaveRun: false);
            }

            if (!HasRoomLocked())
            {
                return null;
            }

            pending = _streams.Take(this);
            var envelope = OpenEnvelope.Begin(_open, _version, pending.Stream, call.Opcode);
            try
            {
                call.Write(_open, _version);
            }
            catch
            {
                envelope.Abandon();
                _streams.Release(pending);
                throw;
            }

            envelope.Complete();
            pending.Begin(Now() + (long)_limits.Timeout.TotalMilliseconds, columns);
            LookSoonLocked();
            starts = !_isCorked && StartsLocked();
        }

        if (starts)
        {
            _ = SendAsync();
        }

        return pending;
    }

    private async Task RoomAsync(long end, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_ending is not null || HasRoomLocked())
            {
                return;
            }

            turn = _waiting.Enter() ?? throw ConnectionFailures.NotSent(_server, _limits.Timeout);
        }

        try
        {
            var left = TimeSpan.FromMilliseconds(Math.Max(0, end - Now()));
            await turn.Task.WaitAsync(left, _limits.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!turn.TrySetCanceled(CancellationToken.None))
            {
                lock (_gate)
                {
                    _waiting.WakeOne(); // The turn came meanwhile: it is the next one's.
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailures.NotSent(_server, _limits.Timeout);
        }
    }

    // One at a time. Nobody waits for it: what goes wrong ends the connection, and that everybody hears of.
    private async Task SendAsync()
    {
        try
        {
            while (TryTakeLeaving())
            {
                var bytes = Frame();
                while (!bytes.IsEmpty)
                {
                    bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
                }

                _framed.Clear();
                _leaving.Clear();
            }
        }
        catch (Exception e)
        {
            End(ConnectionFailures.Broken(_server, e));
        }
    }

    private ReadOnlyMemory<byte> Frame()
    {
        if (_version >= ProtocolVersion.V5)
        {
            Segment.WriteAll(_framed, _leaving.Written, _agreed != Compression.None);
            return _framed.WrittenMemory;
        }

        if (_agreed == Compression.None)
        {
            return _leaving.WrittenMemory;
        }

        BodyCompression.WriteAll(_framed, _leaving.Written, _agreed);
        return _framed.WrittenMemory;
    }

    private bool TryTakeLeaving()
    {
        lock (_gate)
        {
            if (_open.Length == 0 || _ending is not null)
            {
                _isSending = false;
                return false;
            }

            (_open, _leaving) = (_leaving, _open);
            if (_leaving.Length >= MaxQueuedBytes)
            {
                _waiting.WakeAll();
            }

            return true;
        }
    }

    private bool HasRoomLocked() => _streams.HasRoom && _open.Length < MaxQueuedBytes;

    private bool StartsLocked()
    {
        if (_isSending || _open.Length == 0 || _ending is not null)
        {
            return false;
        }

        _isSending = true;
        return true;
    }

    private void LookSoonLocked()
    {
        if (!_isLooking)
        {
            _isLooking = true;
            _timer.Change(_look, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    // On a timer: what it throws ends the process.
    private void Look()
    {
        try
        {
            GiveUpLate();
        }
        catch (Exception e)
        {
            End(ConnectionFailures.Broken(_server, e));
        }
    }

    private void GiveUpLate()
    {
        var now = Now();
        List<(PendingAnswer Pending, int Request)>? late = null;
        lock (_gate)
        {
            _isLooking = false;
            if (_ending is not null || _streams.Taken == 0)
            {
                return;
            }

            foreach (var pending in _streams.All)
            {
                if (pending!.IsWaiting && pending.Deadline <= now)
                {
                    (late ??= []).Add((pending, pending.Request));
                }
            }

            LookSoonLocked();
        }

        foreach (var (pending, request) in late ?? [])
        {
            pending.TrySettle(request, ConnectionFailures.NotAnswered(_server, _limits.Timeout));
        }
    }

    private long Now() => (long)_limits.Time.GetElapsedTime(0).TotalMilliseconds;
}
