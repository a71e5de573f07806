using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// Replicas that one DataNode is to delete, oldest decision first (InvalidateBlocks, of one node). A block is in it at most once, whatever
/// is decided of it and however often: what was called off keeps its place until its turn comes, or is decided again in that place.
/// </summary>
internal sealed class InvalidateQueue
{
    // What was called off and is passed over in one turn, for each deletion that is wanted: nothing is looked at without end.
    private const int PassedOver = 10;

    private readonly Queue<long> _order = new();
    private readonly Dictionary<long, Entry> _entries = [];

    public int Count { get; private set; }

    /// <summary>Blocks that have a place, those that were called off among them.</summary>
    internal int Places => _order.Count;

    public IEnumerable<Block> Blocks => _order.Where(id => Contains(id)).Select(id => _entries[id].Block);

    public bool Contains(long id, long generationStamp) =>
        _entries.TryGetValue(id, out var entry) && entry.IsWanted && entry.Block.GenerationStamp == generationStamp;

    public bool Contains(long id) => _entries.TryGetValue(id, out var entry) && entry.IsWanted;

    /// <returns>Whether the number of waiting deletions grew.</returns>
    public bool Add(in Block block)
    {
        var isThere = _entries.TryGetValue(block.Id, out var entry);
        _entries[block.Id] = new Entry(block, true);
        if (!isThere)
        {
            _order.Enqueue(block.Id);
        }

        if (entry.IsWanted)
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <returns>Whether the number of waiting deletions fell.</returns>
    public bool Remove(long id)
    {
        if (!_entries.TryGetValue(id, out var entry) || !entry.IsWanted)
        {
            return false;
        }

        _entries[id] = entry with { IsWanted = false };
        Count--;
        return true;
    }

    /// <summary>Takes out at most <paramref name="limit"/> blocks.</summary>
    public List<Block> Dequeue(int limit)
    {
        var taken = new List<Block>(Math.Min(limit, Count));
        for (var looks = (long)limit * PassedOver; looks > 0 && taken.Count < limit && _order.TryDequeue(out var id); looks--)
        {
            _entries.Remove(id, out var entry);
            if (entry.IsWanted)
            {
                taken.Add(entry.Block);
            }
        }

        Count -= taken.Count;
        return taken;
    }

    private readonly record struct Entry(Block Block, bool IsWanted);
}
