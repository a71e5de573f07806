namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Work on disks with a thread each, so many at a time on each volume: what a disk does not answer holds up neither the work of other disks
/// nor threads that others wait for. Safe from any thread.
/// </summary>
/// <param name="atOnce">At a time on one volume.</param>
/// <param name="threads">Gives each a thread.</param>
internal sealed class VolumeWork(int atOnce, TaskScheduler threads)
{
    private readonly Dictionary<int, SemaphoreSlim> _turns = [];
    private readonly Dictionary<Task, int> _running = []; // on which volume
    private bool _isEnding;

    /// <summary>Nothing more begins.</summary>
    internal void End()
    {
        lock (_turns)
        {
            _isEnding = true;
        }
    }

    /// <summary>Completes, never with a fault, when what runs now on a volume, or on none, has ended.</summary>
    internal Task Ended(int volume)
    {
        lock (_turns)
        {
            return Task.WhenAll(_running.Where(r => r.Value == volume || r.Value < 0).Select(static r => r.Key))
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Does it when the volume's turn comes.</summary>
    /// <param name="volume">Its number; of none, such as a block that is not here: -1.</param>
    /// <param name="work">What.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn; what has begun goes on.</param>
    /// <exception cref="OperationCanceledException">Given up, or nothing begins any more.</exception>
    internal async Task<T> RunAsync<T>(int volume, Func<T> work, CancellationToken cancellationToken)
    {
        SemaphoreSlim? turn;
        lock (_turns)
        {
            if (!_turns.TryGetValue(volume, out turn))
            {
                _turns.Add(volume, turn = new SemaphoreSlim(atOnce));
            }
        }

        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Begin(volume, work).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private Task<T> Begin<T>(int volume, Func<T> work)
    {
        var task = new Task<T>(work, CancellationToken.None, TaskCreationOptions.LongRunning);
        lock (_turns)
        {
            if (_isEnding)
            {
                throw new OperationCanceledException();
            }

            _running.Add(task, volume);
        }

        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        task.Start(threads);
        return task;
    }

    private void Forget(Task task)
    {
        lock (_turns)
        {
            _running.Remove(task);
        }
    }
}
