namespace Hathi.Ring.Client.Wire;

/// <summary>
/// Streams of a connection: which are free, and who waits on each. Guarded by its channel's lock but for <see cref="Find"/>.
/// </summary>
/// <param name="max">Streams at most.</param>
internal sealed class StreamTable(int max)
{
    private const int First = 64;

    private PendingAnswer?[] _pending = [];
    private short[] _free = [];
    private int _freeCount;
    private int _made;

    /// <summary>A stream can be had.</summary>
    internal bool HasRoom => _freeCount > 0 || _made < max;

    /// <summary>Streams that are taken.</summary>
    internal int Taken => _made - _freeCount;

    /// <summary>All waits that were ever made.</summary>
    internal ReadOnlySpan<PendingAnswer?> All => _pending.AsSpan(0, _made);

    /// <summary>Takes a stream: the one that was given back last, whose memory is the warmest.</summary>
    internal PendingAnswer Take(RequestChannel channel)
    {
        if (_freeCount > 0)
        {
            return _pending[_free[--_freeCount]]!;
        }

        if (_made == _pending.Length)
        {
            var length = Math.Min(max, Math.Max(First, 2 * _made));
            var pending = new PendingAnswer?[length];
            All.CopyTo(pending);
            Array.Resize(ref _free, length);
            Volatile.Write(ref _pending, pending);
        }

        var made = new PendingAnswer(channel, (short)_made);
        Volatile.Write(ref _pending[_made++], made);
        return made;
    }

    /// <summary>Gives a stream back.</summary>
    internal void Release(PendingAnswer pending) => _free[_freeCount++] = pending.Stream;

    /// <summary>The wait on a stream, from any thread; null: there never was one.</summary>
    internal PendingAnswer? Find(short stream)
    {
        var pending = Volatile.Read(ref _pending);
        return (uint)stream < (uint)pending.Length ? Volatile.Read(ref pending[stream]) : null;
    }
}
