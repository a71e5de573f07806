using System.Globalization;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// What containers and the machine use, from one look at /proc. One thread at a time takes looks; figures are read from any.
/// Source: ContainersMonitorImpl, NodeResourceMonitorImpl.
/// </summary>
internal sealed class NodeUsage
{
    // USER_HZ: 100 on every Linux of today.
    private const double TicksPerSecond = 100;

    private readonly Dictionary<int, (long Ticks, long Start)> _lastTicks = [];
    private readonly Dictionary<string, HashSet<(int Pid, long Start)>> _seen = new(StringComparer.Ordinal);
    private long _lastMachineTicks;
    private long _lastTime;

    /// <summary>Of all containers together.</summary>
    internal ResourceUtilizationProto Containers { get; private set; } = new() { Pmem = 0, Vmem = 0, Cpu = 0 };

    /// <summary>Of the machine.</summary>
    internal ResourceUtilizationProto Machine { get; private set; } = new() { Pmem = 0, Vmem = 0, Cpu = 0 };

    /// <summary>Takes a look.</summary>
    /// <param name="running">Containers that have a process.</param>
    /// <param name="now">Milliseconds on a clock that does not jump.</param>
    /// <returns>The containers over their memory.</returns>
    internal IReadOnlyList<OverMemory> Look(IReadOnlyList<Container> running, long now)
    {
        var table = running.Count == 0 ? ProcessTable.Empty : ProcessTable.Read();
        var seconds = _lastTime == 0 ? 0 : Math.Max(0.001, (now - _lastTime) / 1000.0);
        var over = new List<OverMemory>();
        long resident = 0, virtualBytes = 0;
        double cores = 0;
        var ticksNow = new Dictionary<int, (long Ticks, long Start)>();
        foreach (var container in running)
        {
            var tree = table.Tree(container.Pid, container.ProcessStart);
            table.AddStill(tree, container.Seen);
            container.Seen = tree;
            var use = Sum(container, tree, seconds, ticksNow);
            container.UsedMemory = use.Resident;
            container.UsedCores = use.Cores;
            resident += use.Resident;
            virtualBytes += use.Virtual;
            cores += use.Cores;
            if (use.Resident > 2 * container.MemoryLimit || use.Aged > container.MemoryLimit)
            {
                over.Add(new OverMemory(container, tree, use.Resident, use.Virtual));
            }
        }

        Remember(running, ticksNow);
        Containers = new ResourceUtilizationProto { Pmem = (int)(resident >> 20), Vmem = (int)(virtualBytes >> 20), Cpu = (float)cores };
        Machine = LookAtMachine(seconds);
        _lastTime = now;
        return over;
    }

    // A process that was not there at the last look does not count against the limit: between fork and exec it seems to
    // have its parent's memory.
    private (long Resident, long Aged, long Virtual, double Cores) Sum(
        Container container, List<ProcessEntry> tree, double seconds, Dictionary<int, (long Ticks, long Start)> ticksNow)
    {
        var seen = _seen.GetValueOrDefault(container.Id);
        var present = new HashSet<(int, long)>(tree.Count);
        long resident = 0, aged = 0, virtualBytes = 0, ticks = 0;
        foreach (var process in tree)
        {
            resident += process.ResidentBytes;
            virtualBytes += process.VirtualBytes;
            aged += seen is not null && seen.Contains((process.Pid, process.StartTime)) ? process.ResidentBytes : 0;
            present.Add((process.Pid, process.StartTime));
            var before = _lastTicks.TryGetValue(process.Pid, out var last) && last.Start == process.StartTime ? last.Ticks : 0;
            ticks += process.CpuTicks - before;
            ticksNow[process.Pid] = (process.CpuTicks, process.StartTime);
        }

        _seen[container.Id] = present;
        return (resident, aged, virtualBytes, seconds == 0 ? 0 : ticks / TicksPerSecond / seconds);
    }

    private void Remember(IReadOnlyList<Container> running, Dictionary<int, (long Ticks, long Start)> ticksNow)
    {
        _lastTicks.Clear();
        foreach (var (pid, ticks) in ticksNow)
        {
            _lastTicks[pid] = ticks;
        }

        var alive = running.Select(static c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _seen.Keys.Where(id => !alive.Contains(id)).ToArray())
        {
            _seen.Remove(id);
        }
    }

    private ResourceUtilizationProto LookAtMachine(double seconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Machine;
        }

        long total = 0, available = 0, swapTotal = 0, swapFree = 0;
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            total = Number(line, "MemTotal:") ?? total;
            available = Number(line, "MemAvailable:") ?? available;
            swapTotal = Number(line, "SwapTotal:") ?? swapTotal;
            swapFree = Number(line, "SwapFree:") ?? swapFree;
        }

        var busy = BusyTicks();
        var cores = seconds == 0 ? 0 : (busy - _lastMachineTicks) / TicksPerSecond / seconds;
        _lastMachineTicks = busy;
        var used = (total - available) >> 10;
        return new ResourceUtilizationProto
        {
            Pmem = (int)used, Vmem = (int)(used + ((swapTotal - swapFree) >> 10)), Cpu = (float)Math.Max(0, cores),
        };
    }

    // The first line of /proc/stat: user nice system idle iowait irq softirq …
    private static long BusyTicks()
    {
        var words = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long busy = 0;
        for (var i = 1; i < words.Length && i <= 8; i++)
        {
            busy += i is 4 or 5 ? 0 : long.Parse(words[i], CultureInfo.InvariantCulture);
        }

        return busy;
    }

    private static long? Number(string line, string name) => line.StartsWith(name, StringComparison.Ordinal)
        ? long.Parse(line.AsSpan(name.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture)
        : null;
}
