namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// The live DataNodes, the one that has been silent longest first. A heartbeat moves its node to the end, so that finding the dead and the
/// stale costs what there are of those, not what there are of nodes.
/// </summary>
internal sealed class HeartbeatOrder
{
    private DataNodeDescriptor? _newest;

    /// <summary>Silent longest; null when there is no node.</summary>
    public DataNodeDescriptor? Oldest { get; private set; }

    /// <summary>To the end, whether it was in the list or not.</summary>
    public void Touch(DataNodeDescriptor node)
    {
        if (_newest == node)
        {
            return;
        }

        Remove(node);
        node.Older = _newest;
        if (_newest is null)
        {
            Oldest = node;
        }
        else
        {
            _newest.Newer = node;
        }

        _newest = node;
    }

    public void Remove(DataNodeDescriptor node)
    {
        var isIn = node.Older is not null || node.Newer is not null || Oldest == node;
        if (!isIn)
        {
            return;
        }

        if (node.Older is null)
        {
            Oldest = node.Newer;
        }
        else
        {
            node.Older.Newer = node.Newer;
        }

        if (node.Newer is null)
        {
            _newest = node.Older;
        }
        else
        {
            node.Newer.Older = node.Older;
        }

        node.Older = node.Newer = null;
    }
}
