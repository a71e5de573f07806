namespace Hathi.Platform;

/// <summary>Wakes one waiter; several sets before it wakes count once. Safe from any thread.</summary>
public sealed class AsyncSignal
{
    private readonly object _gate = new();
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set()
    {
        lock (_gate)
        {
            _set.TrySetResult();
        }
    }

    /// <summary>Completes when it is set, or after the time; either way it is unset then.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task set;
        lock (_gate)
        {
            set = _set.Task;
        }

        if (!set.IsCompleted)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(set, Task.Delay(limit, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_set.Task.IsCompleted)
            {
                _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
