namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Threads that run operations, one each: an operation waits in the kernel most of the time, which a thread of its own does cheapest.
/// A thread that has had nothing to do for a while ends.
/// </summary>
internal sealed class TransferThreads(string name, int limit) : IDisposable
{
    /// <summary>How long an idle thread stays: starting one costs about as much as a small read.</summary>
    private const int IdleMilliseconds = 10_000;

    private const int StackBytes = 256 * 1024;

    private readonly object _gate = new();
    private readonly Stack<Worker> _idle = new();
    private int _busy;
    private bool _ending;

    /// <summary>Operations that run now.</summary>
    internal int Busy => Volatile.Read(ref _busy);

    /// <summary>Starts an operation.</summary>
    /// <returns>False: as many run as are allowed, or the node is ending.</returns>
    internal bool TryRun(Action job)
    {
        Worker worker;
        lock (_gate)
        {
            if (_busy >= limit || _ending)
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
        new Thread(() => Work(worker), StackBytes) { IsBackground = true, Name = name }.Start();
        return true;
    }

    /// <summary>Lets no operation in any more and returns when those that run have ended; abort their connections first.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            foreach (var worker in _idle)
            {
                worker.Wake.Set();
            }

            while (_busy > 0)
            {
                Monitor.Wait(_gate);
            }
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
            _busy--;
            _idle.Push(worker);
            Monitor.PulseAll(_gate);
            if (_ending)
            {
                worker.Wake.Set();
            }
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
