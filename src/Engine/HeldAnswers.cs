namespace Hathi.Engine;

/// <summary>
/// What may happen only when everything that a Core appended before it is on the disk: an answer, or something done elsewhere.
/// </summary>
internal abstract class Held
{
    /// <summary>Lets it happen. Must be quick and not throw.</summary>
    internal abstract void Complete();

    /// <summary>It will not happen: nobody knows whether the edits are on the disk, or nobody has looked at it.</summary>
    internal abstract void Abandon(OperationCanceledException why);
}

/// <summary>
/// Answers, and what else follows from a decision, that wait until the edits they may tell of are on the disk, in the order of those edits.
/// The Core's owner adds, the commit thread takes out. Bounded by the calls under way in the server that brings them.
/// </summary>
internal sealed class HeldAnswers
{
    private readonly ICallSource _site;
    private readonly Action<List<Held>> _complete; // made once, not with each release
    private readonly Queue<(long Index, Held What)> _held = new();
    private readonly Lock _gate = new();
    private bool _dropped;

    public HeldAnswers(ICallSource site)
    {
        _site = site;
        _complete = Complete;
    }

    /// <summary>Holds an answer until <paramref name="index"/> is durable; never lower than the one before.</summary>
    /// <returns>False: they were dropped, and nothing is held any more.</returns>
    public bool TryAdd(long index, Held what)
    {
        lock (_gate)
        {
            if (!_dropped)
            {
                _held.Enqueue((index, what));
            }

            return !_dropped;
        }
    }

    /// <summary>
    /// Lets go what waits for an edit up to <paramref name="durable"/>, on this thread or, unless it is a single one, on a pool thread.
    /// </summary>
    public void Release(long durable, bool here)
    {
        Held? first;
        List<Held>? all = null;
        lock (_gate)
        {
            first = Take(durable);
            while (first is not null && Take(durable) is { } next)
            {
                (all ??= [first]).Add(next);
            }
        }

        if (all is null)
        {
            first?.Complete();
        }
        else if (here)
        {
            Complete(all);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(_complete, all, preferLocal: false);
        }
    }

    /// <summary>Takes all out, for good: nobody knows whether the changes will be there after a restart.</summary>
    public List<Held> Drop()
    {
        var dropped = new List<Held>();
        lock (_gate)
        {
            _dropped = true;
            while (_held.TryDequeue(out var held))
            {
                dropped.Add(held.What);
            }
        }

        return dropped;
    }

    /// <summary>Lets answers go; those for one connection leave together.</summary>
    public void Complete(List<Held> all)
    {
        _site.BeginAnswers();
        try
        {
            foreach (var held in all)
            {
                held.Complete();
            }
        }
        finally
        {
            _site.EndAnswers();
        }
    }

    private Held? Take(long durable) => _held.TryPeek(out var head) && head.Index <= durable ? _held.Dequeue().What : null;
}
