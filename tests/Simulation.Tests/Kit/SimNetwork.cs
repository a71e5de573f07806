using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>Decides for each message when it arrives, how often, and whether at all.</summary>
internal sealed class SimNetwork(WorldOptions options, SeededRandom random, SimulationReport report)
{
    private readonly HashSet<(string From, string To)> _cut = [];
    private readonly Dictionary<(string From, string To), long> _lastArrival = [];

    internal double Loss { get; set; } = options.Loss;

    internal double Duplication { get; set; } = options.Duplication;

    internal double Reordering { get; set; } = options.Reordering;

    /// <summary>Processes that nobody can hear, nor they others, whatever else is joined.</summary>
    internal HashSet<string> Unreachable { get; } = new(StringComparer.Ordinal);

    // Whoever is cut off from all others still hears itself: that goes over no network.
    internal bool IsCut(string from, string to) => !string.Equals(from, to, StringComparison.Ordinal)
        && ((_cut.Count > 0 && _cut.Contains((from, to)))
            || (Unreachable.Count > 0 && (Unreachable.Contains(from) || Unreachable.Contains(to))));

    internal void Cut(string from, string to) => _cut.Add((from, to));

    internal void Join(string from, string to) => _cut.Remove((from, to));

    internal void JoinAll() => _cut.Clear();

    /// <returns>The arrival times; -1: does not arrive (again).</returns>
    internal (long First, long Second) Arrivals(string from, string to, long now)
    {
        if (IsCut(from, to))
        {
            report.Add(Fault.MessageCutOff, 1);
            return (-1, -1);
        }

        if (Loss > 0 && random.Chance(Loss))
        {
            report.Add(Fault.MessageLost, 1);
            return (-1, -1);
        }

        var first = Arrival(from, to, now);
        if (Duplication > 0 && random.Chance(Duplication))
        {
            report.Add(Fault.MessageDuplicated, 1);
            return (first, now + Latency() + Latency());
        }

        return (first, -1);
    }

    private long Arrival(string from, string to, long now)
    {
        var arrival = now + Latency();
        if (Reordering > 0 && random.Chance(Reordering))
        {
            report.Add(Fault.MessageReordered, 1);
            return arrival + Latency();
        }

        var key = (from, to);
        if (_lastArrival.TryGetValue(key, out var last) && arrival <= last)
        {
            arrival = last + 1;
        }

        _lastArrival[key] = arrival;
        return arrival;
    }

    private long Latency() => random.Next(options.MinLatencyMicros, options.MaxLatencyMicros + 1);
}
