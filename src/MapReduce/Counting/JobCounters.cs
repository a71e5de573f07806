using System.Collections;
using System.Text;
using Hathi.MapReduce.Counting;

namespace Hathi.MapReduce;

/// <summary>The counters of a task or a whole job, in groups (Apache's Counters). Used by one thread at a time.</summary>
public sealed class JobCounters : IReadOnlyCollection<CounterGroup>
{
    private readonly Dictionary<string, CounterGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>Groups.</summary>
    public int Count => _groups.Count;

    /// <summary>The group of this name, made when it is not there.</summary>
    public CounterGroup this[string group]
    {
        get
        {
            if (!_groups.TryGetValue(group, out var found))
            {
                _groups.Add(group, found = new CounterGroup(group));
            }

            return found;
        }
    }

    public Counter this[TaskCounter counter] => this[CounterNames.Task][CounterNames.Of(counter)];

    public Counter this[JobCounter counter] => this[CounterNames.Job][CounterNames.Of(counter)];

    public Counter this[string group, string name] => this[group][name];

    /// <summary>A file system's counter.</summary>
    /// <param name="scheme">file, hdfs, ….</param>
    /// <param name="counter">Which.</param>
    public Counter this[string scheme, FileSystemCounter counter] =>
        this[CounterNames.FileSystem][$"{scheme.ToUpperInvariant()}_{CounterNames.Of(counter)}"];

    /// <summary>A counter of one's own: the group is the enumeration's full name, the counter the member's.</summary>
    public Counter this[Enum counter] => this[counter.GetType().FullName!][counter.ToString()];

    /// <summary>Adds every counter of another set.</summary>
    public void Add(JobCounters other)
    {
        foreach (var group in other)
        {
            foreach (var counter in group)
            {
                this[group.Name][counter.Name].Increment(counter.Value);
            }
        }
    }

    /// <summary>Apache's own groups first, then the others by name.</summary>
    public IEnumerator<CounterGroup> GetEnumerator() =>
        _groups.Values.OrderBy(g => CounterNames.GroupRank(g.Name)).ThenBy(g => g.Name, StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As Hadoop prints them after a job: a heading with the number of counters, groups behind one tab, counters behind two.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Counters: ").Append(_groups.Values.Sum(g => g.Count));
        foreach (var group in this)
        {
            text.Append("\n\t").Append(group.DisplayName);
            foreach (var counter in group)
            {
                text.Append("\n\t\t").Append(counter.DisplayName).Append('=').Append(counter.Value);
            }
        }

        return text.ToString();
    }
}
