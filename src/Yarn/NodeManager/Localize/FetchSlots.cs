using System.Runtime.InteropServices;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// Who may fetch now. One user has half of the slots at most, and a slot that comes free goes to whoever has the fewest, the first of them first: however many resources
/// somebody names that never come, others get theirs. Safe from any thread.
/// </summary>
/// <param name="count">Fetches at once.</param>
internal sealed class FetchSlots(int count)
{
    private readonly int _ofOne = Math.Max(1, count / 2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiter> _waiting = new();
    private int _free = count;

    /// <summary>Waits for a slot; disposing it gives it back.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    internal async Task<IDisposable> EnterAsync(string user, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(user);
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            GrantAll();
        }

        using var leaving = cancellationToken.Register(() => Leave(waiter));
        await waiter.Turn.Task.ConfigureAwait(false);
        return new Slot(this, user);
    }

    private void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.Turn.SetCanceled();
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
        while (_free > 0 && Next() is { } next)
        {
            _waiting.Remove(next);
            _free--;
            CollectionsMarshal.GetValueRefOrAddDefault(_held, next.User, out _)++;
            next.Turn.SetResult();
        }
    }

    private Waiter? Next()
    {
        Waiter? found = null;
        var fewest = _ofOne;
        foreach (var waiter in _waiting)
        {
            var held = _held.GetValueOrDefault(waiter.User);
            if (held < fewest)
            {
                (found, fewest) = (waiter, held);
            }
        }

        return found;
    }

    private sealed class Waiter(string user)
    {
        internal string User => user;

        internal TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
