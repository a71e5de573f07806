namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// One life of a process in which shells run: what belongs to it ends with it. A thread that waits when the process ends goes on with
/// <see cref="SimulatedCrashException"/>, so that nothing is left of it; what it still tries on its way out reaches
/// neither disk nor network.
/// </summary>
/// <param name="process">Whose.</param>
/// <param name="after">Sets a timer of this life, milliseconds.</param>
internal sealed class ShellLife(SimProcess process, Func<long, Action, SimTimer> after)
{
    private readonly List<SimThread> _waiting = [];
    private Exception? _failure;

    /// <summary>The process has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whose.</summary>
    public SimProcess Process => process;

    /// <summary>Whoever uses what belongs to it asks this first.</summary>
    /// <exception cref="SimulatedCrashException">The process has ended.</exception>
    /// <exception cref="InvalidOperationException">
    /// A thread asks that is not the world's: it runs when the machine likes, and the run is not the seed's.
    /// </exception>
    public void DemandAlive()
    {
        if (!SimThread.IsOfWorld)
        {
            var stranger = new InvalidOperationException(
                $"thread {Environment.CurrentManagedThreadId} ({Thread.CurrentThread.Name}) is not the world's:\n{Environment.StackTrace}");
            _failure ??= stranger;
            throw stranger;
        }

        if (IsOver)
        {
            throw new SimulatedCrashException();
        }
    }

    /// <summary>Has something called after a delay, unless the process has ended by then.</summary>
    public SimTimer After(long milliseconds, Action action) => after(milliseconds, action);

    /// <summary>Runs a thread's or a task's work; what escapes from it is a fault of ours, and fails the run.</summary>
    public void Guard(Action work)
    {
        try
        {
            DemandAlive();
            work();
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    /// <summary>Something escaped.</summary>
    public void Failed(Exception e)
    {
        if (e is not SimulatedCrashException && !IsOver)
        {
            _failure ??= e;
        }
    }

    /// <summary>What escaped, once.</summary>
    public Exception? TakeFailure() => Interlocked.Exchange(ref _failure, null);

    /// <summary>The process has ended: who waits goes on.</summary>
    public void End()
    {
        IsOver = true;
        _waiting.ForEach(static t => t.Wake());
    }

    /// <summary>A thread waits in code of this process, until it is disposed of.</summary>
    internal IDisposable Waits(SimThread thread)
    {
        _waiting.Add(thread);
        return new Waiting(this, thread);
    }

    private sealed class Waiting(ShellLife life, SimThread thread) : IDisposable
    {
        public void Dispose() => life._waiting.Remove(thread);
    }
}
