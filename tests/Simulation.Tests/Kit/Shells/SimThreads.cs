namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// The threads that shells have in a world. One of them runs at a time, or the world: each until it waits for something, which it does
/// through <see cref="SimThread"/> alone. They go on in the order in which they were woken.
/// </summary>
internal sealed class SimThreads
{
    private readonly Queue<SimThread> _ready = new();
    private readonly Stack<SimThread> _idle = new();
    private readonly SemaphoreSlim _back = new(0);

    /// <summary>Threads that run something, or wait in the middle of it.</summary>
    public int Busy { get; private set; }

    /// <summary>Has a thread run something when the world comes to it.</summary>
    /// <param name="body">What; what escapes from it ends the program.</param>
    public void Start(Action body)
    {
        Busy++;
        var thread = _idle.TryPop(out var idle) ? idle : new SimThread(this);
        thread.Body = body;
        thread.Wake();
    }

    /// <summary>Lets the next that is ready run until it waits or ends.</summary>
    /// <returns>False: none is ready.</returns>
    public bool RunOne()
    {
        if (!_ready.TryDequeue(out var thread))
        {
            return false;
        }

        thread.GoOn();
        return _back.Wait(Patience.Limit)
            ? true
            : throw new LostThreadException(
                "a thread of a shell does not come back to the world: it waits for something that is not the world's");
    }

    /// <summary>No world needs them any more: those that are idle end.</summary>
    public void End()
    {
        while (_idle.TryPop(out var thread))
        {
            thread.Wake();
            RunOne();
        }
    }

    internal void Ready(SimThread thread) => _ready.Enqueue(thread);

    internal void GiveBack() => _back.Release();

    internal void Finished(SimThread thread)
    {
        Busy--;
        _idle.Push(thread);
    }
}

/// <summary>A thread in a world.</summary>
internal sealed class SimThread
{
    private const int StackBytes = 512 * 1024;

    [ThreadStatic]
    private static SimThread? t_current;

    private readonly SimThreads _threads;
    private readonly SemaphoreSlim _go = new(0);
    private bool _started;
    private bool _isReady;

    internal SimThread(SimThreads threads) => _threads = threads;

    /// <summary>The thread that runs.</summary>
    /// <exception cref="InvalidOperationException">The world itself runs, which must not wait.</exception>
    public static SimThread Current =>
        t_current ?? throw new InvalidOperationException("what waits must run on a thread of its own, not in the world's");

    /// <summary>The world's: the thread that it runs on, or one of those that it lets run.</summary>
    public static bool IsOfWorld => t_current is not null || HeldPool.IsHeld;

    internal Action? Body { get; set; }

    /// <summary>What it waits for may have happened: it looks again.</summary>
    public void Wake()
    {
        if (!_isReady)
        {
            _isReady = true;
            _threads.Ready(this);
        }
    }

    /// <summary>Waits, on this thread, until something holds; whoever makes it hold wakes the thread.</summary>
    /// <param name="life">Of the process whose code waits.</param>
    /// <param name="holds">Looks.</param>
    /// <param name="milliseconds">How long at most; below zero: without an end.</param>
    /// <returns>False: the time is over.</returns>
    /// <exception cref="SimulatedCrashException">The process has ended.</exception>
    public bool WaitUntil(ShellLife life, Func<bool> holds, long milliseconds)
    {
        life.DemandAlive();
        if (holds())
        {
            return true;
        }

        var late = milliseconds == 0;
        var timer = milliseconds > 0
            ? life.After(milliseconds, () =>
            {
                late = true;
                Wake();
            })
            : null;
        using (life.Waits(this))
        {
            while (!late)
            {
                Park();
                life.DemandAlive();
                if (holds())
                {
                    timer?.Cancel();
                    return true;
                }
            }
        }

        return false;
    }

    internal void GoOn()
    {
        _isReady = false;
        if (_started)
        {
            _go.Release();
        }
        else
        {
            _started = true;
            new Thread(Run, StackBytes) { IsBackground = true, Name = "simulated" }.Start();
        }
    }

    private void Park()
    {
        _threads.GiveBack();
        _go.Wait();
    }

    private void Run()
    {
        t_current = this;
        while (Body is { } body)
        {
            Body = null;
            body();
            _threads.Finished(this);
            Park();
        }

        _threads.GiveBack();
    }
}

/// <summary>A thread has not come back to its world. It may at any time: no other world can run in this process.</summary>
internal sealed class LostThreadException(string message) : Exception(message);
