using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodes;

/// <summary>Replicas that one DataNode is to delete, oldest decision first (InvalidateBlocks, of one node). A block is in it at most once.</summary>
internal sealed class InvalidateQueue
{
    private readonly Queue<Block> _order = new();
    private readonly Dictionary<long, long> _stampOf = [];

    public int Count => _stampOf.Count;

    public IEnumerable<Block> Blocks => _order.Where(b => Contains(b.Id, b.GenerationStamp));

    public bool Contains(long id, long generationStamp) => _stampOf.TryGetValue(id, out var stamp) && stamp == generationStamp;

    public bool Contains(long id) => _stampOf.ContainsKey(id);

    /// <returns>Whether the number of waiting deletions grew.</returns>
    public bool Add(in Block block)
    {
        if (Contains(block.Id, block.GenerationStamp))
        {
            return false;
        }

        var grew = !_stampOf.ContainsKey(block.Id);
        _stampOf[block.Id] = block.GenerationStamp;
        _order.Enqueue(block);
        return grew;
    }

    public bool Remove(long id) => _stampOf.Remove(id);

    /// <summary>Takes out at most <paramref name="limit"/> blocks.</summary>
    public List<Block> Take(int limit)
    {
        var taken = new List<Block>(Math.Min(limit, Count));
        while (taken.Count < limit && _order.TryDequeue(out var block))
        {
            if (Contains(block.Id, block.GenerationStamp))
            {
                _stampOf.Remove(block.Id);
                taken.Add(block);
            }
        }

        return taken;
    }

    public void Clear()
    {
        _order.Clear();
        _stampOf.Clear();
    }
}
