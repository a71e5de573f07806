using System.Globalization;

namespace Hathi.Hostile.Tests;

/// <summary>How long others waited for answers: a call that holds up a server shows here, and which it was.</summary>
internal sealed class Waits
{
    /// <summary>The longest are told one by one: whether they are of one kind is seen by them.</summary>
    private const int Told = 8;

    /// <summary>What one second and less is: the bar of an answer on a machine that has nothing else to do.</summary>
    private static readonly TimeSpan s_bar = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _all = [];
    private readonly PriorityQueue<Wait, TimeSpan> _longest = new();

    /// <summary>After an answer.</summary>
    /// <param name="behind">The call that the server was busy with, or had been.</param>
    /// <param name="asked">What somebody else asked.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="stood">What else there was meanwhile.</param>
    public void Add(string behind, string asked, TimeSpan took, Standstill stood)
    {
        _all.Add(took);
        _longest.Enqueue(new Wait(behind.Length > 200 ? behind[..200] : behind, asked, took, stood), took);
        if (_longest.Count > Told)
        {
            _longest.Dequeue();
        }
    }

    /// <summary>The wait that a share of all did not exceed.</summary>
    public TimeSpan Quantile(double share)
    {
        var sorted = _all.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    /// <summary>In one line: the median, the 99th percentile, the longest and behind what it was.</summary>
    public string Summary() => _all.Count == 0 ? "nobody asked" : string.Create(
        CultureInfo.InvariantCulture,
        $"others waited {Quantile(0.5).TotalMilliseconds:F0} ms at the median, {Quantile(0.99).TotalMilliseconds:F0} at the 99th "
        + $"percentile, {_all.Count(static w => w > s_bar)} times of {_all.Count} over a second, longest {Longest()[0]}");

    /// <summary>The longest, a line each.</summary>
    public IEnumerable<string> Lines() => Longest().Select(static w => w.ToString());

    private List<Wait> Longest() => [.. _longest.UnorderedItems.Select(static i => i.Element).OrderByDescending(static w => w.Took)];

    private sealed record Wait(string Behind, string Asked, TimeSpan Took, Standstill Stood)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Took.TotalMilliseconds:F0} ms for {Asked} behind {Behind} ({Stood})");
    }
}
