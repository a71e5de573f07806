using Hathi.Ring.Data.Reads;
using Hathi.Ring.Storage.Memtables;

namespace Hathi.Ring.Storage.Cursors;

/// <summary>Cursors that are used again, so that a read makes none. Safe from any thread.</summary>
internal sealed class CursorPool
{
    /// <summary>As many as read at the same moment where threads do not wait; each keeps two buffers of up to 64 KiB.</summary>
    private const int MostKept = 64;

    private readonly Lock _gate = new();
    private readonly MemtableCursor?[] _kept = new MemtableCursor?[MostKept];
    private int _count;

    /// <summary>A cursor over a table that is pinned, or over nothing.</summary>
    internal MemtableCursor Open(ReadCommand command, Memtable? table, long sequence)
    {
        MemtableCursor? cursor = null;
        lock (_gate)
        {
            if (_count > 0)
            {
                cursor = _kept[--_count];
            }
        }

        cursor ??= new MemtableCursor(this);
        cursor.Open(command, table, sequence);
        return cursor;
    }

    internal void Return(MemtableCursor cursor)
    {
        lock (_gate)
        {
            if (_count < MostKept)
            {
                _kept[_count++] = cursor;
            }
        }
    }
}
