namespace Hathi.Rpc.Server;

/// <summary>
/// The memory that frames which have not wholly arrived may take, over all connections of a server. Any thread. What does not fit is refused, not
/// waited for: those who wait for each other's memory would wait for ever.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class GatherBudget(long limit)
{
    private long _held;

    /// <summary>Bytes taken now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Whether more than half is taken, and who has been sending one frame for long must go.</summary>
    public bool IsShort => Held > limit / 2;

    /// <summary>Takes so many bytes; false, and none are taken, when they do not fit.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limit)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
