using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Writing;

/// <summary>
/// Gives back the space that was set aside where writers were sent and that they did not use in time, however long they keep the file open
/// (DatanodeDescriptor.rollBlocksScheduled, which forgets after one to two of these intervals). A replica that is being written has its
/// space kept by its node by then.
/// </summary>
internal sealed class PromisedSpace(ClusterState state) : IWorkInPieces
{
    /// <summary>
    /// Milliseconds between two looks, and after which a promise is given back by the next one
    /// (DatanodeDescriptor.BLOCKS_SCHEDULED_ROLL_INTERVAL, 10 min).
    /// </summary>
    internal const long Interval = 600_000;

    private readonly ClusterState _state = state;
    private int[] _handles = [];
    private int _next;
    private long _looked;

    public bool HasWork => _next < _handles.Length;

    /// <summary>Time has passed.</summary>
    public void Tick()
    {
        var now = _state.Now.MonotonicMilliseconds;
        if (!HasWork && now - _looked >= Interval)
        {
            _looked = now;
            _handles = [.. _state.Open.Keys];
            _next = 0;
        }
    }

    /// <param name="budget">Blocks and replicas at most.</param>
    public void Run(ref int budget)
    {
        var now = _state.Now.MonotonicMilliseconds;
        for (; budget > 0 && HasWork; budget--)
        {
            if (_state.Open.TryGetValue(_handles[_next++], out var open) && now - open.PromisedAt >= Interval)
            {
                budget -= open.Replicas.Count;
                open.UnscheduleAll();
            }
        }

        if (!HasWork)
        {
            (_handles, _next) = ([], 0);
        }
    }
}
