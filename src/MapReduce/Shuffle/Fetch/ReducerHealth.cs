namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// Decides from what came and what did not whether it is this reduce that cannot fetch, rather than the nodes that it fetches from: then it
/// gives itself up, as a rule before its reports have finished maps done again (several fetchers may ask one node three times before
/// another twice). Apache's conditions (too many maps fail, too large a share of all fetches, too little progress), and one of ours, for
/// theirs fail a reduce at the first failed fetch of a job of one map: several nodes fail one after the other, and it is not they who are
/// at fault. That is asked of them and of the others (<see cref="Witnesses"/>): a reduce that has all that the others had would not know.
/// Knows no clock; not thread-safe. Source: ShuffleSchedulerImpl.checkReducerHealth, copyFailed.
/// </summary>
/// <param name="maps">Maps of the job.</param>
/// <param name="time">Now, in milliseconds.</param>
/// <param name="ownHost">
/// The name of the reduce's own node: what comes from there says nothing of the way to others. Empty: not known.
/// </param>
internal sealed class ReducerHealth(int maps, long time, string ownHost)
{
    /// <summary>So many maps, or all that are left, must fail (Apache: maxFailedUniqueFetches).</summary>
    private const int MostFailingMaps = 5;

    /// <summary>Of all fetches so many failed (Apache: MAX_ALLOWED_FAILED_FETCH_ATTEMPT_PERCENT).</summary>
    private const double MostFailures = 0.5;

    /// <summary>
    /// With so many of the maps here, a reduce is only given up that has stood still (Apache: MIN_REQUIRED_PROGRESS_PERCENT).
    /// </summary>
    private const double EnoughProgress = 0.5;

    /// <summary>So long it stood still, as a share of the time in which it got on (Apache: MAX_ALLOWED_STALL_TIME_PERCENT).</summary>
    private const double LongestStall = 0.5;

    /// <summary>
    /// Milliseconds: what stands still for less is waiting for a map that is done again (Apache: the longest run of a map,
    /// which is not known here).
    /// </summary>
    private const long ShortestStall = 30_000;

    /// <summary>
    /// A node counts as one that cannot be reached when it failed so often in a row: one failure is a node that restarts.
    /// </summary>
    private const int FailuresOfANode = 2;

    /// <summary>So many nodes that cannot be reached, and nothing from any other between, are a reason to doubt oneself.</summary>
    private const int NodesInDoubt = 2;

    /// <summary>So many nodes that failed once each are, too: on a large cluster it takes long until one is asked a second time.</summary>
    private const int NodesThatFailedOnce = 5;

    /// <summary>
    /// Nodes that are asked whether they can be reached: enough to tell a tenth of a cluster that died from a way that is cut.
    /// </summary>
    private const int MostWitnesses = 16;

    /// <summary>Of a few that died so many times as many must have died as are reached: of three others two may have.</summary>
    private const int DeadForEachReached = 2;

    /// <summary>
    /// Milliseconds after which the witnesses are asked again, if nothing came meanwhile and not twice as many nodes fail.
    /// </summary>
    private const long AskAgain = 30_000;

    // Of each other node the failures since something came from any other node.
    private readonly Dictionary<string, int> _unreached = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FailingMap> _failing = [];
    private readonly int _abortAfter = Math.Max(30, maps / 10); // abortFailureLimit
    private long _failures;
    private int _fetched;
    private readonly long _startedAt = time;
    private long _progressAt = time;
    private int _askedWith;
    private long _askedAt;

    /// <summary>A map's output is here.</summary>
    internal void Fetched(long now, string host, int map)
    {
        _fetched++;
        _progressAt = now;
        _failing.Remove(map);
        if (!IsOwn(host))
        {
            _others.Add(host);
            _unreached.Clear();
            _askedWith = 0;
        }
    }

    /// <summary>Nothing came of a request, or one of its outputs did not.</summary>
    /// <param name="now">In milliseconds.</param>
    /// <param name="host">The node that was asked.</param>
    /// <param name="failed">Number and attempt of the maps that did not come.</param>
    /// <param name="known">Outputs that are known and not here, the failed ones included.</param>
    /// <returns>Why the reduce is to give itself up, a doubt only when it <see cref="IsBorneOut"/>; null: it goes on.</returns>
    internal GivenUp? Failed(long now, string host, IReadOnlyList<(int Map, int Attempt)> failed, int known)
    {
        if (!IsOwn(host))
        {
            _others.Add(host);
            _unreached[host] = _unreached.GetValueOrDefault(host) + 1;
        }

        foreach (var (map, attempt) in failed)
        {
            _failures++;
            var failing = _failing[map] = _failing.GetValueOrDefault(map).And(attempt, host);
            if (failing.Failures >= _abortAfter)
            {
                return new GivenUp(
                    IsCutOff: false, IsDoubt: false, $"{failing.Failures} failures downloading the output of map {map} from {host}.");
            }
        }

        var tooMany = _failing.Count >= Math.Min(MostFailingMaps, maps) || _failing.Count >= Math.Min(known, maps - _fetched);
        var unhealthy = _failures >= MostFailures * (_failures + _fetched);
        if (!tooMany || !unhealthy || (_fetched >= EnoughProgress * maps && !IsStalled(now)))
        {
            return null;
        }

        // A map fails from another node as well, done again there: the master has looked for a fault in the first already. Where there is
        // but one other node it is done again on that.
        var isSure = IsDoneAgain(onAnotherNode: _others.Count > 1) && _unreached.Count >= Math.Min(NodesInDoubt, _others.Count);
        return isSure || IsInDoubt(now)
            ? new GivenUp(IsCutOff: true, IsDoubt: !isSure, "Exceeded MAX_FAILED_UNIQUE_FETCHES; bailing-out. "
                + $"{_fetched} of {maps} map outputs came, {_failing.Count} cannot be fetched; the last one asked was {host}.")
            : null;
    }

    /// <summary>
    /// Those of the nodes that are to be asked, evenly out of all: whether the others are reached, and whether those that fail are alive.
    /// </summary>
    /// <param name="hosts">All that have outputs, or had.</param>
    internal Witnesses Witnesses(IEnumerable<string> hosts)
    {
        var others = hosts.Where(h => !IsOwn(h) && !_unreached.ContainsKey(h)).ToList();
        return new Witnesses(others.Count, SomeOf(others), SomeOf([.. _unreached.Keys]));
    }

    /// <summary>Whether it is cut off, as it seems, after the witnesses were asked.</summary>
    /// <param name="now">In milliseconds.</param>
    /// <param name="witnesses">They.</param>
    /// <param name="reached">Of the others so many take a connection.</param>
    /// <param name="alive">Of those that fail so many answer something: they did not die, and give nothing all the same.</param>
    internal bool IsBorneOut(long now, Witnesses witnesses, int reached, int alive)
    {
        _askedWith = _unreached.Count;
        _askedAt = now;
        var others = Of(witnesses.Others, reached, witnesses.OthersAsked.Count);
        var living = Of(_unreached.Count, alive, witnesses.FailingAsked.Count);
        var dead = _unreached.Count - living;

        // Of a large cluster a third does not die at once, and of a small one all but one.
        return living >= NodesInDoubt
            || dead > DeadForEachReached * others
            || (dead >= NodesThatFailedOnce && DeadForEachReached * dead > others);
    }

    private static long Of(int all, int some, int asked) => asked == 0 ? 0 : (long)all * some / asked;

    private static List<string> SomeOf(List<string> hosts)
    {
        var asked = Math.Min(hosts.Count, MostWitnesses);
        return [.. Enumerable.Range(0, asked).Select(n => hosts[(int)((long)n * hosts.Count / asked)])];
    }

    // A map that was done again since it failed first took the time of a map.
    private bool IsStalled(long now) =>
        IsDoneAgain(onAnotherNode: false) || now - _progressAt >= Math.Max(ShortestStall, LongestStall * (_progressAt - _startedAt));

    // Several nodes fail, and nothing comes from any other between. Who was asked before is asked again when more fail, or after a while.
    private bool IsInDoubt(long now) =>
        (_unreached.Count >= NodesThatFailedOnce || _unreached.Values.Count(static n => n >= FailuresOfANode) >= NodesInDoubt)
        && (_askedWith == 0 || _unreached.Count >= 2 * _askedWith || now - _askedAt >= AskAgain);

    private bool IsDoneAgain(bool onAnotherNode)
    {
        foreach (var failing in _failing.Values)
        {
            if (failing.Attempts > 1 && failing.OfThisAttempt >= FailuresOfANode && (!onAnotherNode || failing.Moved))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOwn(string host) => ownHost.Length > 0
        && host.StartsWith(ownHost, StringComparison.Ordinal)
        && (host.Length == ownHost.Length || host[ownHost.Length] == ':');

    private readonly record struct FailingMap(int Failures, int Attempts, int Last, int OfThisAttempt, string? Host, bool Moved)
    {
        internal FailingMap And(int attempt, string host) => Attempts > 0 && attempt == Last
            ? this with { Failures = Failures + 1, OfThisAttempt = OfThisAttempt + 1 }
            : new FailingMap(1, Attempts + 1, attempt, 1, host, Moved || (Host is not null && Host != host));
    }
}

/// <summary>Why a reduce gives itself up.</summary>
/// <param name="IsCutOff">It reaches no other node: another node may do what this one cannot.</param>
/// <param name="IsDoubt">It seems so: others are to be asked.</param>
/// <param name="Message">For the user.</param>
internal sealed record GivenUp(bool IsCutOff, bool IsDoubt, string Message);

/// <summary>Who is asked whether a reduce is cut off.</summary>
/// <param name="Others">So many nodes have not failed and are not its own.</param>
/// <param name="OthersAsked">Some of them.</param>
/// <param name="FailingAsked">Some of those that fail.</param>
internal sealed record Witnesses(int Others, IReadOnlyList<string> OthersAsked, IReadOnlyList<string> FailingAsked);

/// <summary>The reduce cannot fetch what it needs.</summary>
internal sealed class FetchGivenUpException(GivenUp why) : Exception(why.Message)
{
    /// <summary>It is this node that cannot.</summary>
    internal bool IsOfHost { get; } = why.IsCutOff;
}
