namespace Hathi.Yarn.Core.State;

/// <summary>
/// A walk through what an application asks for, kind by kind, that may take several steps: where it stopped, and what was looked at in
/// vain.
/// </summary>
internal sealed class Pass
{
    // The kind to go on with; null: the first.
    private (int Priority, long RequestId)? _from;
    private long _tick = -1;

    /// <summary>Kinds tried since it began with the first.</summary>
    public int Tries { get; set; }

    /// <summary>Looks from this tick to the next that granted nothing.</summary>
    public long InVain { get; private set; }

    /// <summary>It goes on.</summary>
    /// <param name="application">Whose it is.</param>
    /// <param name="tick">The number of the tick that was last.</param>
    /// <returns>Which of the application's demands is next.</returns>
    public int Begin(ScheduledApplication application, long tick)
    {
        if (_tick != tick)
        {
            _tick = tick;
            InVain = 0;
        }

        if (_from is not var (priority, requestId))
        {
            return 0;
        }

        var at = application.IndexOf(priority, requestId);
        return at < 0 ? ~at : at;
    }

    /// <summary>So much was looked at for one kind.</summary>
    /// <param name="looks">How much.</param>
    /// <param name="granted">It got something: what was before was not in vain.</param>
    public void Look(long looks, bool granted) => InVain = granted ? 0 : InVain + looks;

    /// <summary>The rest is for later.</summary>
    /// <param name="next">With what it goes on.</param>
    public void StopAt(Demand next)
    {
        if (next.IsMaster)
        {
            End();
        }
        else
        {
            _from = (next.Priority, next.RequestId);
        }
    }

    /// <summary>All was tried, or nothing more can be had: the next one begins with the first.</summary>
    public void End()
    {
        _from = null;
        Tries = 0;
    }

    /// <summary>A kind is asked for anew: where that comes before what is next, it has its turn before it.</summary>
    public void Asked(Demand demand)
    {
        if (_from is var (priority, requestId) && demand.CompareTo(priority, requestId, isMaster: false) < 0)
        {
            End();
        }
    }
}
