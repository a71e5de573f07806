using System.Collections;
using Hathi.MapReduce.Counting;

namespace Hathi.MapReduce;

/// <summary>Counters under one heading. One thread makes and adds to them; others may look.</summary>
public sealed class CounterGroup : IReadOnlyCollection<Counter>
{
    // Replaced as a whole: who looks has one that does not change.
    private Counter[] _counters = [];
    private readonly Dictionary<string, Counter> _byName = new(StringComparer.Ordinal);

    internal CounterGroup(string name)
    {
        Name = name;
        DisplayName = CounterNames.Group(name);
    }

    /// <summary>For example org.apache.hadoop.mapreduce.TaskCounter.</summary>
    public string Name { get; }

    /// <summary>As printed, for example "Map-Reduce Framework".</summary>
    public string DisplayName { get; }

    public int Count => Volatile.Read(ref _counters).Length;

    /// <summary>The counter of this name, made when it is not there.</summary>
    public Counter this[string name]
    {
        get
        {
            if (!_byName.TryGetValue(name, out var counter))
            {
                counter = new Counter(name, CounterNames.Counter(Name, name));
                _byName.Add(name, counter);
                Volatile.Write(ref _counters, [.. _counters, counter]);
            }

            return counter;
        }
    }

    /// <summary>Whether there is a counter of this name.</summary>
    internal bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>In the order of Apache's enumeration for its groups, in name order for others.</summary>
    public IEnumerator<Counter> GetEnumerator() =>
        Volatile.Read(ref _counters)
            .OrderBy(c => CounterNames.Rank(Name, c.Name))
            .ThenBy(c => c.Name, StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
