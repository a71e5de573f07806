using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Storage.Memtables;

/// <summary>
/// A table of the store: what is known of it, and its memtable, which the writer alone replaces. Safe from any thread to look at.
/// </summary>
internal sealed class StoredTable
{
    private Memtable? _memtable;
    private TableShape? _shape;
    private bool _isDropped;

    /// <summary>As it was told last; null: nobody has yet, and what is there comes from the log.</summary>
    internal TableShape? Shape
    {
        get => Volatile.Read(ref _shape);
        set => Volatile.Write(ref _shape, value);
    }

    /// <summary>It is gone, and never comes back.</summary>
    internal bool IsDropped
    {
        get => Volatile.Read(ref _isDropped);
        set => Volatile.Write(ref _isDropped, value);
    }

    /// <summary>What was written; null: nothing was yet.</summary>
    internal Memtable? Memtable => Volatile.Read(ref _memtable);

    /// <summary>The memtable, pinned; null: there is none, or the table is gone.</summary>
    internal Memtable? Pin()
    {
        while (!IsDropped && Memtable is { } memtable)
        {
            if (memtable.TryPin())
            {
                return memtable;
            }
        }

        return null;
    }

    /// <summary>The memtable gives way to another one, or to none. Only the writer calls.</summary>
    internal void Replace(Memtable? memtable)
    {
        var old = _memtable;
        Volatile.Write(ref _memtable, memtable);
        old?.Unpin();
    }
}
