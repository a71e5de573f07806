namespace Hathi.Log;

/// <summary>
/// A thread beside a <see cref="DurableLog"/>: while one fsync is under way the next batch gathers, and one fsync serves all
/// who wait. The owner of a Core appends, asks for a commit, goes on, and lets replies go when <see cref="DurableIndex"/> reaches theirs.
/// Safe from any thread.
/// </summary>
public sealed class GroupCommit : IDisposable
{
    /// <summary>How often at most a commit lets others append before it begins.</summary>
    private const int GatherTurns = 16;

    private readonly object _gate = new();
    private readonly DurableLog _log;
    private readonly Action<long> _onDurable;
    private readonly Action<LogFailedException> _onFailed;
    private readonly Thread _thread;
    private readonly List<(long Index, TaskCompletionSource Done)> _waiting = [];
    private bool _requested;
    private bool _stopping;
    private bool _idle; // the thread waits to be asked
    private bool _full; // an append waits for the next commit to begin
    private LogFailedException? _failure;

    /// <summary>Starts the thread.</summary>
    /// <param name="log">The log; it stays the caller's to close, after this is disposed.</param>
    /// <param name="onDurable">
    /// Called on the commit thread after each fsync with the newest durable index; must be quick, not throw, and never wait for the thread
    /// that appends, which may be waiting for this one.
    /// </param>
    /// <param name="onFailed">Called once on the commit thread when the disk failed; nothing becomes durable after it.</param>
    public GroupCommit(DurableLog log, Action<long> onDurable, Action<LogFailedException> onFailed)
    {
        _log = log;
        _onDurable = onDurable;
        _onFailed = onFailed;
        _thread = new Thread(Run) { IsBackground = true, Name = "log-commit" };
        _thread.Start();
    }

    /// <summary>The newest record that survives a crash.</summary>
    public long DurableIndex => _log.DurableIndex;

    /// <summary>Whether the calling thread is the one that commits, which must not wait for itself.</summary>
    public bool IsThisThread => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    /// <summary>
    /// Takes a record. Waits for the fsync under way when <see cref="DurableLogOptions.MaxPendingBytes"/> are gathered behind it.
    /// </summary>
    /// <returns>Its index. Durable only after a commit: ask for one.</returns>
    /// <exception cref="LogFailedException">The disk failed.</exception>
    public long Append(ReadOnlySpan<byte> payload)
    {
        long index;
        while (!_log.TryAppend(payload, out index))
        {
            lock (_gate)
            {
                Request();
                if (IsThisThread)
                {
                    _log.Flush(); // nobody else makes room; what became durable is told when this thread is back in its loop
                    continue;
                }

                while (_requested && _failure is null)
                {
                    _full = true;
                    Monitor.Wait(_gate);
                }
            }
        }

        return index;
    }

    /// <summary>Has everything appended so far made durable soon; <c>onDurable</c> tells when.</summary>
    public void RequestCommit()
    {
        if (Volatile.Read(ref _requested))
        {
            return; // the commit that will begin takes this in as well
        }

        lock (_gate)
        {
            Request();
        }
    }

    /// <summary>Whether another commit is to follow the one under way; a glance from any thread.</summary>
    public bool IsRequested => Volatile.Read(ref _requested);

    /// <summary>Completes when the record is durable.</summary>
    /// <exception cref="LogFailedException">The disk failed before it was.</exception>
    public Task CommitAsync(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, _log.LastIndex);
        if (index <= _log.DurableIndex)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_failure is not null)
            {
                return Task.FromException(_failure);
            }

            if (index <= _log.DurableIndex)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((index, done));
            Request();
            return done.Task;
        }
    }

    /// <summary>
    /// Commits what was asked for and ends the thread; when it is the commit thread that calls, the thread ends once it has
    /// returned from the call.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        if (!IsThisThread)
        {
            _thread.Join();
        }
    }

    private void Request()
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        _requested = true;
        if (_idle)
        {
            _idle = false; // one wake is enough
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        try
        {
            while (WaitForRequest())
            {
                Gather();
                var durable = _log.Flush();
                Release(durable);
                _onDurable(durable);
            }
        }
        catch (LogFailedException e)
        {
            Fail(e);
            _onFailed(e);
        }
    }

    // Those who were let go by the last fsync come back at about the same time: one turn of the processor for each, as long as they come,
    // puts them into one fsync instead of two. With nobody else about to append it costs a microsecond.
    private void Gather()
    {
        var last = _log.LastIndex;
        for (var turn = 0; turn < GatherTurns; turn++)
        {
            Thread.Yield();
            var now = _log.LastIndex;
            if (now == last)
            {
                return;
            }

            last = now;
        }
    }

    private bool WaitForRequest()
    {
        lock (_gate)
        {
            if (!_requested && !_stopping)
            {
                _log.MarkDurable();
                _idle = true;
                while (!_requested && !_stopping)
                {
                    Monitor.Wait(_gate);
                }
            }

            if (!_requested)
            {
                return false;
            }

            _requested = false;
            if (_full)
            {
                _full = false;
                Monitor.PulseAll(_gate);
            }

            return true;
        }
    }

    private void Release(long durable)
    {
        lock (_gate)
        {
            var kept = 0;
            for (var i = 0; i < _waiting.Count; i++)
            {
                if (_waiting[i].Index <= durable)
                {
                    _waiting[i].Done.SetResult();
                }
                else
                {
                    _waiting[kept++] = _waiting[i];
                }
            }

            _waiting.RemoveRange(kept, _waiting.Count - kept);
        }
    }

    private void Fail(LogFailedException failure)
    {
        lock (_gate)
        {
            _failure = failure;
            foreach (var (_, done) in _waiting)
            {
                done.SetException(failure);
            }

            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }
    }
}
