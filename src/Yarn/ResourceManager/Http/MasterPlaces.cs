namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// How many pages of masters are fetched at a time, and who is next. One application has at most twice what it leaves to others, so that
/// there is something left for whoever comes next; one more waits its turn. A page may take as long as it likes while nobody waits for its
/// place. Safe from any thread.
/// </summary>
/// <param name="time">Measures how long pages take and readers wait.</param>
internal sealed class MasterPlaces(TimeProvider time)
{
    /// <summary>Half of the port's connections: masters are programs of users, and may take as long as they like.</summary>
    internal const int Most = 50;

    /// <summary>
    /// Of one application: four browsers, each of which opens six connections for a page's scripts and style sheets and asks
    /// for none of them twice.
    /// </summary>
    internal const int MostOfOne = 25;

    /// <summary>A quarter of the port's connections, which is left to those who want no master's pages.</summary>
    internal const int MostWaiting = 25;

    /// <summary>Half of them, so that no application's readers keep those of another from waiting.</summary>
    internal const int MostWaitingOfOne = 12;

    /// <summary>The most that is waited for a place: a browser's patience.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>After which a page gives way to who waits, whoever is slow: the largest log over the slowest line takes as long.</summary>
    internal static readonly TimeSpan PageTime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();

    /// <summary>The longest first.</summary>
    private readonly LinkedList<Place> _held = [];

    /// <summary>Who came first is first.</summary>
    private readonly LinkedList<Reader> _waiting = [];

    private readonly Dictionary<ApplicationId, int> _heldOf = [];

    /// <summary>Takes a place, once there is one.</summary>
    /// <param name="id">Whose page it is.</param>
    /// <param name="page">Cancelled when its reader goes away; cancelled from here when the page has to give way.</param>
    /// <returns>To be given back; null: too many wait already, it was waited for long enough, or the reader is gone.</returns>
    internal async Task<Place?> TakeAsync(ApplicationId id, CancellationTokenSource page)
    {
        var reader = new Reader(id, page);
        lock (_gate)
        {
            if (MayTake(id))
            {
                return Take(reader);
            }

            if (_waiting.Count >= MostWaiting || _waiting.Count(r => r.Id == id) >= MostWaitingOfOne)
            {
                return null;
            }

            _waiting.AddLast(reader);
            GiveWay(id);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, page.Token);
        using var leave = either.Token.UnsafeRegister(_ => Leave(reader), null);
        return await reader.Turn.Task.ConfigureAwait(false);
    }

    /// <summary>Gives a place to who is next.</summary>
    internal void Give(Place place)
    {
        lock (_gate)
        {
            _held.Remove(place);
            if (--_heldOf[place.Id] == 0)
            {
                _heldOf.Remove(place.Id);
            }

            for (var (node, next) = (_waiting.First, _waiting.First?.Next); node is not null; (node, next) = (next, next?.Next))
            {
                if (MayTake(node.Value.Id))
                {
                    _waiting.Remove(node);
                    node.Value.Turn.SetResult(Take(node.Value));
                }
            }
        }
    }

    private bool MayTake(ApplicationId id)
    {
        var held = _heldOf.GetValueOrDefault(id) + 1;
        return held <= MostOfOne && _held.Count < Most && held <= Math.Max(1, 2 * (Most - _held.Count - 1));
    }

    private Place Take(Reader reader)
    {
        var place = new Place(reader.Id, reader.Page, time.GetTimestamp());
        _held.AddLast(place);
        _heldOf[reader.Id] = _heldOf.GetValueOrDefault(reader.Id) + 1;
        return place;
    }

    // Of the same application, where that alone has too many.
    private void GiveWay(ApplicationId wanting)
    {
        var isFull = _heldOf.GetValueOrDefault(wanting) >= MostOfOne;
        for (var node = _held.First; node is not null && time.GetElapsedTime(node.Value.Since) >= PageTime; node = node.Next)
        {
            if (!node.Value.Page.IsCancellationRequested && (!isFull || node.Value.Id == wanting))
            {
                // It is not disposed: that comes after the place was given back.
                _ = node.Value.Page.CancelAsync();
                return;
            }
        }
    }

    private void Leave(Reader reader)
    {
        lock (_gate)
        {
            if (_waiting.Remove(reader))
            {
                reader.Turn.SetResult(null);
            }
        }
    }

    /// <summary>A page that is fetched.</summary>
    internal sealed class Place(ApplicationId id, CancellationTokenSource page, long since)
    {
        internal ApplicationId Id => id;

        internal CancellationTokenSource Page => page;

        /// <summary>A timestamp.</summary>
        internal long Since => since;
    }

    private sealed class Reader(ApplicationId id, CancellationTokenSource page)
    {
        public ApplicationId Id => id;

        public CancellationTokenSource Page => page;

        public TaskCompletionSource<Place?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
