namespace Hathi.Platform;

/// <summary>
/// Threads that run operations, one each: an operation waits in the kernel most of the time, for a disk or a peer, which a thread of its
/// own does cheapest. A thread that has had nothing to do for a while ends.
/// </summary>
public sealed class WorkerThreads
{
    /// <summary>How long an idle thread stays: starting one costs about as much as a small read.</summary>
    private const int IdleMilliseconds = 10_000;

    private const int StackBytes = 256 * 1024;

    private readonly string _name;
    private readonly int _limit;
    private readonly Action<Thread> _start;
    private readonly Action<string, Exception> _failed;
    private readonly object _gate = new();
    private readonly Stack<Worker> _idle = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _busy;
    private bool _ending;

    /// <param name="name">Of the threads.</param>
    /// <param name="limit">Operations at a time.</param>
    /// <param name="start">Starts a thread.</param>
    /// <param name="failed">Hears of threads that cannot start, and of operations that did not catch what went wrong in them.</param>
    public WorkerThreads(string name, int limit, Action<Thread> start, Action<string, Exception> failed)
    {
        _name = name;
        _limit = limit;
        _start = start;
        _failed = failed;
    }

    /// <summary>Operations that run now.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Completes when none runs any more and none will.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts an operation.</summary>
    /// <returns>False: as many run as are allowed, the machine has no thread for it, or none is let in any more.</returns>
    public bool TryRun(Action job)
    {
        Worker worker;
        lock (_gate)
        {
            if (_busy >= _limit || _ending)
            {
                return false;
            }

            _busy++;
            if (_idle.TryPop(out var idle))
            {
                worker = idle;
                worker.Job = job;
                worker.Wake.Set();
                return true;
            }
        }

        worker = new Worker { Job = job };
        try
        {
            _start(new Thread(() => Work(worker), StackBytes) { IsBackground = true, Name = _name });
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            lock (_gate)
            {
                OneLess();
            }

            _failed("No thread could be started for an operation; raise the limits of processes and memory (ulimit -u)", e);
            return false;
        }
    }

    /// <summary>Lets no operation in any more and waits for those that run; abort their connections first.</summary>
    /// <param name="limitMilliseconds">How long, at most.</param>
    /// <returns>False: some still run.</returns>
    public bool End(int limitMilliseconds)
    {
        var until = Environment.TickCount64 + limitMilliseconds;
        lock (_gate)
        {
            _ending = true;
            foreach (var worker in _idle)
            {
                worker.Wake.Set();
            }

            TellEnd();
            while (_busy > 0)
            {
                var left = until - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                Monitor.Wait(_gate, (int)left);
            }

            return true;
        }
    }

    private void Work(Worker worker)
    {
        while (worker.Job is { } job)
        {
            worker.Job = null;
            try
            {
                job();
            }
            catch (Exception e)
            {
                // Nobody above this: it would end the process, and with it every other operation.
                _failed("An operation failed for a reason of our own", e);
            }
            finally
            {
                Finished(worker);
            }

            worker.Wake.Wait(IdleMilliseconds);
            lock (_gate)
            {
                if (worker.Job is null)
                {
                    worker.Gone = true;
                    RemoveGone();
                }

                worker.Wake.Reset();
            }
        }

        worker.Wake.Dispose();
    }

    private void Finished(Worker worker)
    {
        lock (_gate)
        {
            _idle.Push(worker);
            OneLess();
            if (_ending)
            {
                worker.Wake.Set();
            }
        }
    }

    private void OneLess()
    {
        _busy--;
        Monitor.PulseAll(_gate);
        TellEnd();
    }

    private void TellEnd()
    {
        if (_ending && _busy == 0)
        {
            _ended.TrySetResult();
        }
    }

    private void RemoveGone()
    {
        var left = _idle.Where(static w => !w.Gone).Reverse().ToArray();
        _idle.Clear();
        foreach (var worker in left)
        {
            _idle.Push(worker);
        }
    }

    private sealed class Worker
    {
        internal ManualResetEventSlim Wake { get; } = new(false, spinCount: 0);

        internal Action? Job { get; set; }

        internal bool Gone { get; set; }
    }
}
