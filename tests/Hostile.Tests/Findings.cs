using System.Diagnostics;
using Hathi.Base;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>What was found wrong, and what every campaign looks at after a call: others are answered, nothing happened that nobody foresaw, memory comes back.</summary>
internal sealed class Findings
{
    /// <summary>What a call may keep: pools and tables that have grown, not what it brought.</summary>
    private const long MemoryBytes = 64 << 20;

    /// <summary>Finalizers let go of what the next collection takes: an answer is in order when one of so many found the memory back.</summary>
    private const int Collections = 3;

    private const int LargeObjects = 3;
    private const int PinnedObjects = 4;

    /// <summary>More are not worth the time.</summary>
    private const int MaxFaults = 2000;

    private readonly Observed _observed;
    private readonly Func<Task> _probe;
    private readonly List<string> _faults = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly KeptArrays _arrays = new();
    private long _memory;

    /// <param name="observed">What servers say.</param>
    /// <param name="probe">A call of somebody else; it must be answered.</param>
    public Findings(Observed observed, Func<Task> probe)
    {
        _observed = observed;
        _probe = probe;
        Seed = ulong.TryParse(Environment.GetEnvironmentVariable("HATHI_SEED"), out var seed) ? seed : 1;
        Random = new SeededRandom(Seed);
    }

    /// <summary>An answer that takes longer is none, on a machine however busy.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Every extreme is tried, not a sample.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("HATHI_HOSTILE") == "all";

    public ulong Seed { get; }

    public SeededRandom Random { get; }

    public int Calls { get; private set; }

    /// <summary>From here on memory is looked at: the texts that the attacker keeps itself are not counted.</summary>
    public void Begin()
    {
        Texts.Prepare();
        _memory = GC.GetTotalMemory(forceFullCollection: true);
    }

    public void Called() => Calls++;

    public void Fault(string text)
    {
        _faults.Add(text.Length > 1200 ? text[..1200] : text);
        Assert.True(_faults.Count < MaxFaults, string.Join('\n', _faults.Take(100)));
    }

    /// <summary>After a call.</summary>
    public async Task LookAsync(string name)
    {
        try
        {
            await _probe().WaitAsync(Patience);
        }
        catch (Exception e)
        {
            Fault($"{name}: others are not answered: {e.GetType().Name}: {e.Message}");
        }

        foreach (var line in _observed.TakeUnforeseen().Concat(_arrays.Take()))
        {
            Fault($"{name}: {line}");
        }
    }

    /// <summary>Forgets what a server said that has been told of already.</summary>
    public void Forget() => _observed.TakeUnforeseen();

    /// <summary>After some calls, when nothing of them is on its way any more.</summary>
    public void LookAtMemory(string name)
    {
        var left = Left();
        for (var i = 0; left > MemoryBytes && i < Collections; i++)
        {
            left = Left();
        }

        if (left > MemoryBytes)
        {
            var generations = GC.GetGCMemoryInfo(GCKind.Any).GenerationInfo;
            Fault($"{name} left {left >> 20} MiB; large objects have {generations[LargeObjects].SizeAfterBytes >> 20} MiB now, pinned ones {generations[PinnedObjects].SizeAfterBytes >> 20}");
            _memory += left;
        }
    }

    /// <summary>Says how much was tried.</summary>
    public void Tell(string what) => Console.WriteLine($"  Hostile: {Calls} {what} in {_watch.Elapsed.TotalSeconds:F0} s; seed {Seed}");

    private long Left() => GC.GetTotalMemory(forceFullCollection: true) - _memory;

    public void AssertNone() => Assert.True(_faults.Count == 0, $"{_faults.Count} faults, seed {Seed}:\n{string.Join('\n', _faults.Take(200))}");
}
