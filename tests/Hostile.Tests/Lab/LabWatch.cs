using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests.Lab;

/// <summary>
/// The processes of a lab as its operator sees them: whether they are the same, their resident memory, what they write into their
/// logs of faults of ours.
/// </summary>
internal sealed class LabWatch(AttackedLab lab) : IWatched
{
    /// <summary>
    /// What a line of the log has that tells of an error; what is below it, up to the next line with a time, belongs to it.
    /// </summary>
    private const string Error = " ERROR ";

    /// <summary>Between two looks: the nodes are idle meanwhile, which is when they give memory back.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks without news after which a node has given back what it will: it looks for that every five seconds, twice.</summary>
    private const int Still = 24;

    private const long Noise = 1 << 20;

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _least = new(StringComparer.Ordinal);

    public IEnumerable<string> TakeUnforeseen()
    {
        foreach (var node in lab.Status)
        {
            if (node.ProcessId != _processes.GetValueOrDefault(node.Node.Name, node.ProcessId))
            {
                _processes.Remove(node.Node.Name);
                yield return $"the process of {node.Node.Name} has ENDED";
            }

            foreach (var role in node.Ended)
            {
                yield return $"{role} of {node.Node.Name} has ENDED";
            }

            foreach (var line in NewLines(lab.LogOf(node)).Where(static l => l.Contains(Error, StringComparison.Ordinal)))
            {
                yield return $"{node.Node.Name}: {line}";
            }
        }
    }

    public void Begin()
    {
        foreach (var node in lab.Status)
        {
            _processes[node.Node.Name] = node.ProcessId;
            _least[node.Node.Name] = node.ResidentBytes;
        }
    }

    /// <summary>Null: while there are calls it cannot be known, <see cref="SettleAsync"/> waits for it.</summary>
    public string? LookAtMemory() => null;

    /// <summary>What each node had, and has.</summary>
    public string Told() =>
        string.Join(", ", lab.Status.Select(n => $"{n.Node.Name} {_least[n.Node.Name] >> 20} → {n.ResidentBytes >> 20} MiB"));

    /// <summary>
    /// Waits for the nodes to be idle and to give back what their start has left, so that it does not pass for what calls may leave: until
    /// nothing more comes for a while.
    /// </summary>
    public async Task RestAsync()
    {
        using var timer = new PeriodicTimer(s_look);
        for (var still = 0; still < Still; still++)
        {
            await timer.WaitForNextTickAsync();
            foreach (var node in lab.Status.Where(n => n.ResidentBytes < _least[n.Node.Name] - Noise))
            {
                _least[node.Node.Name] = node.ResidentBytes;
                still = 0;
            }
        }
    }

    /// <summary>
    /// Waits until the memory of every node is back; false: it does not come back in a time in which everybody is patient.
    /// </summary>
    public async Task<bool> SettleAsync(long bytes)
    {
        using var timer = new PeriodicTimer(s_look);
        var until = Environment.TickCount64 + (long)Findings.Patience.TotalMilliseconds;
        while (lab.Status.Any(n => n.ResidentBytes - _least[n.Node.Name] > bytes))
        {
            if (Environment.TickCount64 > until)
            {
                return false;
            }

            await timer.WaitForNextTickAsync();
        }

        return true;
    }

    private List<string> NewLines(string file)
    {
        var lines = new List<string>();
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Min(_read.GetValueOrDefault(file), stream.Length);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        _read[file] = stream.Position;
        return lines;
    }
}
