namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Threads that read map outputs and hand them to sockets: they wait for disks, and for no peer. Turns beyond the limit wait, those of each job in order and the
/// jobs one after the other; there are never more of them than connections. A thread without work for a while ends.
/// </summary>
/// <param name="limit">Threads at most.</param>
/// <param name="start">Starts one.</param>
internal sealed class SenderThreads(int limit, Action<Thread> start) : IDisposable
{
    private const int IdleMilliseconds = 10_000;
    private const int StackBytes = 256 * 1024;

    private readonly object _gate = new();
    private readonly TurnQueue<(Action Turn, TaskCompletionSource Done)> _waiting = new();
    private int _left;
    private int _threads;
    private int _idle;
    private bool _ending;

    /// <summary>Some turn waits for a thread.</summary>
    internal bool AreWaitedFor => Volatile.Read(ref _left) > 0;

    /// <summary>Runs a turn on one of the threads; the task ends as the turn does.</summary>
    /// <param name="job">Whose turn it is.</param>
    /// <param name="turn">May wait for disks.</param>
    /// <exception cref="IOException">The service ends, or the machine has no thread for the turn and none that will come to it.</exception>
    internal Task RunAsync(string job, Action turn)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ending)
            {
                throw new IOException("The service ends.");
            }

            _waiting.Enqueue(job, (turn, done));
            _left = _waiting.Count;
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < limit)
            {
                StartOne();
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

    // With other threads about, the turn waits for one of them.
    private void StartOne()
    {
        _threads++;
        try
        {
            start(new Thread(Work, StackBytes) { IsBackground = true, Name = "shuffle" });
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            if (--_threads == 0)
            {
                _waiting.Clear();
                _left = 0;
                throw new IOException("No thread could be started to send map outputs; raise the limits of processes and memory (ulimit -u).", e);
            }
        }
    }

    private void Work()
    {
        while (Next() is { } next)
        {
            try
            {
                next.Turn();
                next.Done.SetResult();
            }
            catch (Exception e)
            {
                next.Done.SetException(e);
            }
        }
    }

    private (Action Turn, TaskCompletionSource Done)? Next()
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

            var next = _waiting.Dequeue();
            _left = _waiting.Count;
            return next;
        }
    }
}
