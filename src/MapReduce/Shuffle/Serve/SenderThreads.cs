using Hathi.Platform;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Turns that read map outputs and hand them to sockets, on threads of their own: they wait for disks, and for no peer. Turns beyond the
/// limit wait, those of each job in order and the jobs one after the other; there are never more of them than connections.
/// </summary>
internal sealed class SenderThreads : IDisposable
{
    private readonly object _gate = new();
    private readonly TurnQueue<(Action Turn, TaskCompletionSource Done)> _waiting = new();
    private readonly WorkerThreads _threads;
    private readonly int _limit;
    private Exception? _refused;
    private int _left;
    private int _running;
    private bool _ending;

    /// <param name="limit">Turns at a time.</param>
    /// <param name="start">Starts a thread.</param>
    internal SenderThreads(int limit, Action<Thread> start)
    {
        // Their own limit would also count a thread that has just found no turn any more.
        _limit = limit;
        _threads = new WorkerThreads("shuffle", int.MaxValue, start, (_, e) => _refused = e);
    }

    /// <summary>Some turn waits for a thread.</summary>
    internal bool AreWaitedFor => Volatile.Read(ref _left) > 0;

    /// <summary>Runs a turn on one of the threads; the task ends as the turn does.</summary>
    /// <param name="job">Whose turn it is.</param>
    /// <param name="turn">May wait for disks.</param>
    /// <exception cref="ReducerLostException">
    /// The service ends, or the machine has no thread for the turn and none that will come to it.
    /// </exception>
    internal Task RunAsync(string job, Action turn)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ending)
            {
                throw new ReducerLostException("The service ends.", null);
            }

            _waiting.Enqueue(job, (turn, done));
            _left = _waiting.Count;
            if (_running < _limit && !TryStartOne() && _running == 0)
            {
                _waiting.Clear();
                _left = 0;
                throw new ReducerLostException(
                    "No thread could be started to send map outputs; raise the limits of processes and memory (ulimit -u).", _refused);
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
        }

        _ = _threads.End(0);
    }

    // False: the turn waits for one of those that run.
    private bool TryStartOne()
    {
        var isStarted = _threads.TryRun(TakeTurns);
        _running += isStarted ? 1 : 0;
        return isStarted;
    }

    private void TakeTurns()
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
            if (_waiting.Count == 0)
            {
                _running--;
                return null;
            }

            var next = _waiting.Dequeue();
            _left = _waiting.Count;
            return next;
        }
    }
}
