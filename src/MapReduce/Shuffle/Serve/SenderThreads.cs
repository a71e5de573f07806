namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Threads that send answers, one each: a sender waits in the kernel most of the time. Jobs beyond the limit wait in order; there are never more
/// of them than connections. A thread without work for a while ends.
/// </summary>
internal sealed class SenderThreads(int limit) : IDisposable
{
    private const int IdleMilliseconds = 10_000;
    private const int StackBytes = 256 * 1024;

    private readonly object _gate = new();
    private readonly Queue<(Action Job, TaskCompletionSource Done)> _waiting = new();
    private int _threads;
    private int _idle;
    private bool _ending;

    /// <summary>Runs a job on a thread of its own; the task ends as the job does.</summary>
    internal Task RunAsync(Action job)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ending)
            {
                throw new IOException("The service ends.");
            }

            _waiting.Enqueue((job, done));
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < limit)
            {
                _threads++;
                new Thread(Work, StackBytes) { IsBackground = true, Name = "shuffle" }.Start();
            }
        }

        return done.Task;
    }

    /// <summary>Lets nothing in any more, and lets idle threads go; those that send end with their connections.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        while (Next() is { } next)
        {
            try
            {
                next.Job();
                next.Done.SetResult();
            }
            catch (Exception e)
            {
                next.Done.SetException(e);
            }
        }
    }

    private (Action Job, TaskCompletionSource Done)? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                var woken = !_ending && Monitor.Wait(_gate, IdleMilliseconds);
                _idle--;
                if (!woken && _waiting.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }

            return _waiting.Dequeue();
        }
    }
}
