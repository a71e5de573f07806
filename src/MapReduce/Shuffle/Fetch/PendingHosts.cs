using System.Globalization;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// The outputs that are still to be fetched, by host: a host is given to one fetcher at a time, and left alone for a while after
/// it failed. Thread-safe.
/// </summary>
internal sealed class PendingHosts(FetchOptions options, int maps)
{
    private const double PenaltyGrowth = 1.3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private readonly bool[] _fetched = new bool[maps];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = maps;

    /// <summary>Outputs that are known and not fetched.</summary>
    internal int Known
    {
        get
        {
            lock (_lock)
            {
                return _hosts.Values.Sum(h => h.Maps.Count(m => !_fetched[m.Task.Number]));
            }
        }
    }

    /// <summary>All hosts that have outputs, or had: their keys.</summary>
    internal List<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _hosts.Keys];
            }
        }
    }

    /// <summary>Name and port of a host.</summary>
    internal (string Name, int Port) AddressOf(string key)
    {
        lock (_lock)
        {
            return (_hosts[key].Name, _hosts[key].Port);
        }
    }

    /// <summary>Takes news of the master.</summary>
    internal void Add(IEnumerable<MapOutputPlace> places)
    {
        lock (_lock)
        {
            foreach (var place in places)
            {
                var key = KeyOf(place.Host, place.Port);
                if (!_hosts.TryGetValue(key, out var host))
                {
                    _hosts.Add(key, host = new Host(place.Host, place.Port));
                }

                if (place.IsLost)
                {
                    host.Maps.Remove(place.Map);
                }
                else if (!_fetched[place.Map.Task.Number])
                {
                    host.Maps.Add(place.Map);
                }
            }

            Signal();
        }
    }

    /// <summary>The next host with what to ask it for; null when all is fetched.</summary>
    internal async Task<(Host Host, List<TaskAttemptId> Maps)?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (_left == 0)
                {
                    return null;
                }

                if (Find(out wait) is { } host)
                {
                    host.IsTaken = true;
                    return (host, [.. host.Maps.Take(options.MapsPerRequest)]);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>An output came; false when another attempt's came before, or it was given up meanwhile.</summary>
    internal bool Fetched(Host host, TaskAttemptId map)
    {
        lock (_lock)
        {
            var wanted = host.Maps.Remove(map) && !_fetched[map.Task.Number];
            if (wanted)
            {
                _fetched[map.Task.Number] = true;
                _left--;
            }

            return wanted;
        }
    }

    /// <summary>A fetcher is done with a host.</summary>
    internal void Return(Host host, bool failed)
    {
        lock (_lock)
        {
            host.IsTaken = false;
            host.Failures = failed ? host.Failures + 1 : 0;
            if (failed)
            {
                var penalty = Math.Min(
                    options.LongestPenalty.TotalMilliseconds,
                    options.Penalty.TotalMilliseconds * Math.Pow(PenaltyGrowth, host.Failures - 1));
                host.FreeAt = Environment.TickCount64 + (long)penalty;
                host.LastUntil = host.FreeAt + (long)options.LongestPenalty.TotalMilliseconds;
            }

            Signal();
        }
    }

    /// <summary>A host asks to be left alone for a while: it is well.</summary>
    internal void ReturnBusy(Host host, TimeSpan pause)
    {
        lock (_lock)
        {
            host.IsTaken = false;
            host.FreeAt = Environment.TickCount64 + (long)pause.TotalMilliseconds;
            Signal();
        }
    }

    private static string KeyOf(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    private Host? Find(out TimeSpan wait)
    {
        var now = Environment.TickCount64;
        var soonest = long.MaxValue;
        Host? best = null;
        foreach (var host in _hosts.Values)
        {
            if (host.IsTaken || host.Maps.Count == 0)
            {
                continue;
            }

            if (host.FreeAt > now)
            {
                soonest = Math.Min(soonest, host.FreeAt);
            }
            else if (best is null || IsBefore(host, best, now))
            {
                best = host;
            }
        }

        wait = soonest == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(1, soonest - now));
        return best;
    }

    // Who has failed comes after the others, but not for ever: there may be thousands of these, and the master waits for a verdict.
    private static bool IsBefore(Host host, Host other, long now)
    {
        var (late, otherLate) = (host.LateBy(now), other.LateBy(now));
        return late != otherLate ? late < otherLate : host.Maps.Count > other.Maps.Count;
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A node's shuffle service.</summary>
    internal sealed class Host(string name, int port)
    {
        internal string Name { get; } = name;

        internal int Port { get; } = port;

        internal string Key { get; } = KeyOf(name, port);

        internal HashSet<TaskAttemptId> Maps { get; } = [];

        internal bool IsTaken { get; set; }

        internal int Failures { get; set; }

        internal long FreeAt { get; set; }

        /// <summary>Until then those come first that failed less often.</summary>
        internal long LastUntil { get; set; }

        /// <summary>The place in the order: 0 is first.</summary>
        internal int LateBy(long now) => now < LastUntil ? Failures : 0;
    }
}
