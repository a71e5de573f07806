namespace Hathi.MapReduce.Core;

/// <summary>
/// How many containers are wanted where, and what of that the ResourceManager was told. It counts down by itself when it grants, so what a
/// grant may have touched is told again.
/// </summary>
internal sealed class AskTable
{
    private readonly Dictionary<(int Priority, string Location), Count> _counts = [];
    private readonly List<(int Priority, string Location)> _changed = [];

    internal void Add(int priority, string location, int difference) => Set(priority, location, Wanted(priority, location) + difference);

    internal int Wanted(int priority, string location) => _counts.TryGetValue((priority, location), out var count) ? count.Wanted : 0;

    internal void Set(int priority, string location, int wanted)
    {
        var count = At(priority, location);
        if (count.Wanted != wanted)
        {
            count.Wanted = wanted;
            Change(count, priority, location);
        }
    }

    /// <summary>A container was granted: these counts are no longer what was told.</summary>
    internal void Granted(int priority, string host, string rack)
    {
        Forget(priority, host);
        Forget(priority, rack);
        Forget(priority, JobCore.Anywhere);
    }

    internal void Flush(List<JobEffect> effects)
    {
        foreach (var key in _changed)
        {
            var count = _counts[key];
            count.IsChanged = false;
            if (count.Told != count.Wanted)
            {
                count.Told = count.Wanted;
                effects.Add(new JobEffect.Ask(key.Priority, key.Location, count.Wanted));
            }
        }

        _changed.Clear();
    }

    private void Forget(int priority, string location)
    {
        if (_counts.TryGetValue((priority, location), out var count))
        {
            count.Told = -1;
            Change(count, priority, location);
        }
    }

    private Count At(int priority, string location)
    {
        if (!_counts.TryGetValue((priority, location), out var count))
        {
            _counts.Add((priority, location), count = new Count());
        }

        return count;
    }

    private void Change(Count count, int priority, string location)
    {
        if (!count.IsChanged)
        {
            count.IsChanged = true;
            _changed.Add((priority, location));
        }
    }

    private sealed class Count
    {
        internal int Wanted;
        internal int Told;
        internal bool IsChanged;
    }
}
