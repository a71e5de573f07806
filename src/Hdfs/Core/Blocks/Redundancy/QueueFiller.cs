using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Judges all blocks once, a piece at a time: after start-up safe mode, when the queues come into use, and when racks appear
/// (BlockManager.processMisReplicatedBlocks).
/// </summary>
internal sealed class QueueFiller(ClusterState state, RedundancyMonitor redundancy) : IWorkInPieces
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private int _next;
    private int _end;

    public bool HasWork => _next < _end;

    /// <summary>Begins from the first block; those added from now on are judged as they come.</summary>
    public void Start()
    {
        _next = 1;
        _end = _state.Blocks.End;
    }

    public void Run(ref int budget)
    {
        for (; budget > 0 && _next < _end; budget--, _next++)
        {
            if (_state.Blocks.IsLive(_next))
            {
                _redundancy.Check(_next);
            }
        }
    }
}
