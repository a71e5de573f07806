using System.Collections.Concurrent;

namespace Hathi.Ring.Node.Queries;

/// <summary>
/// Where reads run that may take long: on pool threads, a few at a time, so that they leave a processor to those that are short. As many
/// wait as there are requests under way at most. Any thread.
/// </summary>
/// <param name="atOnce">How many run at a time.</param>
internal sealed class ScanLane(int atOnce) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _running;

    /// <summary>Those that run or wait.</summary>
    public int Count => _waiting.Count + Volatile.Read(ref _running);

    /// <summary>Runs a read as soon as it has its turn; it must not throw.</summary>
    public void Run(Action read)
    {
        _waiting.Enqueue(read);
        Start();
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            if (_waiting.TryDequeue(out var read))
            {
                read();
            }
        }
        catch (Exception)
        {
            // Each catches all of its own, and tells its client.
        }

        Interlocked.Decrement(ref _running);
        Start();
    }

    private void Start()
    {
        while (!_waiting.IsEmpty)
        {
            var running = Volatile.Read(ref _running);
            if (running >= atOnce)
            {
                return; // who ends looks again
            }

            if (Interlocked.CompareExchange(ref _running, running + 1, running) == running)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }
}
