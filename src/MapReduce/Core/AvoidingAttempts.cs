namespace Hathi.MapReduce.Core;

/// <summary>
/// Attempts that wait for a container on another host than those where their task has failed, or runs: what is broken on a host alone would
/// break the next try there as well, and a worker that has just failed is the first to be free. Some of those who wait, see
/// <see cref="WaitingAttempts"/>.
/// </summary>
internal sealed class AvoidingAttempts
{
    /// <summary>So many are kept apart, for each look goes through all of them; the others take what comes.</summary>
    private const int Max = 200;

    private readonly List<Attempt> _attempts = [];
    private readonly Dictionary<string, int[]> _hosts = new(StringComparer.Ordinal);

    internal bool Any => _attempts.Count > 0;

    /// <summary>Takes an attempt that avoids some host.</summary>
    /// <returns>False when it avoids none, or may not.</returns>
    internal bool Add(Attempt attempt)
    {
        if (attempt.Avoids.Count == 0 || _attempts.Count >= Max)
        {
            attempt.Avoids = [];
            return false;
        }

        _attempts.Add(attempt);
        Count(attempt, 1);
        return true;
    }

    /// <summary>It waits no more.</summary>
    internal void Remove(Attempt attempt)
    {
        if (attempt.Avoids.Count > 0 && _attempts.Remove(attempt))
        {
            Count(attempt, -1);
        }
    }

    /// <summary>The first that may run on a host.</summary>
    internal Attempt? Find(TaskType type, string host) => _attempts.Find(a => a.Id.Task.Type == type && !a.Avoids.Contains(host));

    /// <summary>How many avoid a host.</summary>
    internal int CountOf(TaskType type, string host) => _hosts.TryGetValue(host, out var counts) ? counts[(int)type] : 0;

    /// <summary>Hosts that some avoid.</summary>
    internal IEnumerable<string> Hosts => _hosts.Keys;

    /// <summary>Those that have waited long enough leave, and avoid nothing any more. To be asked now and then.</summary>
    /// <param name="time">Now.</param>
    /// <param name="patience">How long they wait, ms.</param>
    internal IReadOnlyList<Attempt> TakeOld(long time, long patience)
    {
        foreach (var attempt in _attempts)
        {
            attempt.AvoidsSince ??= time;
        }

        return Take(a => time - a.AvoidsSince >= patience);
    }

    /// <summary>All leave, and avoid nothing any more.</summary>
    internal IReadOnlyList<Attempt> TakeAll() => Take(static _ => true);

    private List<Attempt> Take(Predicate<Attempt> which)
    {
        var taken = _attempts.FindAll(which);
        foreach (var attempt in taken)
        {
            Remove(attempt);
            attempt.Avoids = [];
        }

        return taken;
    }

    private void Count(Attempt attempt, int difference)
    {
        foreach (var host in attempt.Avoids)
        {
            if (!_hosts.TryGetValue(host, out var counts))
            {
                _hosts.Add(host, counts = new int[2]);
            }

            counts[(int)attempt.Id.Task.Type] += difference;
            if (counts is [0, 0])
            {
                _hosts.Remove(host);
            }
        }
    }
}
