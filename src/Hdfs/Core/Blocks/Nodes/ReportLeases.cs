using Hathi.Base;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// How many DataNodes may send their full block reports at once: after a restart all want to, and each report is large
/// (BlockReportLeaseManager). A DataNode that got no leave asks again with its next heartbeat; a report without a lease
/// is taken all the same.
/// </summary>
internal sealed class ReportLeases(int limit, long milliseconds)
{
    private readonly LinkedList<(DataNodeDescriptor Node, long Id, long Given)> _given = new();
    private long _last;

    /// <returns>The lease's id; 0: not now.</returns>
    public long Request(Now now, DataNodeDescriptor node)
    {
        Release(node);
        while (_given.First is { } oldest && now.MonotonicMilliseconds - oldest.Value.Given >= milliseconds)
        {
            Drop(oldest);
        }

        if (_given.Count >= limit)
        {
            return 0;
        }

        node.ReportLease = ++_last;
        _given.AddLast((node, _last, now.MonotonicMilliseconds));
        return _last;
    }

    /// <summary>The report has come, or the node is gone.</summary>
    public void Release(DataNodeDescriptor node)
    {
        if (node.ReportLease == 0)
        {
            return;
        }

        for (var lease = _given.First; lease is not null; lease = lease.Next)
        {
            if (lease.Value.Node == node)
            {
                Drop(lease);
                return;
            }
        }
    }

    private void Drop(LinkedListNode<(DataNodeDescriptor Node, long Id, long Given)> lease)
    {
        lease.Value.Node.ReportLease = 0;
        _given.Remove(lease);
    }
}
