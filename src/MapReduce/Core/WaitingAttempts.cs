namespace Hathi.MapReduce.Core;

/// <summary>
/// Attempts that have no container yet, found by host and rack. An attempt that leaves stays in the queues until they come to it.
/// </summary>
internal sealed class WaitingAttempts(AskTable asks)
{
    /// <summary>Maps a place (hosts and racks) up to which they count as few.</summary>
    private const int FewPerHost = 2;

    private readonly Dictionary<string, Queue<Attempt>> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Attempt>> _askers = new(StringComparer.Ordinal);
    private readonly Queue<Attempt> _anyMap = new();
    private readonly Queue<Attempt> _retries = new();
    private readonly Queue<Attempt> _reduces = new();
    private readonly AvoidingAttempts _avoiding = new();

    /// <summary>Maps, those that failed before included.</summary>
    internal int Maps { get; private set; }

    internal int Reduces { get; private set; }

    internal void Add(Attempt attempt)
    {
        if (attempt.Id.Task.Type == TaskType.Reduce)
        {
            Reduces++;
        }
        else
        {
            Maps++;
            attempt.AskedHosts = HostsToAsk(attempt);
            Ask(attempt, 1);
        }

        if (!_avoiding.Add(attempt))
        {
            Enqueue(attempt);
        }
    }

    /// <summary>It got a container, or none is wanted any more.</summary>
    internal void Remove(Attempt attempt)
    {
        attempt.IsWaiting = false;
        _avoiding.Remove(attempt);
        if (attempt.Id.Task.Type == TaskType.Reduce)
        {
            Reduces--;
        }
        else
        {
            Maps--;
            Ask(attempt, -1);
        }
    }

    /// <summary>
    /// The best map for a place: one that failed before elsewhere, one that failed before, one that asked for this host, one with its input
    /// there, in the rack, any. Whoever takes what another asked for is granted its own place later, where the other's input need not be.
    /// </summary>
    internal Attempt? FindMap(string host, string rack) =>
        _avoiding.Find(TaskType.Map, host) ?? First(_retries) ?? FirstAt(_askers, host) ?? FirstAt(_maps, host) ?? FirstAt(_maps, rack)
        ?? First(_anyMap);

    internal Attempt? FindReduce(string host) => _avoiding.Find(TaskType.Reduce, host) ?? First(_reduces);

    /// <summary>How many of those that wait would run on a host.</summary>
    internal int CountFor(TaskType type, string host) => (type == TaskType.Map ? Maps : Reduces) - _avoiding.CountOf(type, host);

    /// <summary>Hosts that some avoid.</summary>
    internal IEnumerable<string> AvoidedHosts => _avoiding.Hosts;

    internal bool AnyAvoids => _avoiding.Any;

    /// <summary>Whoever has waited long enough for another host takes any.</summary>
    internal void Tick(long time, long patience) => EnqueueAll(_avoiding.TakeOld(time, patience));

    /// <summary>There is no other host: whoever waits takes any.</summary>
    internal void AvoidNothing() => EnqueueAll(_avoiding.TakeAll());

    private void EnqueueAll(IReadOnlyList<Attempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            Enqueue(attempt);
        }
    }

    private void Enqueue(Attempt attempt)
    {
        if (attempt.Id.Task.Type == TaskType.Reduce)
        {
            _reduces.Enqueue(attempt);
        }
        else if (attempt.Priority == JobCore.RetryPriority)
        {
            _retries.Enqueue(attempt);
        }
        else
        {
            _anyMap.Enqueue(attempt);
            EnqueueAt(_maps, attempt.Task.Place!.Hosts.Concat(attempt.Task.Place.Racks), attempt);
            EnqueueAt(_askers, attempt.AskedHosts, attempt);
        }
    }

    private void Ask(Attempt attempt, int difference)
    {
        asks.Add(attempt.Priority, JobCore.Anywhere, difference);
        if (attempt.Priority != JobCore.RetryPriority)
        {
            foreach (var place in attempt.AskedHosts.Concat(attempt.Task.Place!.Racks))
            {
                asks.Add(attempt.Priority, place, difference);
            }
        }
    }

    // Asks are counts a host: the ResourceManager does not know that two of them are for the same map, and may grant both places of one and
    // none of another. While there are few maps each therefore asks for one host, the one with the fewest asks; of many there is
    // always another to run there.
    private IReadOnlyList<string> HostsToAsk(Attempt attempt)
    {
        var hosts = attempt.Task.Place?.Hosts ?? [];
        hosts = attempt.Avoids.Count == 0 ? hosts : [.. hosts.Except(attempt.Avoids, StringComparer.Ordinal)];
        return hosts.Count == 0 || Maps > FewPerHost * Math.Max(hosts.Count, _maps.Count)
            ? hosts
            : [hosts.MinBy(h => asks.Wanted(attempt.Priority, h))!];
    }

    private static void EnqueueAt(Dictionary<string, Queue<Attempt>> queues, IEnumerable<string> places, Attempt attempt)
    {
        foreach (var place in places)
        {
            if (!queues.TryGetValue(place, out var queue))
            {
                queues.Add(place, queue = new Queue<Attempt>());
            }

            queue.Enqueue(attempt);
        }
    }

    private static Attempt? FirstAt(Dictionary<string, Queue<Attempt>> queues, string place) =>
        queues.TryGetValue(place, out var queue) ? First(queue) : null;

    private static Attempt? First(Queue<Attempt> queue)
    {
        while (queue.TryPeek(out var attempt))
        {
            if (attempt.IsWaiting)
            {
                return attempt;
            }

            queue.Dequeue();
        }

        return null;
    }
}
