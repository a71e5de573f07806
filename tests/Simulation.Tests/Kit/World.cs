using System.Runtime.CompilerServices;
using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// A cluster in virtual time: processes, a network and disks, all moved by one seed, on the caller's thread. The same seed and the
/// same calls give the same run. It knows nothing of what runs in it.
/// </summary>
public sealed partial class World
{
    private const long WallStartMilliseconds = 1_767_225_600_000; // 2026-01-01
    private readonly WorldOptions _options;
    private readonly SimNetwork _network;
    private readonly SeededRandom _diskRandom;
    private readonly Dictionary<string, SimProcess> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimDisk> _disks = new(StringComparer.Ordinal);
    private readonly PriorityQueue<SimEvent, (long Micros, long Order)> _events = new();
    private readonly SimProcess _outside;
    private long _order;
    private long _micros;

    /// <summary>An empty world.</summary>
    public World(ulong seed, WorldOptions options)
    {
        Seed = seed;
        _options = options;
        Random = new SeededRandom(seed);
        _network = new SimNetwork(options, Random.Fork(), Report);
        _diskRandom = Random.Fork();
        Trace = new Trace(options.TraceEvents);
        _outside = new SimProcess(this, "outside", _ => throw new InvalidOperationException("Nobody lives outside."), Random.Fork());
    }

    /// <summary>What all chance in it comes from.</summary>
    public ulong Seed { get; }

    /// <summary>For the scenario: when to crash whom. Network, disks and processes have generators of their own.</summary>
    public SeededRandom Random { get; }

    /// <summary>The last events.</summary>
    public Trace Trace { get; }

    /// <summary>What was done to it.</summary>
    public SimulationReport Report { get; } = new();

    /// <summary>
    /// Runs, after each event, what that event set going and the world does not know of: the tasks and threads of shells.
    /// </summary>
    internal Action? Settle { get; set; }

    /// <summary>Is told of a machine that is about to lose power, whatever takes it.</summary>
    internal Action<string>? PowerFails { get; set; }

    /// <summary>Events so far.</summary>
    public long EventCount { get; private set; }

    /// <summary>Virtual time, with a wall clock that is right.</summary>
    public Now Now => new(WallStartMilliseconds + (_micros / 1000), _micros / 1000);

    /// <summary>Its processes, in the order they were spawned.</summary>
    public IEnumerable<SimProcess> Processes => _processes.Values;

    /// <summary>A process by name.</summary>
    public SimProcess this[string name] => _processes[name];

    /// <summary>Starts a process.</summary>
    /// <param name="name">Its name and address.</param>
    /// <param name="factory">Makes the actor, now and at each restart.</param>
    public SimProcess Spawn(string name, Func<SimProcess, Actor> factory)
    {
        var process = new SimProcess(this, name, factory, Random.Fork());
        _processes.Add(name, process);
        Start(process);
        return process;
    }

    /// <summary>The disk of a machine; there before and after its process.</summary>
    public SimDisk Disk(string name)
    {
        if (!_disks.TryGetValue(name, out var disk))
        {
            disk = new SimDisk(_options, _diskRandom.Fork(), Report);
            _disks.Add(name, disk);
        }

        return disk;
    }

    /// <summary>Sends a message between processes; from "outside" it comes from nowhere and is treated like any other.</summary>
    public void Send(string from, string to, object message)
    {
        var sender = _processes.GetValueOrDefault(from, _outside);
        if (!_processes.TryGetValue(to, out var target))
        {
            throw new ArgumentException($"There is no process {to}.", nameof(to));
        }

        var (first, second) = _network.Arrivals(from, to, _micros);
        var e = new SimEvent(target, target.Life, sender, message);
        Trace.Add(_micros, first < 0 ? "send lost" : "send", from, to, message);
        Enqueue(first, e);
        Enqueue(second, e);
    }

    /// <summary>Has the scenario's own code called after a delay.</summary>
    public void After(long delayMilliseconds, Action action) =>
        Enqueue(_micros + (delayMilliseconds * 1000), new SimEvent(null, 0, null, action));

    /// <summary>The process ends as by <c>kill -9</c>: what it wrote is still in its machine's cache.</summary>
    public void CrashProcess(string name)
    {
        Report.Add(Fault.ProcessCrash, 1);
        End(_processes[name], "kill -9");
    }

    /// <summary>The machine loses power: what was not synced may be gone, whole or in part.</summary>
    public void CrashMachine(string name)
    {
        Report.Add(Fault.MachineCrash, 1);
        PowerFails?.Invoke(name);
        End(_processes[name], "power off");
        Disk(name).LosePower();
    }

    /// <summary>Starts a process that is down; nothing when it is up.</summary>
    public void Restart(string name)
    {
        var process = _processes[name];
        if (!process.IsUp)
        {
            Start(process);
        }
    }

    /// <summary>Holds a process: it lives, nothing reaches it, its timers wait.</summary>
    public void Pause(string name)
    {
        Report.Add(Fault.Pause, 1);
        _processes[name].IsPaused = _processes[name].IsUp;
        Note("pause", name, null);
    }

    /// <summary>Lets a held process go on; what was held comes at once, in order.</summary>
    public void Resume(string name)
    {
        var process = _processes[name];
        process.IsPaused = false;
        Note("resume", name, null);
        foreach (var e in process.Held)
        {
            Enqueue(_micros, e);
        }

        process.Held.Clear();
    }

    /// <summary>Moves a process's wall clock, not its monotonic one.</summary>
    public void JumpClock(string name, long milliseconds)
    {
        Report.Add(Fault.ClockJump, 1);
        _processes[name].WallOffsetMilliseconds += milliseconds;
        Note("clock jump", name, milliseconds);
    }

    /// <summary>Lets virtual time pass.</summary>
    public void RunFor(long milliseconds) => RunUntil(() => false, milliseconds);

    /// <summary>Runs until the condition holds after an event.</summary>
    /// <returns>False: virtual time passed the limit, or nothing was left to happen, without it.</returns>
    public bool RunUntil(Func<bool> condition, long limitMilliseconds)
    {
        var deadline = _micros + (limitMilliseconds * 1000);
        Rest();
        if (condition())
        {
            return true;
        }

        while (_events.TryPeek(out _, out var priority) && priority.Micros <= deadline)
        {
            var e = _events.Dequeue();
            _micros = priority.Micros;
            Happen(e);
            Rest();
            if (condition())
            {
                return true;
            }
        }

        _micros = deadline;
        return false;
    }

    /// <summary>Puts a line into the trace.</summary>
    public void Note(string what, string who, object? detail) => Trace.Add(_micros, what, who, null, detail);

    /// <summary>Fails the run unless the invariant holds.</summary>
    public void Check(bool holds, string invariant)
    {
        if (!holds)
        {
            throw Failure(invariant, null);
        }
    }

    /// <summary>Fails the run unless the invariant holds.</summary>
    public void Check(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref CheckMessage invariant)
    {
        if (!holds)
        {
            throw Failure(invariant.Take(), null);
        }
    }

    /// <summary>A failure of this run, to throw: the message has what broke, the seed and the trace.</summary>
    public SimulationFailedException Failure(string what, Exception? cause) =>
        new($"{what}\nseed {Seed} at {_micros / 1000.0:F3} ms virtual time; to see it again: HATHI_SEED={Seed}\n{Trace}", cause);

    internal SimTimer SetTimer(SimProcess process, long delayMicros, object token)
    {
        var timer = new SimTimer(token);
        Enqueue(_micros + delayMicros, new SimEvent(process, process.Life, null, timer));
        return timer;
    }

    private void Enqueue(long micros, SimEvent e)
    {
        if (micros >= 0)
        {
            _events.Enqueue(e, (micros, _order++));
        }
    }

    private void Happen(SimEvent e)
    {
        if (++EventCount > _options.MaxEvents)
        {
            throw Failure($"More than {_options.MaxEvents} events: something feeds itself.", null);
        }

        if (e.Target is not { } target)
        {
            ((Action)e.Payload)();
        }
        else if (target.Life != e.Life || !target.IsUp)
        {
            Report.Add(Fault.MessageToDeadProcess, e.From is null ? 0 : 1);
        }
        else if (e.From is not null && _network.IsCut(e.From.Name, target.Name))
        {
            Report.Add(Fault.MessageCutOff, 1);
        }
        else if (target.IsPaused)
        {
            target.Held.Add(e);
        }
        else
        {
            Deliver(target, e);
        }
    }

    // A process that died inside a disk call which a shell made: nobody above may have heard of it.
    private void Rest()
    {
        if (Settle is null)
        {
            return;
        }

        Settle();
        while (_processes.Values.FirstOrDefault(p => p.IsUp && Disk(p.Name).IsDead) is { } dead)
        {
            EndInsideDiskCall(dead);
            Settle();
        }
    }

    private void Deliver(SimProcess target, SimEvent e)
    {
        if (e.From is not null)
        {
            Trace.Add(_micros, "receive", e.From.Name, target.Name, e.Payload);
            Guard(target, () => target.Actor!.OnMessage(e.From.Name, e.Payload));
        }
        else if (e.Payload is SimTimer { IsCancelled: false } timer)
        {
            Trace.Add(_micros, "timer", target.Name, null, timer.Token);
            Guard(target, () => target.Actor!.OnTimer(timer.Token));
        }
    }

    private void Start(SimProcess process)
    {
        Note("start", process.Name, process.Life + 1);
        Guard(process, process.Begin);
    }

    /// <summary>Runs an actor's code: a crash at a disk call ends the process there, anything else that escapes is a failure.</summary>
    private void Guard(SimProcess process, Action code)
    {
        try
        {
            code();
        }
        catch (SimulatedCrashException)
        {
            EndInsideDiskCall(process);
        }
        catch (Exception e) when (e is not SimulationFailedException)
        {
            throw Failure($"{process.Name} threw {e.GetType().Name}: {e.Message}", e);
        }
    }

    private void EndInsideDiskCall(SimProcess process)
    {
        Report.Add(Fault.CrashInsideDiskCall, 1);
        if (Disk(process.Name).TakeCrashLosesPower())
        {
            CrashMachine(process.Name);
        }
        else
        {
            CrashProcess(process.Name);
        }
    }

    private void End(SimProcess process, string how)
    {
        Note(how, process.Name, null);
        process.End();
        Disk(process.Name).ReleaseHandles();
    }
}
