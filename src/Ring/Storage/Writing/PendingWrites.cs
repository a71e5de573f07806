namespace Hathi.Ring.Storage.Writing;

/// <summary>Writes that are used again. Safe from any thread.</summary>
internal sealed class PendingWrites
{
    /// <summary>As many as are under way on a busy node; each keeps a buffer of up to 64 KiB.</summary>
    private const int MostKept = 1024;

    private readonly Lock _gate = new();
    private readonly PendingWrite?[] _kept = new PendingWrite?[MostKept];
    private int _count;

    /// <summary>One whose record is empty.</summary>
    internal PendingWrite Take()
    {
        lock (_gate)
        {
            if (_count > 0)
            {
                return _kept[--_count]!;
            }
        }

        return new PendingWrite(this);
    }

    /// <summary>Nobody uses it any more.</summary>
    internal void Return(PendingWrite write)
    {
        write.Record.Clear();
        lock (_gate)
        {
            if (_count < MostKept)
            {
                _kept[_count++] = write;
            }
        }
    }
}
