namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>
/// Blocks with too many replicas, one of them on a storage that has not reported since its node registered. Each tick some are looked at
/// again, those that have waited longest first. Bounded by the blocks of such storages.
/// </summary>
internal sealed class PostponedBlocks
{
    private readonly HashSet<long> _ids = [];
    private readonly Queue<long> _order = new();

    /// <summary>Entries that wait for their turn, those out of date too.</summary>
    public int Entries => _order.Count;

    /// <summary>Those that have waited longest.</summary>
    public IEnumerable<long> First(int limit) => _order.Where(_ids.Contains).Take(limit);

    public void Add(long id)
    {
        if (_ids.Add(id))
        {
            _order.Enqueue(id);
        }
    }

    // The entry stays; a block is there twice when it comes back before its turn, and is looked at twice.
    public void Remove(long id)
    {
        _ids.Remove(id);
        if (_ids.Count == 0)
        {
            _order.Clear();
        }
    }

    /// <summary>Takes out the one that has waited longest; false when there is none, or the next entry was out of date.</summary>
    public bool TryDequeue(out long id) => _order.TryDequeue(out id) && _ids.Remove(id);
}
