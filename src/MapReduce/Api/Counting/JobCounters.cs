using System.Collections;
using System.Text;
using Hathi.MapReduce.Counting;

namespace Hathi.MapReduce;

/// <summary>
/// The counters of a task or a whole job, in groups (Apache's Counters). One thread makes and adds to them; others may look meanwhile.
/// </summary>
public sealed class JobCounters : IReadOnlyCollection<CounterGroup>
{
    /// <summary>Counters that a task has when its program may make no more; what the engine itself counts is added all the same.</summary>
    internal const int Most = 10_000;

    private readonly Dictionary<string, CounterGroup> _byName = new(StringComparer.Ordinal);

    // Replaced as a whole: who looks has one that does not change.
    private CounterGroup[] _groups = [];

    /// <summary>Groups.</summary>
    public int Count => Volatile.Read(ref _groups).Length;

    /// <summary>The group of this name, made when it is not there.</summary>
    public CounterGroup this[string group]
    {
        get
        {
            if (!_byName.TryGetValue(group, out var found))
            {
                _byName.Add(group, found = new CounterGroup(group));
                Volatile.Write(ref _groups, [.. _groups, found]);
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

    /// <summary>A counter that a task's program asks for, made when it is not there.</summary>
    /// <exception cref="LimitExceededException">There would be too many, in the words of Apache's Limits.</exception>
    internal Counter OfProgram(string group, string name)
    {
        if (_byName.TryGetValue(group, out var found) && found.Has(name))
        {
            return found[name];
        }

        var count = _groups.Sum(static g => g.Count) + 1;
        return count <= Most ? this[group][name] : throw new LimitExceededException($"Too many counters: {count} max={Most}");
    }

    /// <summary>Adds every counter of another set.</summary>
    public void Add(JobCounters other) => Add(other, 1);

    /// <summary>Takes every counter of another set away, which was added before.</summary>
    internal void Subtract(JobCounters other) => Add(other, -1);

    private void Add(JobCounters other, int times)
    {
        foreach (var group in other)
        {
            foreach (var counter in group)
            {
                this[group.Name][counter.Name].Increment(times * counter.Value);
            }
        }
    }

    /// <summary>Apache's own groups first, then the others by name.</summary>
    public IEnumerator<CounterGroup> GetEnumerator() =>
        Volatile.Read(ref _groups).OrderBy(g => CounterNames.GroupRank(g.Name)).ThenBy(g => g.Name, StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// As Hadoop prints them after a job: a heading with the number of counters, groups behind one tab, counters behind two.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder("Counters: ").Append(Volatile.Read(ref _groups).Sum(g => g.Count));
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
