namespace Hathi.MapReduce.Protocol.History;

/// <summary>One counter.</summary>
/// <param name="Name">For programs, such as MAP_INPUT_RECORDS.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Value">Its value.</param>
public sealed record HistoryCounter(string Name, string DisplayName, long Value);

/// <summary>Counters of one kind.</summary>
/// <param name="Name">For programs: the name of a Java enum class where Hadoop has one.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Counters">In order.</param>
public sealed record HistoryCounterGroup(string Name, string DisplayName, IReadOnlyList<HistoryCounter> Counters);

/// <summary>Counters of an attempt, a task or a job.</summary>
/// <param name="Name">TOTAL_COUNTERS, MAP_COUNTERS, REDUCE_COUNTERS or COUNTERS.</param>
/// <param name="Groups">In order.</param>
public sealed record HistoryCounters(string Name, IReadOnlyList<HistoryCounterGroup> Groups)
{
    /// <summary>None.</summary>
    public static readonly HistoryCounters Empty = new("COUNTERS", []);

    /// <summary>Whether others say the same: a task's are those of the attempt that did it.</summary>
    public bool SaysTheSame(HistoryCounters others)
    {
        if (Groups.Count != others.Groups.Count)
        {
            return false;
        }

        for (var i = 0; i < Groups.Count; i++)
        {
            var (mine, other) = (Groups[i], others.Groups[i]);
            if (mine.Name != other.Name || mine.DisplayName != other.DisplayName || !mine.Counters.SequenceEqual(other.Counters))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The sum of all, group by group and counter by counter, in the order in which they are first met.</summary>
    public static HistoryCounters Sum(string name, IEnumerable<HistoryCounters> parts)
    {
        var groups = new List<(HistoryCounterGroup Group, List<HistoryCounter> Counters)>();
        foreach (var group in parts.SelectMany(p => p.Groups))
        {
            var at = groups.FindIndex(g => g.Group.Name == group.Name);
            if (at < 0)
            {
                groups.Add((group, [.. group.Counters]));
                continue;
            }

            var sums = groups[at].Counters;
            foreach (var counter in group.Counters)
            {
                var i = sums.FindIndex(c => c.Name == counter.Name);
                if (i < 0)
                {
                    sums.Add(counter);
                }
                else
                {
                    sums[i] = sums[i] with { Value = sums[i].Value + counter.Value };
                }
            }
        }

        return new HistoryCounters(name, [.. groups.Select(g => g.Group with { Counters = g.Counters })]);
    }
}
