using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Formats;

/// <summary>A stretch of a file that goes into a split as a whole.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hosts">That have it.</param>
/// <param name="Racks">Of the hosts, in their order.</param>
internal sealed record CombinePiece(string Path, long Start, long Length, IReadOnlyList<string> Hosts, IReadOnlyList<string> Racks);

/// <summary>Sizes of combined splits, bytes; 0 for no limit.</summary>
internal readonly record struct CombineLimits(long Max, long MinNode, long MinRack)
{
    /// <exception cref="JobDefinitionException">They contradict each other.</exception>
    internal void Check()
    {
        if (Max < 0 || MinNode < 0 || MinRack < 0 || (Max != 0 && (MinNode > Max || MinRack > Max)) || (MinRack != 0 && MinNode > MinRack))
        {
            throw new JobDefinitionException(
                $"{TaskKeys.SplitMaximum} = {Max}, .minsize.per.node = {MinNode}, .minsize.per.rack = {MinRack}: each must be at least 0 "
                + "and at most the one before it in the order maximum, rack, node.");
        }
    }
}

/// <summary>
/// Puts pieces together into splits: node after node in turns, so that no node gets all; then rack after rack; then what is left.
/// Source: Apache <c>CombineFileInputFormat.createSplits</c>.
/// </summary>
internal sealed class CombinePlan
{
    private readonly List<CombinePiece> _pieces;
    private readonly CombineLimits _limits;
    private readonly bool[] _taken;
    private readonly List<InputSplit> _splits = [];

    private CombinePlan(List<CombinePiece> pieces, CombineLimits limits)
    {
        _pieces = pieces;
        _limits = limits;
        _taken = new bool[pieces.Count];
    }

    internal static IReadOnlyList<InputSplit> Make(List<CombinePiece> pieces, CombineLimits limits)
    {
        var plan = new CombinePlan(pieces, limits);
        plan.ByPlace(static p => p.Hosts, limits.MinNode);
        plan.ByPlace(static p => p.Racks, limits.MinRack);
        plan.Rest();
        return plan._splits;
    }

    // A split a turn for each place that has enough; a place that has less than a split and less than the minimum
    // leaves it to the next step.
    private void ByPlace(Func<CombinePiece, IReadOnlyList<string>> places, long min)
    {
        var queues = Queues(places);
        while (queues.Count > 0)
        {
            for (var i = 0; i < queues.Count;)
            {
                var chosen = Choose(queues[i], out var size);
                if (_limits.Max != 0 && size >= _limits.Max)
                {
                    Add(chosen);
                    i++;
                    continue;
                }

                if (min != 0 && size >= min)
                {
                    Add(chosen);
                }

                queues.RemoveAt(i);
            }
        }
    }

    private List<Queue<int>> Queues(Func<CombinePiece, IReadOnlyList<string>> places)
    {
        var byPlace = new SortedDictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < _pieces.Count; i++)
        {
            foreach (var place in places(_pieces[i]).Distinct(StringComparer.Ordinal))
            {
                if (!byPlace.TryGetValue(place, out var queue))
                {
                    byPlace.Add(place, queue = new Queue<int>());
                }

                queue.Enqueue(i);
            }
        }

        return [.. byPlace.Values];
    }

    private List<int> Choose(Queue<int> queue, out long size)
    {
        var chosen = new List<int>();
        size = 0;
        while ((_limits.Max == 0 || size < _limits.Max) && queue.TryDequeue(out var piece))
        {
            if (!_taken[piece])
            {
                chosen.Add(piece);
                size += _pieces[piece].Length;
            }
        }

        return chosen;
    }

    private void Rest()
    {
        var all = new Queue<int>(Enumerable.Range(0, _pieces.Count));
        while (Choose(all, out _) is { Count: > 0 } chosen)
        {
            Add(chosen);
        }
    }

    private void Add(List<int> chosen)
    {
        foreach (var piece in chosen)
        {
            _taken[piece] = true;
        }

        // Who has the most bytes of it comes first; ties by name.
        var hosts = chosen.SelectMany(i => _pieces[i].Hosts.Distinct(StringComparer.Ordinal).Select(h => (Host: h, _pieces[i].Length)))
            .GroupBy(static h => h.Host, StringComparer.Ordinal)
            .Select(static g => (Host: g.Key, Bytes: g.Sum(static h => h.Length)))
            .OrderByDescending(static h => h.Bytes).ThenBy(static h => h.Host, StringComparer.Ordinal).ToList();
        _splits.Add(new CombinedSplit(
            [.. chosen.Select(i => new FileSplit(_pieces[i].Path, _pieces[i].Start, _pieces[i].Length, _pieces[i].Hosts))],
            [.. hosts.Where(h => h.Bytes == hosts[0].Bytes).Select(static h => h.Host)]));
    }
}
