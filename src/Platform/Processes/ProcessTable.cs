using System.Buffers.Text;
using Hathi.Base;

namespace Hathi.Platform.Processes;

/// <summary>One process as /proc shows it.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Group">Its process group's.</param>
/// <param name="Session">Its session's.</param>
/// <param name="StartTime">Clock ticks since boot: with the id it names a process for good.</param>
/// <param name="CpuTicks">Clock ticks on a processor, user and system.</param>
/// <param name="ResidentBytes">Resident set.</param>
/// <param name="VirtualBytes">Address space.</param>
/// <param name="Name">The program's name, at most 15 bytes.</param>
public readonly record struct ProcessEntry(
    int Pid, int Parent, int Group, int Session, long StartTime, long CpuTicks, long ResidentBytes, long VirtualBytes, string Name);

/// <summary>All processes of the machine at one moment; empty where there is no /proc.</summary>
public sealed class ProcessTable
{
    private const int MostBytes = 1024;

    private readonly Dictionary<int, ProcessEntry> _byId = [];
    private readonly Dictionary<int, List<int>> _children = [];

    /// <summary>Nobody.</summary>
    public static ProcessTable Empty { get; } = new();

    /// <summary>Reads /proc: about 10 microseconds a process.</summary>
    /// <exception cref="IOException">This process has no descriptor left: nothing can be said of any other.</exception>
    public static ProcessTable Read()
    {
        var table = new ProcessTable();
        if (!OperatingSystem.IsLinux())
        {
            return table;
        }

        Span<byte> buffer = stackalloc byte[MostBytes];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(directory.AsSpan("/proc/".Length), out var pid) && ReadOne(pid, buffer) is { } entry)
            {
                table.Add(entry);
            }
        }

        return table;
    }

    /// <summary>A table of processes that need not be there.</summary>
    internal static ProcessTable Of(IEnumerable<ProcessEntry> entries)
    {
        var table = new ProcessTable();
        foreach (var entry in entries)
        {
            table.Add(entry);
        }

        return table;
    }

    /// <summary>One process; null: there is none.</summary>
    /// <exception cref="IOException">This process has no descriptor left.</exception>
    public static ProcessEntry? Find(int pid)
    {
        Span<byte> buffer = stackalloc byte[MostBytes];
        return OperatingSystem.IsLinux() ? ReadOne(pid, buffer) : null;
    }

    /// <summary>The processes of a container: its first one, all below it, and all of its session with all below them.</summary>
    /// <param name="leader">The first one's number, which may have gone.</param>
    /// <param name="start">
    /// Its start time; where somebody else has the number now the session is another one, and nobody is of the container.
    /// </param>
    public List<ProcessEntry> Tree(int leader, long start)
    {
        var found = new List<ProcessEntry>();
        if (_byId.TryGetValue(leader, out var first) && first.StartTime != start)
        {
            return found;
        }

        var seen = new HashSet<int>();
        Collect(leader, found, seen);
        foreach (var (pid, entry) in _byId)
        {
            if (entry.Session == leader)
            {
                Collect(pid, found, seen);
            }
        }

        return found;
    }

    /// <summary>Adds those of <paramref name="earlier"/> that still are what they were, with all below them.</summary>
    public void AddStill(List<ProcessEntry> found, IReadOnlyList<ProcessEntry> earlier)
    {
        if (earlier.Count == 0)
        {
            return;
        }

        var seen = found.Select(static p => p.Pid).ToHashSet();
        foreach (var process in earlier)
        {
            if (_byId.TryGetValue(process.Pid, out var now) && now.StartTime == process.StartTime)
            {
                Collect(process.Pid, found, seen);
            }
        }
    }

    /// <summary>All whose session has this number.</summary>
    internal IEnumerable<ProcessEntry> OfSession(int session) => _byId.Values.Where(p => p.Session == session);

    /// <summary>All that lead a session.</summary>
    internal IEnumerable<ProcessEntry> Leaders() => _byId.Values.Where(static p => p.Session == p.Pid);

    private void Add(in ProcessEntry entry)
    {
        _byId[entry.Pid] = entry;
        if (!_children.TryGetValue(entry.Parent, out var children))
        {
            _children[entry.Parent] = children = [];
        }

        children.Add(entry.Pid);
    }

    // Not by calls of itself: a chain of processes may be as long as there are numbers.
    private void Collect(int pid, List<ProcessEntry> found, HashSet<int> seen)
    {
        var next = found.Count;
        Take(pid, found, seen);
        for (; next < found.Count; next++)
        {
            if (_children.TryGetValue(found[next].Pid, out var children))
            {
                foreach (var child in children)
                {
                    Take(child, found, seen);
                }
            }
        }
    }

    private void Take(int pid, List<ProcessEntry> found, HashSet<int> seen)
    {
        if (_byId.TryGetValue(pid, out var entry) && seen.Add(pid))
        {
            found.Add(entry);
        }
    }

    private static ProcessEntry? ReadOne(int pid, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/stat");
            return Parse(pid, buffer[..RandomAccess.Read(file, buffer, 0)]);
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            return null; // It ended in between.
        }
    }

    // Fields: proc(5). The name stands in parentheses and may hold anything.
    private static ProcessEntry? Parse(int pid, ReadOnlySpan<byte> stat)
    {
        var open = stat.IndexOf((byte)'(');
        var close = stat.LastIndexOf((byte)')');
        if (open < 0 || close < open || close + 2 > stat.Length)
        {
            return null;
        }

        var name = System.Text.Encoding.UTF8.GetString(stat[(open + 1)..close]);
        Span<long> fields = stackalloc long[23];
        var rest = stat[(close + 2)..];
        var state = rest.IsEmpty ? (byte)'X' : rest[0];
        for (var i = 0; i < fields.Length && !rest.IsEmpty; i++)
        {
            var end = rest.IndexOf((byte)' ');
            var word = end < 0 ? rest : rest[..end];
            fields[i] = Utf8Parser.TryParse(word, out long value, out _) ? value : 0;
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return state is (byte)'Z' or (byte)'X'
            ? null
            : new ProcessEntry(
                pid, (int)fields[1], (int)fields[2], (int)fields[3], fields[19], fields[11] + fields[12],
                fields[21] * Environment.SystemPageSize, fields[20], name);
    }
}
