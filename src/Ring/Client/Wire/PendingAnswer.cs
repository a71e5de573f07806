using System.Threading.Tasks.Sources;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol.Metadata;

namespace Hathi.Ring.Client.Wire;

/// <summary>
/// The wait for the answer on one stream; used again and again, so that a request makes nothing. It is over for the caller when it is
/// settled (answered, too late, cancelled, lost), and its stream is free when it is answered and the caller has seen how it ended: what
/// the server still owes is never taken for the answer to another request.
/// </summary>
/// <param name="channel">Where the stream belongs to.</param>
/// <param name="stream">The stream.</param>
internal sealed class PendingAnswer(RequestChannel channel, short stream) : IValueTaskSource<RingAnswer>
{
    private const int Settled = 1;
    private const int Answered = 2;
    private const int Observed = 4;
    private const int Free = Settled | Answered | Observed;
    private const int FlagBits = 3;

    private ManualResetValueTaskSourceCore<RingAnswer> _core = new()
    {
        RunContinuationsAsynchronously = !channel.CompletesInline,
    };

    private CancellationTokenRegistration _cancellation;

    // The flags, and above them which request of the stream this is: who is late does not end the next one's wait.
    private int _state = Free;

    internal short Stream { get; } = stream;

    /// <summary>When it is given up, in the channel's milliseconds.</summary>
    internal long Deadline { get; private set; }

    /// <summary>Of the rows, where the server was told not to tell them.</summary>
    internal ColumnList? Columns { get; private set; }

    /// <summary>Nothing is settled yet.</summary>
    internal bool IsWaiting => (Volatile.Read(ref _state) & Settled) == 0;

    /// <summary>Which request of the stream this is.</summary>
    internal int Request => Volatile.Read(ref _state) >>> FlagBits;

    /// <summary>The wait; waited for once.</summary>
    internal ValueTask<RingAnswer> Task => new(this, _core.Version);

    internal void Begin(long deadline, ColumnList? columns)
    {
        Deadline = deadline;
        Columns = columns;
        Volatile.Write(ref _state, (Request + 1) << FlagBits);
    }

    /// <summary>Cancels the wait with the token. Called by whoever has sent it, before the wait is given to anybody.</summary>
    internal void EndWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (pending, token) =>
                {
                    var self = (PendingAnswer)pending!;
                    self.TrySettle(self.Request, new OperationCanceledException(token));
                },
                this);
        }
    }

    /// <summary>An answer has come.</summary>
    /// <param name="answer">It.</param>
    /// <param name="failure">Or what it is instead.</param>
    /// <returns>False: nobody has asked.</returns>
    internal bool TryAnswer(RingAnswer? answer, Exception? failure)
    {
        var before = Interlocked.Or(ref _state, Settled | Answered);
        if ((before & Answered) != 0)
        {
            return false;
        }

        if ((before & Settled) == 0)
        {
            if (failure is null)
            {
                _core.SetResult(answer!);
            }
            else
            {
                _core.SetException(failure);
            }

            return true;
        }

        answer?.Dispose();
        channel.CountUnanswered(-1);
        if ((before & Observed) != 0)
        {
            channel.Release(this);
        }

        return true;
    }

    /// <summary>Ends the wait without an answer; its stream stays taken until one comes.</summary>
    /// <param name="request">Of this request and no other.</param>
    /// <param name="failure">Why.</param>
    internal void TrySettle(int request, Exception failure)
    {
        int state;
        do
        {
            state = Volatile.Read(ref _state);
            if ((state & Settled) != 0 || state >>> FlagBits != request)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _state, state | Settled, state) != state);

        channel.CountUnanswered(1);
        _core.SetException(failure);
    }

    RingAnswer IValueTaskSource<RingAnswer>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            _cancellation = default;
            _core.Reset();
            if ((Interlocked.Or(ref _state, Observed) & Answered) != 0)
            {
                channel.Release(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<RingAnswer>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<RingAnswer>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
