using System.Globalization;

namespace Hathi.Bench.Checks;

/// <summary>User and system time of processes, as /proc tells it.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of this process, to the microsecond.</summary>
    public static double Own => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Seconds of the children of this process that have ended, with theirs.</summary>
    public static double OfChildren => Parse(File.ReadAllText("/proc/self/stat")).Reaped / TicksPerSecond;

    /// <summary>What some processes have taken so far, with all below them and all that has ended below them.</summary>
    /// <param name="roots">Their ids.</param>
    /// <returns>Seconds, and how many processes live below them.</returns>
    /// <exception cref="BenchException">One of them has ended.</exception>
    public static (double Seconds, int Below) OfTrees(IReadOnlyCollection<int> roots)
    {
        var all = new Dictionary<int, ProcessTimes>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Read(id) is { } times)
            {
                all.Add(id, times);
            }
        }

        return Sum(all, roots);
    }

    internal static (double Seconds, int Below) Sum(IReadOnlyDictionary<int, ProcessTimes> all, IReadOnlyCollection<int> roots)
    {
        var children = all.ToLookup(static p => p.Value.Parent, static p => p.Key);
        var left = new Queue<int>(roots);
        var (ticks, count) = (0L, 0);
        for (; left.TryDequeue(out var id); count++)
        {
            var times = all.TryGetValue(id, out var found) ? found : throw new BenchException($"process {id} of the lab has ended");
            ticks += times.Own + times.Reaped;
            foreach (var child in children[id])
            {
                left.Enqueue(child);
            }
        }

        return (ticks / TicksPerSecond, count - roots.Count);
    }

    /// <summary>One line of proc(5)'s <c>stat</c>. The program's name stands in parentheses and may hold anything.</summary>
    internal static ProcessTimes Parse(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new((int)Number(1), Number(11) + Number(12), Number(13) + Number(14));

        long Number(int field) => long.Parse(fields[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static ProcessTimes? Read(int id)
    {
        try
        {
            return Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")));
        }
        catch (IOException)
        {
            return null; // It ended in between: what it took is its parent's now.
        }
    }
}

/// <summary>Processor time of one process, in clock ticks.</summary>
/// <param name="Parent">Its parent's id.</param>
/// <param name="Own">Its own.</param>
/// <param name="Reaped">That of its children that have ended and been waited for, with theirs.</param>
internal readonly record struct ProcessTimes(int Parent, long Own, long Reaped);
