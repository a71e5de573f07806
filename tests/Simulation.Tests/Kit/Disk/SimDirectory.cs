using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>The names in a simulated directory as its machine sees them, and the changes that its medium may not know yet.</summary>
internal sealed class SimDirectory
{
    private readonly SortedDictionary<string, SimContent> _names = new(StringComparer.Ordinal);
    private readonly List<Change> _unsynced = [];
    private List<KeyValuePair<string, SimContent>>? _medium; // null: as _names, and _unsynced is empty

    internal IEnumerable<string> Names => _names.Keys;

    internal SimContent? Find(string name) => _names.GetValueOrDefault(name);

    internal void Link(string name, SimContent content) => Do(new Change(null, name, content));

    internal void Unlink(string name) => Do(new Change(name, null, null));

    internal void Rename(string from, string to) => Do(new Change(from, to, _names[from]));

    /// <summary>A file goes to another directory: in one step, also for the medium, as file systems with a journal have it.</summary>
    internal void MoveTo(SimDirectory target, string from, string to)
    {
        var fate = new Fate();
        var content = _names[from];
        target.Do(new Change(null, to, content) { Fate = fate });
        Do(new Change(from, null, null) { Fate = fate });
    }

    internal void Sync()
    {
        foreach (var change in _unsynced)
        {
            change.Fate.Happens = true;
        }

        _unsynced.Clear();
        _medium = null;
    }

    /// <summary>What is left after the power went: of the unsynced changes any number, not only the first ones.</summary>
    internal void LosePower(SeededRandom random, SimulationReport report)
    {
        if (_medium is null)
        {
            return;
        }

        _names.Clear();
        foreach (var (name, content) in _medium)
        {
            _names.Add(name, content);
        }

        var keep = random.Next(4) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
        foreach (var change in _unsynced)
        {
            if (change.Fate.Happens ??= random.Chance(keep))
            {
                Apply(change);
            }
            else
            {
                report.Add(Fault.NameLost, 1);
            }
        }

        _unsynced.Clear();
        _medium = null;
    }

    private void Do(Change change)
    {
        _medium ??= [.. _names];
        _unsynced.Add(change);
        Apply(change);
    }

    private void Apply(Change change)
    {
        if (change.Removed is not null)
        {
            _names.Remove(change.Removed);
        }

        if (change.Added is not null)
        {
            _names[change.Added] = change.Content!;
        }
    }

    private sealed record Change(string? Removed, string? Added, SimContent? Content)
    {
        public Fate Fate { get; init; } = new();
    }

    // Whether the medium knows of a change; null: not decided. The two halves of a move share one.
    private sealed class Fate
    {
        public bool? Happens { get; set; }
    }
}
