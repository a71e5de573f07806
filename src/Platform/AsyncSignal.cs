using System.Threading.Tasks.Sources;

namespace Hathi.Platform;

/// <summary>
/// Wakes one waiter, one at a time. A signal that comes while nobody waits is kept for the next wait; several count once. Signals come from
/// any thread, and the waiter goes on in a thread of the pool, never inside the signaller.
/// </summary>
public sealed class AsyncSignal : IValueTaskSource
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _signalled;
    private bool _waiting;

    /// <summary>By which waits end.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Wakes who waits, or who will.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                _signalled = true;
                return;
            }

            _waiting = false;
        }

        _core.SetResult(true);
    }

    /// <summary>Completes when it is set, without allocating.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_signalled)
            {
                _signalled = false;
                return ValueTask.CompletedTask;
            }

            _waiting = true;
            _core.Reset();
            return new ValueTask(this, _core.Version);
        }
    }

    /// <summary>Completes when it is set, or after the time.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; a signal that came before is kept.</exception>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var set = WaitAsync().AsTask();
        if (!set.IsCompleted)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(set, Task.Delay(limit, Time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }

        if (!StopsWaiting())
        {
            await set.ConfigureAwait(false); // The signaller is about to complete it, and does so before another wait can begin.
            if (cancellationToken.IsCancellationRequested)
            {
                Set();
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    // False: the signal has come.
    private bool StopsWaiting()
    {
        lock (_gate)
        {
            var isWaiting = _waiting;
            _waiting = false;
            return isWaiting;
        }
    }
}
