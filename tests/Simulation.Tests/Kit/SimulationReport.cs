using System.Text;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>What was simulated, added up over worlds. Adding is safe from any thread.</summary>
public sealed class SimulationReport
{
    private readonly Lock _gate = new();
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Worlds added.</summary>
    public long Worlds { get; private set; }

    /// <summary>Events in them: messages, timers, calls.</summary>
    public long Events { get; private set; }

    /// <summary>Virtual time in them.</summary>
    public long VirtualMilliseconds { get; private set; }

    /// <summary>A number of all their traces: equal when each seed gave the same run again.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>How often a fault was injected.</summary>
    public long this[Fault fault] => _faults[(int)fault];

    /// <summary>How often a thing of the system under test happened, by the name it was counted under.</summary>
    public long Count(string name)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault(name);
        }
    }

    /// <summary>Counts a fault.</summary>
    internal void Add(Fault fault, long times) => _faults[(int)fault] += times;

    /// <summary>Counts a thing of the system under test: "append", "block replicated", …</summary>
    public void Add(string name, long times)
    {
        lock (_gate)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + times;
        }
    }

    /// <summary>All of it, for another process.</summary>
    internal SimulationCounts Counts() => new(Worlds, Events, VirtualMilliseconds, Fingerprint, _faults, _counts);

    /// <summary>Adds what another process has counted.</summary>
    internal void Add(SimulationCounts counts)
    {
        lock (_gate)
        {
            Worlds += counts.Worlds;
            Events += counts.Events;
            VirtualMilliseconds += counts.VirtualMilliseconds;
            Fingerprint ^= counts.Fingerprint;
            for (var i = 0; i < _faults.Length; i++)
            {
                _faults[i] += counts.Faults[i];
            }

            foreach (var (name, times) in counts.Things)
            {
                _counts[name] = _counts.GetValueOrDefault(name) + times;
            }
        }
    }

    /// <summary>Adds a world that has ended.</summary>
    public void Add(World world)
    {
        lock (_gate)
        {
            Worlds++;
            Events += world.EventCount;
            VirtualMilliseconds += world.Now.MonotonicMilliseconds;
            Fingerprint ^= world.Trace.Fingerprint;
            for (var i = 0; i < _faults.Length; i++)
            {
                _faults[i] += world.Report._faults[i];
            }

            foreach (var (name, times) in world.Report._counts)
            {
                _counts[name] = _counts.GetValueOrDefault(name) + times;
            }
        }
    }

    /// <summary>What ran, every fault by kind, and the fingerprint of the runs.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"{Worlds} seeds, {Events:N0} events, {VirtualMilliseconds / 1000:N0} virtual seconds");
        foreach (var (name, times) in _counts)
        {
            text.Append($", {times:N0} {name}");
        }

        text.Append("; faults:");
        foreach (var fault in Enum.GetValues<Fault>())
        {
            if (this[fault] > 0)
            {
                text.Append($" {fault} {this[fault]:N0}");
            }
        }

        return text.Append($"; runs {Fingerprint:x16}").ToString();
    }
}

/// <summary>A report as it goes from one process to another.</summary>
internal sealed record SimulationCounts(
    long Worlds, long Events, long VirtualMilliseconds, ulong Fingerprint, long[] Faults, SortedDictionary<string, long> Things);
