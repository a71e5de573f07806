namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// How long a peer may still keep its answer waiting: of each such time it must take so many bytes, in few pieces or many, or it only holds
/// a connection and an open file. Knows no clock. Used by one connection.
/// </summary>
/// <param name="patience">For so long in all it is waited for until it has taken the bytes.</param>
/// <param name="leastBytes">Taken, they make it a peer that reads: the time begins anew.</param>
internal sealed class PeerPace(TimeSpan patience, long leastBytes)
{
    private TimeSpan _waited;
    private long _taken;

    /// <summary>How long it may be waited for now; zero: it is too slow.</summary>
    internal TimeSpan Left => _waited < patience ? patience - _waited : TimeSpan.Zero;

    /// <summary>It was waited for. Time in which there was nothing for it to take does not count.</summary>
    internal void Waited(TimeSpan time) => _waited += time;

    /// <summary>It took so much.</summary>
    internal void Took(long bytes)
    {
        _taken += bytes;
        if (_taken >= leastBytes)
        {
            (_taken, _waited) = (0, TimeSpan.Zero);
        }
    }
}
