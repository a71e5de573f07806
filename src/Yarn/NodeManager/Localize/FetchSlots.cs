using System.Runtime.InteropServices;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// Who may fetch now. One user has half of the slots at most, and a slot that comes free goes to whoever has the fewest, the first of them
/// first: however many resources somebody names that never come, others get theirs. What several users want comes in the turn of whoever of
/// them is first, and counts as his. Safe from any thread.
/// </summary>
/// <param name="count">Fetches at once.</param>
internal sealed class FetchSlots(int count)
{
    private readonly int _ofOne = Math.Max(1, count / 2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly LinkedList<FetchTurn> _waiting = new();
    private int _free = count;

    /// <summary>Stands in line for a fetch, on behalf of one user for now.</summary>
    internal FetchTurn Queue(string user)
    {
        var turn = new FetchTurn();
        turn.Users[user] = 1;
        lock (_gate)
        {
            _waiting.AddLast(turn);
            GrantAll();
        }

        return turn;
    }

    /// <summary>Another container wants the same.</summary>
    internal void Join(FetchTurn turn, string user)
    {
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(turn.Users, user, out _)++;
            GrantAll();
        }
    }

    /// <summary>One of those that wanted it does not any more.</summary>
    internal void Leave(FetchTurn turn, string user)
    {
        lock (_gate)
        {
            ref var wanting = ref CollectionsMarshal.GetValueRefOrNullRef(turn.Users, user);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref wanting) && --wanting == 0)
            {
                turn.Users.Remove(user);
            }
        }
    }

    /// <summary>Waits for the slot; disposing it gives it back.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    internal async Task<IDisposable> EnterAsync(FetchTurn turn, CancellationToken cancellationToken)
    {
        using var leaving = cancellationToken.Register(() => GiveUp(turn));
        var user = await turn.Granted.Task.ConfigureAwait(false);
        return new Slot(this, user);
    }

    private void GiveUp(FetchTurn turn)
    {
        lock (_gate)
        {
            if (_waiting.Remove(turn))
            {
                turn.Granted.SetCanceled();
            }
        }
    }

    private void Return(string user)
    {
        lock (_gate)
        {
            _free++;
            if (--CollectionsMarshal.GetValueRefOrNullRef(_held, user) == 0)
            {
                _held.Remove(user);
            }

            GrantAll();
        }
    }

    private void GrantAll()
    {
        while (_free > 0 && Next() is var (next, user))
        {
            _waiting.Remove(next);
            _free--;
            CollectionsMarshal.GetValueRefOrAddDefault(_held, user, out _)++;
            next.Granted.SetResult(user);
        }
    }

    private (FetchTurn Turn, string User)? Next()
    {
        (FetchTurn, string)? found = null;
        var fewest = _ofOne;
        foreach (var turn in _waiting)
        {
            foreach (var user in turn.Users.Keys)
            {
                var held = _held.GetValueOrDefault(user);
                if (held < fewest)
                {
                    (found, fewest) = ((turn, user), held);
                }
            }
        }

        return found;
    }

    private sealed class Slot(FetchSlots slots, string user) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                slots.Return(user);
            }
        }
    }
}

/// <summary>One place in the line of <see cref="FetchSlots"/>, to whom its fields belong.</summary>
internal sealed class FetchTurn
{
    /// <summary>How many containers of each user want it.</summary>
    internal Dictionary<string, int> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Whose slot it has got.</summary>
    internal TaskCompletionSource<string> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
