using System.Diagnostics;
using Hathi.Base;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>
/// What was found wrong, and what every campaign looks at after a call: others are answered, nothing happened that nobody
/// foresaw, memory comes back.
/// </summary>
internal sealed class Findings
{
    /// <summary>More are not worth the time.</summary>
    private const int MaxFaults = 2000;

    private readonly IWatched _watched;
    private readonly Func<(string Asked, Task Answer)> _probe;
    private readonly int _smallShare;
    private readonly List<string> _faults = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <param name="watched">What is seen of the servers.</param>
    /// <param name="probe">Begins a call of somebody else and says which; it must be answered.</param>
    /// <param name="smallShare">In a sample one of so many of the short extremes is tried.</param>
    public Findings(IWatched watched, Func<(string Asked, Task Answer)> probe, int smallShare)
    {
        _watched = watched;
        _smallShare = smallShare;
        _probe = probe;
        Seed = ulong.TryParse(Environment.GetEnvironmentVariable("HATHI_SEED"), out var seed) ? seed : 1;
        Random = new SeededRandom(Seed);
    }

    /// <summary>For servers in this process: every short extreme is tried, and memory is looked at from now on.</summary>
    public static Findings Of(OwnHeap heap, Func<Task> probe)
    {
        var findings = new Findings(heap, () => ("an answer", probe()), smallShare: 1);
        findings.Begin();
        return findings;
    }

    /// <summary>An answer that takes longer is none, on a machine however busy.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Every extreme is tried, not a sample.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("HATHI_HOSTILE") == "all";

    public ulong Seed { get; }

    public SeededRandom Random { get; }

    public int Calls { get; private set; }

    /// <summary>How long somebody else waited for answers.</summary>
    public Waits Waits { get; } = new();

    /// <summary>Whether an extreme is tried: all of them, or one of so many of each weight.</summary>
    public bool Takes(Weight weight, int largeShare, int hugeShare) =>
        All || Random.Next(weight switch { Weight.Small => _smallShare, Weight.Large => largeShare * _smallShare, _ => hugeShare }) == 0;

    /// <summary>All of a list of short things, or one of so many.</summary>
    public IEnumerable<T> Some<T>(IEnumerable<T> all) => All ? all : all.Where(_ => Random.Next(_smallShare) == 0);

    /// <summary>From here on memory is looked at: the texts that the attacker keeps itself are not counted.</summary>
    public void Begin()
    {
        Texts.Prepare();
        _watched.Begin();
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
        var (begin, stood, asked) = (_watch.Elapsed, Standstill.Read(), "an answer");
        try
        {
            (asked, var answer) = _probe();
            await answer.WaitAsync(Patience);
        }
        catch (Exception e)
        {
            Fault($"{name}: others are not answered: {e.GetType().Name}: {e.Message}");
        }

        Waits.Add(name, asked, _watch.Elapsed - begin, Standstill.Read().Since(stood));
        foreach (var line in _watched.TakeUnforeseen())
        {
            Fault($"{name}: {line}");
        }
    }

    /// <summary>Forgets what a server said that has been told of already.</summary>
    public void Forget() => _ = _watched.TakeUnforeseen().Count();

    /// <summary>After some calls, when nothing of them is on its way any more.</summary>
    public void LookAtMemory(string name)
    {
        if (_watched.LookAtMemory() is { } left)
        {
            Fault($"{name} left {left}");
        }
    }

    /// <summary>Says how much was tried.</summary>
    public void Tell(string what) =>
        Console.WriteLine($"  Hostile: {Calls} {what} in {_watch.Elapsed.TotalSeconds:F0} s; {Waits.Summary()}; seed {Seed}");

    /// <summary>Says at the end behind which calls others waited longest.</summary>
    private void TellWaits()
    {
        foreach (var line in Waits.Lines())
        {
            Console.WriteLine($"  Hostile: waited {line}");
        }
    }

    public void AssertNone()
    {
        TellWaits();
        Assert.True(_faults.Count == 0, $"{_faults.Count} faults, seed {Seed}:\n{string.Join('\n', _faults.Take(200))}");
    }
}
