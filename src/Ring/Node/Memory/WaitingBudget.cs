using System.Net;
using Hathi.Platform.Net;

namespace Hathi.Ring.Node.Memory;

/// <summary>
/// A <see cref="FairBudget"/> that can be waited for. Who waits is not promised anything: when something was given back the longest waiting
/// are woken and try again, a few for each return, so that ten thousand are not woken for room for one. Whoever holds some must be able to
/// end without waiting for more of it. Any thread.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class WaitingBudget(long limit)
{
    // One that is woken may find that its address still has too much, while the next would find room.
    private const int WokenAtOnce = 8;

    private readonly FairBudget _budget = new(limit);
    private readonly Queue<TaskCompletionSource> _waiting = []; // under its own lock; as many as connections, and those given up
    private int _waiters;

    /// <summary>Bytes taken now.</summary>
    public long Held => _budget.Held;

    /// <summary>Whether more than half is taken.</summary>
    public bool IsShort => _budget.IsShort;

    /// <summary>What somebody takes is counted as his address's from now on.</summary>
    public BudgetShare Open(IPAddress from) => _budget.Open(from, user: null);

    /// <summary>Takes bytes; false, and none are taken, when they do not fit.</summary>
    public static bool TryTake(BudgetShare share, long bytes) => share.TryTake(bytes);

    /// <summary>Takes bytes as soon as they fit.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants them any more; none were taken.</exception>
    public async Task TakeAsync(BudgetShare share, long bytes, CancellationToken end)
    {
        while (!share.TryTake(bytes))
        {
            end.ThrowIfCancellationRequested();
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_waiting)
            {
                _waiting.Enqueue(turn);
                Volatile.Write(ref _waiters, _waiting.Count);
            }

            // What was given back meanwhile has woken nobody. A place that is not needed any more is passed over.
            if (share.TryTake(bytes))
            {
                turn.TrySetResult();
                return;
            }

            await using var given = end.UnsafeRegister(static turn => ((TaskCompletionSource)turn!).TrySetCanceled(), turn);
            await turn.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(BudgetShare share, long bytes)
    {
        share.Return(bytes);
        for (var woken = 0; woken < WokenAtOnce && Volatile.Read(ref _waiters) > 0;)
        {
            TaskCompletionSource? turn;
            lock (_waiting)
            {
                _waiting.TryDequeue(out turn);
                Volatile.Write(ref _waiters, _waiting.Count);
            }

            woken += turn is not null && turn.TrySetResult() ? 1 : 0;
        }
    }
}
