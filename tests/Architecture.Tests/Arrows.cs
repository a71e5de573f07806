namespace Hathi.Architecture.Tests;

/// <summary>Who uses whom, and the circles in that.</summary>
internal sealed class Arrows
{
    private readonly SortedDictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);

    internal IEnumerable<(string From, string To)> All => _uses.SelectMany(static u => u.Value.Select(to => (u.Key, to)));

    /// <summary>Nobody points to himself.</summary>
    internal void Add(string from, string to)
    {
        if (from == to)
        {
            return;
        }

        if (!_uses.TryGetValue(from, out var uses))
        {
            _uses.Add(from, uses = new SortedSet<string>(StringComparer.Ordinal));
        }

        uses.Add(to);
    }

    /// <summary>The arrows between the groups that the names are in.</summary>
    internal Arrows Between(Func<string, string> groupOf)
    {
        var groups = new Arrows();
        foreach (var (from, to) in All)
        {
            groups.Add(groupOf(from), groupOf(to));
        }

        return groups;
    }

    /// <summary>Those that reach each other, however long the way, circle by circle, in order.</summary>
    internal List<string[]> Circles()
    {
        var reached = _uses.Keys.ToDictionary(static name => name, Reach, StringComparer.Ordinal);
        var circles = new List<string[]>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _uses.Keys.Where(name => reached[name].Contains(name) && !done.Contains(name)))
        {
            string[] circle = [.. reached[name].Where(other => reached.TryGetValue(other, out var back) && back.Contains(name))];
            done.UnionWith(circle);
            circles.Add(circle);
        }

        return circles;
    }

    private SortedSet<string> Reach(string name)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var left = new Stack<string>([name]);
        while (left.TryPop(out var at))
        {
            foreach (var next in _uses.TryGetValue(at, out var uses) ? uses.Where(reached.Add) : [])
            {
                left.Push(next);
            }
        }

        return reached;
    }
}
