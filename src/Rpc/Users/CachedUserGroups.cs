using System.Collections.Concurrent;
using Hathi.Base;

namespace Hathi.Rpc.Users;

/// <summary>
/// Groups that were looked up once are remembered for a while, also that there were none; one look-up serves all who wait for it, and only so many run at once.
/// A look-up that fails leaves what was known before. Source: Apache's <c>Groups</c>.
/// </summary>
/// <param name="lookUp">Looks up the groups of a user; none when there is no such user; throws when it could not find out.</param>
/// <param name="options">Times and limits.</param>
/// <param name="clock">Measures the times.</param>
public sealed class CachedUserGroups(Func<string, CancellationToken, Task<IReadOnlyList<string>>> lookUp, UserGroupsOptions options, IClock clock) : IUserGroups, IDisposable
{
    private static readonly IReadOnlyList<string> s_none = [];
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<string>>> _underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(options.MaxLookUps);
    private readonly Lock _gate = new();
    private int _refreshes;
    private int _waiting;

    // Groups that could not be looked up again are given up after ten times the time that they are good, as Apache's are.
    private long LongPast => 9 * (long)options.Known.TotalMilliseconds;

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

            if (options.ReloadsInBackground && now < entry.GoodUntil + LongPast && _waiting < options.MaxWaiting)
            {
                _ = LookUpOnce(user);
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
        try
        {
            var groups = await InTurnAsync(user).ConfigureAwait(false);
            Remember(user, groups, refreshes);
            answer.SetResult(groups);
        }
        catch (RpcFault fault)
        {
            answer.SetException(fault);
            _ = answer.Task.Exception; // a reload that nobody waits for
        }
        catch (Exception)
        {
            answer.SetResult(Before(user, refreshes));
        }
        finally
        {
            _underWay.TryRemove(new KeyValuePair<string, Task<IReadOnlyList<string>>>(user, answer.Task));
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

    // It could not be found out: what was known a while ago is good for as long again, and a user of whom nothing was known has none for now.
    private IReadOnlyList<string> Before(string user, int refreshes)
    {
        if (_known.TryGetValue(user, out var entry) && clock.Read().MonotonicMilliseconds < entry.GoodUntil + LongPast)
        {
            return entry.Groups;
        }

        Remember(user, s_none, refreshes);
        return s_none;
    }

    private void Remember(string user, IReadOnlyList<string> groups, int refreshes)
    {
        var now = clock.Read().MonotonicMilliseconds;
        lock (_gate)
        {
            if (refreshes != _refreshes)
            {
                return; // looked up before a refresh
            }

            if (groups.Count > 0)
            {
                MakeRoom(_known);
                _known[user] = new Entry(groups, now + (long)options.Known.TotalMilliseconds);
                _unknown.TryRemove(user, out _);
            }
            else
            {
                MakeRoom(_unknown);
                _unknown[user] = now + (long)options.Unknown.TotalMilliseconds;
                _known.TryRemove(user, out _);
            }
        }
    }

    private void MakeRoom<T>(ConcurrentDictionary<string, T> table)
    {
        if (table.Count >= options.MaxUsers)
        {
            table.Clear();
        }
    }

    private sealed record Entry(IReadOnlyList<string> Groups, long GoodUntil);
}
