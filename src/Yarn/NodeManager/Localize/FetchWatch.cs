namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// Gives a fetch up of which nothing comes any more: a server that says nothing, or a byte now and then, keeps a slot from others. Used
/// by one flow at a time.
/// </summary>
internal sealed class FetchWatch : IDisposable
{
    /// <summary>So many bytes are progress; less, and often, is a trickle that never ends.</summary>
    internal const int ProgressBytes = 64 * 1024;

    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;
    private long _bytes;

    /// <param name="limit">Without progress for so long it is given up.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Gives it up for another reason.</param>
    internal FetchWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _stall = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, cancellationToken);
    }

    /// <summary>Whether nothing came for too long.</summary>
    internal bool HasStalled => _stall.IsCancellationRequested;

    internal CancellationToken Token => _either.Token;

    /// <summary>A part came.</summary>
    internal void Came(int bytes)
    {
        _bytes += bytes;
        if (_bytes >= ProgressBytes)
        {
            CameWhole();
        }
    }

    /// <summary>A file came whole, or a name in a directory.</summary>
    internal void CameWhole()
    {
        _bytes = 0;
        _stall.CancelAfter(_limit);
    }

    /// <summary>All is here: what is left takes as long as the node's own disk.</summary>
    internal void CameAll() => _stall.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
