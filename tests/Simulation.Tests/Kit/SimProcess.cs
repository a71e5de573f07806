using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>A named process of a world, over all its lives. What an actor may use of the world is here.</summary>
public sealed class SimProcess : IClock
{
    private readonly World _world;
    private readonly Func<SimProcess, Actor> _factory;

    internal SimProcess(World world, string name, Func<SimProcess, Actor> factory, SeededRandom random)
    {
        _world = world;
        _factory = factory;
        Name = name;
        Random = random;
    }

    /// <summary>Its name, which is its address.</summary>
    public string Name { get; }

    /// <summary>Chance of its own.</summary>
    public SeededRandom Random { get; }

    /// <summary>Its machine's disk.</summary>
    public SimDisk Disk => _world.Disk(Name);

    /// <summary>Counts lives; 0 before the first.</summary>
    public int Life { get; private set; }

    /// <summary>The actor of this life; null while it is down.</summary>
    public Actor? Actor { get; private set; }

    /// <summary>Whether it lives.</summary>
    public bool IsUp => Actor is not null;

    /// <summary>Whether it is held: alive, and nothing reaches it.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>How far its wall clock is off.</summary>
    public long WallOffsetMilliseconds { get; internal set; }

    internal List<SimEvent> Held { get; } = [];

    /// <summary>The time as this process sees it.</summary>
    public Now Now
    {
        get
        {
            var now = _world.Now;
            return now with { WallMilliseconds = now.WallMilliseconds + WallOffsetMilliseconds };
        }
    }

    /// <inheritdoc/>
    public Now Read() => Now;

    /// <summary>Sends a message; it must not be changed afterwards.</summary>
    public void Send(string to, object message) => _world.Send(Name, to, message);

    /// <summary>Has <see cref="Actor.OnTimer"/> called once after a delay; a crash forgets it.</summary>
    public SimTimer SetTimer(long delayMilliseconds, object timer) => SetTimerMicros(delayMilliseconds * 1000, timer);

    /// <summary><see cref="SetTimer"/> in microseconds.</summary>
    public SimTimer SetTimerMicros(long delayMicros, object timer) => _world.SetTimer(this, delayMicros, timer);

    /// <summary>Puts a line into the trace; <paramref name="detail"/> is formatted only when a failure is printed.</summary>
    public void Note(string what, object? detail) => _world.Note(what, Name, detail);

    internal void Begin()
    {
        Life++;
        Actor = _factory(this);
        Actor.OnStart();
    }

    internal void End()
    {
        Actor?.OnEnd();
        Actor = null;
        IsPaused = false;
        Held.Clear();
    }
}

/// <summary>A timer that was set.</summary>
public sealed class SimTimer
{
    internal SimTimer(object token) => Token = token;

    internal object Token { get; }

    internal bool IsCancelled { get; private set; }

    /// <summary>It will not go off.</summary>
    public void Cancel() => IsCancelled = true;
}
