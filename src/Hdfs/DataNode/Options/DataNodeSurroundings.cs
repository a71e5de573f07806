namespace Hathi.Hdfs.DataNode.Options;

/// <summary>
/// What a DataNode has of the machine that it runs on, besides its disk and network; a simulated cluster gives it its own.
/// </summary>
internal sealed record DataNodeSurroundings
{
    /// <summary>The machine itself.</summary>
    internal static DataNodeSurroundings Machine { get; } = new();

    /// <summary>Time that passes, timers, pauses.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Runs what may hang on a disk, each on a thread of its own (its tasks are long running).</summary>
    internal TaskScheduler DiskThreads { get; init; } = TaskScheduler.Default;

    /// <summary>How threads wait for each other.</summary>
    internal MonitorWaits Waits { get; init; } = new();

    /// <summary>Volumes that are read at a time at a start; -1: all.</summary>
    internal int LoadsAtOnce { get; init; } = -1;

    /// <summary>Names for nodes, storages and probes.</summary>
    internal Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Spreads what many nodes would else do at the same moment: 0 … 1.</summary>
    internal Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}

/// <summary>
/// How threads wait for a lock that is held for long, and for each other's work. Those of a simulated cluster wait in its time.
/// </summary>
internal class MonitorWaits
{
    /// <summary>Takes a lock that is held while disks and other threads are waited for.</summary>
    internal virtual void Enter(object gate) => Monitor.Enter(gate);

    /// <summary>Gives it back.</summary>
    internal virtual void Exit(object gate) => Monitor.Exit(gate);

    /// <summary>Gives a lock back and takes it again when it is pulsed.</summary>
    /// <param name="gate">Taken, once.</param>
    /// <param name="milliseconds">How long to wait for that.</param>
    /// <returns>False: the time is over.</returns>
    internal virtual bool Wait(object gate, int milliseconds) => Monitor.Wait(gate, milliseconds);

    /// <summary>Wakes all who wait.</summary>
    internal virtual void PulseAll(object gate) => Monitor.PulseAll(gate);
}
