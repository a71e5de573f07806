using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>Nodes that became usable or unusable, in order: masters are told from where they know.</summary>
internal sealed class NodeNews
{
    /// <summary>
    /// Kept at most; a master that is further behind is not told of the oldest. More than the nodes of a cluster that changes all at once.
    /// </summary>
    private const int Limit = 20_000;

    /// <summary>Told in one answer; the rest goes into the next one.</summary>
    internal const int Told = 2_000;

    private readonly Queue<NodeReport> _news = new();

    /// <summary>Number of the next.</summary>
    public long End { get; private set; }

    public void Add(NodeReport node)
    {
        _news.Enqueue(node);
        End++;
        if (_news.Count > Limit)
        {
            _news.Dequeue();
        }
    }

    /// <summary>What an attempt's master does not know yet.</summary>
    public IReadOnlyList<NodeReport> Take(RmAttempt attempt)
    {
        if (attempt.NewsSeen == End)
        {
            return [];
        }

        var first = Math.Max(attempt.NewsSeen, End - _news.Count);
        var skip = first - (End - _news.Count);
        var found = new List<NodeReport>();
        foreach (var report in _news)
        {
            if (skip-- <= 0 && found.Count < Told)
            {
                found.Add(report);
            }
        }

        attempt.NewsSeen = first + found.Count;
        return found;
    }
}
