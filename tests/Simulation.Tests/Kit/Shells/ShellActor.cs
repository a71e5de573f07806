using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// A process in which shells run as they ship: their tasks in the pool that the world holds, their threads one at a time, their connections
/// over the world's network, their files on its disk.
/// </summary>
internal abstract class ShellActor : Actor
{
    protected ShellActor(SimProcess process, Shells shells)
        : base(process)
    {
        Shells = shells;
        Life = new ShellLife(process, After);
        Time = new SimTime(Life);
        Disk = new LifeDisk(process.Disk, Life);
        Net = new StreamHost(Life, shells);
        shells.Begun(Life);
    }

    /// <summary>All of the world.</summary>
    public Shells Shells { get; }

    /// <summary>This life of the process.</summary>
    public ShellLife Life { get; }

    /// <summary>Its time.</summary>
    public SimTime Time { get; }

    /// <summary>Its disk, as long as it lives.</summary>
    public LifeDisk Disk { get; }

    /// <summary>Its connections.</summary>
    public StreamHost Net { get; }

    /// <summary>Its name.</summary>
    public string Name => Process.Name;

    /// <summary>Chance of its own.</summary>
    public SeededRandom Random => Process.Random;

    public override void OnMessage(string from, object message) => Net.Take(from, (Segment)message);

    public override void OnTimer(object timer) => ((Alarm)timer).Ring();

    public override void OnEnd() => Life.End();

    /// <summary>Has something called once after a delay.</summary>
    public SimTimer After(long milliseconds, Action action) => Process.SetTimer(milliseconds, new Alarm(action));

    /// <summary>Begins a thread.</summary>
    public void StartThread(Action body) => Shells.Threads.Start(() => Life.Guard(body));

    private sealed record Alarm(Action Ring)
    {
        public override string ToString() => "timer";
    }
}
