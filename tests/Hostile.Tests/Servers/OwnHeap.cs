namespace Hathi.Hostile.Tests.Servers;

/// <summary>Servers in this process: their memory is its heap, with the attacker's.</summary>
internal sealed class OwnHeap(Observed observed) : IWatched, IDisposable
{
    /// <summary>What calls may keep: pools and tables that have grown, not what they brought.</summary>
    private const long MemoryBytes = 64 << 20;

    /// <summary>Finalizers let go of what the next collection takes: it is in order when one of so many found the memory back.</summary>
    private const int Collections = 3;

    private const int LargeObjects = 3;
    private const int PinnedObjects = 4;

    private readonly KeptArrays _arrays = new();
    private long _memory;

    public IEnumerable<string> TakeUnforeseen() => observed.TakeUnforeseen().Concat(_arrays.Take());

    public void Begin() => _memory = GC.GetTotalMemory(forceFullCollection: true);

    public string? LookAtMemory()
    {
        long left = 0;
        for (var i = 0; i < Collections; i++)
        {
            left = GC.GetTotalMemory(forceFullCollection: true) - _memory;
            if (left <= MemoryBytes)
            {
                return null;
            }
        }

        _memory += left;
        var generations = GC.GetGCMemoryInfo(GCKind.Any).GenerationInfo;
        return $"{left >> 20} MiB; large objects have {generations[LargeObjects].SizeAfterBytes >> 20} MiB now, "
            + $"pinned ones {generations[PinnedObjects].SizeAfterBytes >> 20}";
    }

    public void Dispose() => _arrays.Dispose();
}
