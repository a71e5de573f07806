using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>Storages all of whose blocks are judged anew, because their node counts for something else now.</summary>
internal sealed class BlockRechecks(ClusterState state, RedundancyMonitor redundancy) : IWorkInPieces
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly Queue<DataNodeStorage> _waiting = new();
    private int _next = int.MaxValue;

    public bool HasWork => _waiting.Count > 0;

    public void Add(DataNodeDescriptor node)
    {
        foreach (var storage in node.Storages)
        {
            _waiting.Enqueue(storage);
        }
    }

    // From the end: a replica that goes meanwhile leaves a gap into which the last entry moves, and that one was looked at before. What
    // comes is judged as it comes.
    public void Run(ref int budget)
    {
        while (budget > 0 && _waiting.TryPeek(out var storage))
        {
            budget--;
            _next = Math.Min(_next, storage.Blocks.Count) - 1;
            if (_next >= 0)
            {
                _redundancy.Check(storage.Blocks[_next]);
                continue;
            }

            _next = int.MaxValue;
            _waiting.Dequeue();
        }
    }
}
