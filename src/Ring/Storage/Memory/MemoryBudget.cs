namespace Hathi.Ring.Storage.Memory;

/// <summary>Counts memory off the managed heap, of all tables together. Safe from any thread.</summary>
internal sealed class MemoryBudget
{
    private long _used;

    /// <summary>Bytes that are taken from the system.</summary>
    internal long Used => Volatile.Read(ref _used);

    internal void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    internal void GiveBack(long bytes) => Interlocked.Add(ref _used, -bytes);
}
