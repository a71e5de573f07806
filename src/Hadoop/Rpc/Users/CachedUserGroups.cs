using System.Collections.Concurrent;
using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>
/// Groups that were looked up are remembered for a while, also that a user has none; one look-up serves all who wait for it, and only so
/// many run at once. A look-up that fails, finds no place in the queue, or says that there is no such user of whom groups are known (as all
/// look-ups do while a directory service is away) leaves those groups until they are ten times as old as they are good for; then, and for
/// users of whom nothing is known, a failure is an answer of "none" to those who asked and is not remembered. Failures are logged once a
/// minute. Source: Apache's <c>Groups</c>.
/// </summary>
/// <param name="lookUp">Looks up the groups of a user; none when there is no such user; throws when it could not find out.</param>
/// <param name="options">Times and limits.</param>
/// <param name="clock">Measures the times.</param>
/// <param name="log">Is told of look-ups that fail.</param>
public sealed class CachedUserGroups(
    Func<string, CancellationToken, Task<IReadOnlyList<string>>> lookUp, UserGroupsOptions options, IClock clock, ILogger log)
    : IUserGroups, IDisposable
{
    // Groups that could not be looked up again are given up after ten times the time that they are good, as Apache's are.
    private const int GivenUpAfterTimes = 10;

    private static readonly IReadOnlyList<string> s_none = [];
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<string>>> _underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(options.MaxLookUps);
    private readonly Lock _gate = new();
    private readonly RepeatedFaults _faults = new();
    private int _refreshes;
    private int _waiting;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user)
    {
        var now = clock.Read().MonotonicMilliseconds;
        if (_known.TryGetValue(user, out var entry))
        {
            if (now < entry.GoodUntil)
            {
                return new(entry.Groups);
            }

            // One caller waits for what is new, as with Apache's; while a directory service hangs nobody does.
            if (now < entry.GivenUpAt && (options.ReloadsInBackground || entry.HasFailed || _underWay.ContainsKey(user)))
            {
                if (Volatile.Read(ref _waiting) < options.MaxWaiting)
                {
                    _ = LookUpOnce(user);
                }

                return new(entry.Groups);
            }
        }

        if (_unknown.TryGetValue(user, out var until) && now < until)
        {
            return new(s_none);
        }

        return UserNames.IsPlain(user) ? new(LookUpOnce(user)) : new(s_none);
    }

    /// <inheritdoc/>
    public void Refresh()
    {
        // What is under way began before: it is told to those who wait for it, and not remembered.
        lock (_gate)
        {
            _refreshes++;
            _known.Clear();
            _unknown.Clear();
            _underWay.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private Task<IReadOnlyList<string>> LookUpOnce(string user)
    {
        if (_underWay.TryGetValue(user, out var other))
        {
            return other;
        }

        // The task is made before it runs: whoever comes meanwhile finds it.
        var mine = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = _underWay.GetOrAdd(user, mine.Task);
        if (shared == mine.Task)
        {
            _ = Task.Run(() => LookUpAsync(user, mine));
        }

        return shared;
    }

    private async Task LookUpAsync(string user, TaskCompletionSource<IReadOnlyList<string>> answer)
    {
        var refreshes = Volatile.Read(ref _refreshes);
        var groups = s_none;
        Exception? refusal = null;
        try
        {
            groups = Remember(user, await InTurnAsync(user).ConfigureAwait(false), refreshes);
        }
        catch (Exception e)
        {
            Tell(user, e);
            if (KnownBefore(user) is { } before)
            {
                groups = before;
            }
            else if (e is RpcFault)
            {
                refusal = e;
            }
        }

        // Before anybody hears of it: who asks after that asks anew, and is not told of a failure of before.
        _underWay.TryRemove(new KeyValuePair<string, Task<IReadOnlyList<string>>>(user, answer.Task));
        if (refusal is null)
        {
            answer.SetResult(groups);
        }
        else
        {
            answer.SetException(refusal);
            _ = answer.Task.Exception; // a reload that nobody waits for
        }
    }

    private async Task<IReadOnlyList<string>> InTurnAsync(string user)
    {
        if (Interlocked.Increment(ref _waiting) > options.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new RpcFault(JavaErrors.Retriable, $"{options.MaxWaiting} look-ups of the groups of users wait already; try again.");
        }

        await _turns.WaitAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _waiting);
        try
        {
            using var limit = new CancellationTokenSource(options.LookUpTimeout);
            return await lookUp(user, limit.Token).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Keeps what was looked up, unless there was a refresh meanwhile, and says what counts now.</summary>
    private IReadOnlyList<string> Remember(string user, IReadOnlyList<string> groups, int refreshes)
    {
        var now = clock.Read().MonotonicMilliseconds;
        lock (_gate)
        {
            if (refreshes != _refreshes)
            {
                return groups; // looked up before a refresh
            }

            if (groups.Count > 0)
            {
                MakeRoom(_known);
                var known = (long)options.Known.TotalMilliseconds;
                _known[user] = new Entry(groups, now + known, now + (GivenUpAfterTimes * known), HasFailed: false);
                _unknown.TryRemove(user, out _);
                return groups;
            }
        }

        if (KnownBefore(user) is { } before)
        {
            Tell(user, new GroupLookUpException("there is no such user, it is said"));
            return before;
        }

        lock (_gate)
        {
            if (refreshes == _refreshes)
            {
                MakeRoom(_unknown);
                _unknown[user] = now + (long)options.Unknown.TotalMilliseconds;
                _known.TryRemove(user, out _);
            }
        }

        return groups;
    }

    /// <summary>Groups that are not given up yet, from now on good until they may be looked up again; null: none are known.</summary>
    private IReadOnlyList<string>? KnownBefore(string user)
    {
        var now = clock.Read().MonotonicMilliseconds;
        lock (_gate)
        {
            if (!_known.TryGetValue(user, out var entry) || now >= entry.GivenUpAt)
            {
                return null;
            }

            _known[user] = entry with
            {
                GoodUntil = Math.Min(entry.GivenUpAt, now + (long)options.Again.TotalMilliseconds), HasFailed = true,
            };
            return entry.Groups;
        }
    }

    private void Tell(string user, Exception e)
    {
        if (_faults.ShouldTell("groups", e.GetType(), clock.Read().MonotonicMilliseconds, out var unheard))
        {
            log.LookUpFailed(user, e.Message, unheard);
        }
    }

    private void MakeRoom<T>(ConcurrentDictionary<string, T> table)
    {
        if (table.Count >= options.MaxUsers)
        {
            table.Clear();
        }
    }

    private sealed record Entry(IReadOnlyList<string> Groups, long GoodUntil, long GivenUpAt, bool HasFailed);
}
