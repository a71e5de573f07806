using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>Gives each task a thread of the world.</summary>
internal sealed class SimTaskThreads(ShellActor actor) : TaskScheduler
{
    protected override void QueueTask(Task task) => actor.StartThread(() => TryExecuteTask(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

/// <summary>Locks and pulses of threads of the world.</summary>
internal sealed class SimWaits(ShellLife life) : MonitorWaits
{
    private readonly Dictionary<object, (SimThread Owner, int Depth)> _held = new(ReferenceEqualityComparer.Instance);
    private readonly List<(object Gate, SimThread Thread)> _queue = [];
    private readonly List<Waiter> _waiters = [];

    internal override void Enter(object gate)
    {
        var thread = SimThread.Current;
        if (_held.TryGetValue(gate, out var holder) && holder.Owner == thread)
        {
            _held[gate] = (thread, holder.Depth + 1);
            return;
        }

        _queue.Add((gate, thread));
        try
        {
            thread.WaitUntil(life, () => !_held.ContainsKey(gate), Timeout.Infinite);
        }
        finally
        {
            _queue.Remove((gate, thread));
        }

        _held.Add(gate, (thread, 1));
    }

    internal override void Exit(object gate)
    {
        var (owner, depth) = _held[gate];
        if (depth > 1)
        {
            _held[gate] = (owner, depth - 1);
            return;
        }

        _held.Remove(gate);
        foreach (var (of, thread) in _queue)
        {
            if (ReferenceEquals(of, gate))
            {
                thread.Wake();
            }
        }
    }

    internal override bool Wait(object gate, int milliseconds)
    {
        var waiter = new Waiter(gate, SimThread.Current);
        _waiters.Add(waiter);
        Monitor.Exit(gate);
        try
        {
            return waiter.Thread.WaitUntil(life, () => waiter.IsPulsed, milliseconds);
        }
        finally
        {
            Monitor.Enter(gate);
            _waiters.Remove(waiter);
        }
    }

    internal override void PulseAll(object gate)
    {
        foreach (var waiter in _waiters)
        {
            if (ReferenceEquals(waiter.Gate, gate))
            {
                waiter.IsPulsed = true;
                waiter.Thread.Wake();
            }
        }
    }

    private sealed class Waiter(object gate, SimThread thread)
    {
        internal object Gate { get; } = gate;

        internal SimThread Thread { get; } = thread;

        internal bool IsPulsed { get; set; }
    }
}
