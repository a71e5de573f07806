using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>
/// Changes that the NameNode has not heard of yet: at most one a block, the latest. Not thread-safe. Source:
/// IncrementalBlockReportManager.
/// </summary>
public sealed class PendingReports
{
    private readonly Dictionary<long, (int Volume, BlockChange Change)> _pending = [];

    /// <summary>Changes waiting.</summary>
    public int Count => _pending.Count;

    /// <summary>A replica on <paramref name="volume"/> has changed; an older change of the block is replaced.</summary>
    public void Add(int volume, BlockChange change) => _pending[change.Block.Id] = (volume, change);

    /// <summary>Whether something of a block waits.</summary>
    public bool Has(long blockId) => _pending.ContainsKey(blockId);

    /// <summary>Takes all changes, by volume.</summary>
    public IReadOnlyList<(int Volume, List<BlockChange> Changes)> TakeAll()
    {
        var byVolume = new SortedDictionary<int, List<BlockChange>>();
        foreach (var (volume, change) in _pending.Values)
        {
            if (!byVolume.TryGetValue(volume, out var list))
            {
                byVolume[volume] = list = [];
            }

            list.Add(change);
        }

        _pending.Clear();
        var result = new List<(int, List<BlockChange>)>(byVolume.Count);
        foreach (var (volume, changes) in byVolume)
        {
            result.Add((volume, changes));
        }

        return result;
    }

    /// <summary>The call that told of them failed: they wait again, unless something newer happened to the block since.</summary>
    public void PutBack(IReadOnlyList<(int Volume, List<BlockChange> Changes)> changes)
    {
        foreach (var (volume, list) in changes)
        {
            foreach (var change in list)
            {
                _pending.TryAdd(change.Block.Id, (volume, change));
            }
        }
    }

    /// <summary>Forgets all: a full report that is taken afterwards tells everything.</summary>
    public void Clear() => _pending.Clear();
}
