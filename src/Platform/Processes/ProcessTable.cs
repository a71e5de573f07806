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
public readonly record struct ProcessEntry(int Pid, int Parent, int Group, int Session, long StartTime, long CpuTicks, long ResidentBytes, long VirtualBytes, string Name);

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

    /// <summary>The processes of a container: its first one, all below it, and all of its session.</summary>
    public List<ProcessEntry> Tree(int leader)
    {
        var found = new List<ProcessEntry>();
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

    private void Add(in ProcessEntry entry)
    {
        _byId[entry.Pid] = entry;
        if (!_children.TryGetValue(entry.Parent, out var children))
        {
            _children[entry.Parent] = children = [];
        }

        children.Add(entry.Pid);
    }

    // Not by recursion: a container makes chains of processes as long as it likes.
    private void Collect(int first, List<ProcessEntry> found, HashSet<int> seen)
    {
        var ahead = new Stack<int>([first]);
        while (ahead.TryPop(out var pid))
        {
            if (!_byId.TryGetValue(pid, out var entry) || !seen.Add(pid))
            {
                continue;
            }

            found.Add(entry);
            foreach (var child in _children.GetValueOrDefault(pid) ?? [])
            {
                ahead.Push(child);
            }
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
            : new ProcessEntry(pid, (int)fields[1], (int)fields[2], (int)fields[3], fields[19], fields[11] + fields[12], fields[21] * Environment.SystemPageSize, fields[20], name);
    }
}
