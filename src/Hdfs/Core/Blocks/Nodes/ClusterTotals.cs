using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// Sums over the nodes (DatanodeStats). Whoever changes a node takes it out before and puts it in after, so that no sum ever needs a walk.
/// Space counts only on live nodes in service, as in Apache.
/// </summary>
internal sealed class ClusterTotals
{
    public long Capacity { get; private set; }

    public long Used { get; private set; }

    public long NonDfsUsed { get; private set; }

    public long Remaining { get; private set; }

    public long BlockPoolUsed { get; private set; }

    public int TransferThreads { get; private set; }

    public int FailedVolumes { get; private set; }

    public int Live { get; private set; }

    public int Dead { get; private set; }

    public int InService { get; private set; }

    public int InServiceTransferThreads { get; private set; }

    public int Decommissioning { get; private set; }

    public int DecommissionedLive { get; private set; }

    public int DecommissionedDead { get; private set; }

    /// <summary>Mean number of connections of the nodes that take new blocks.</summary>
    public double AverageLoad => InService == 0 ? 0 : (double)InServiceTransferThreads / InService;

    public void Add(DataNodeDescriptor node) => Count(node, 1);

    public void Remove(DataNodeDescriptor node) => Count(node, -1);

    private void Count(DataNodeDescriptor node, int sign)
    {
        if (!node.Alive)
        {
            Dead += sign;
            DecommissionedDead += node.Admin == AdminState.Decommissioned ? sign : 0;
            return;
        }

        Live += sign;
        TransferThreads += sign * node.TransferThreads;
        FailedVolumes += sign * node.FailedVolumes;
        switch (node.Admin)
        {
            case AdminState.DecommissionInProgress:
                Decommissioning += sign;
                break;
            case AdminState.Decommissioned:
                DecommissionedLive += sign;
                break;
            default:
                CountInService(node, sign);
                break;
        }
    }

    private void CountInService(DataNodeDescriptor node, int sign)
    {
        InService += sign;
        InServiceTransferThreads += sign * node.TransferThreads;
        Capacity += sign * node.Capacity;
        Used += sign * node.Used;
        NonDfsUsed += sign * node.NonDfsUsed;
        Remaining += sign * node.Remaining;
        BlockPoolUsed += sign * node.BlockPoolUsed;
    }
}
