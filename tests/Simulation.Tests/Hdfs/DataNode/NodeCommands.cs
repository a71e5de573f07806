using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>Carries out what the NameNode orders.</summary>
internal sealed class NodeCommands(DataNodeActor node)
{
    public void CarryOut(DataNodeCommand command)
    {
        switch (command)
        {
            case TransferBlocks transfers:
                foreach (var transfer in transfers.Transfers)
                {
                    node.Start(() => new ReplicaSender(node).CopyAsync(transfer));
                }

                break;
            case InvalidateBlocks when node.Cluster.Mutant == HdfsMutant.KeepsDeletedReplicas:
                break;
            case InvalidateBlocks invalidate:
                Invalidate(invalidate);
                break;
            case RecoverBlocks recover:
                foreach (var block in recover.Blocks)
                {
                    node.Start(() => new RecoveryLeader(node).LeadAsync(block));
                }

                break;
        }
    }

    private void Invalidate(InvalidateBlocks command)
    {
        foreach (var block in command.Blocks)
        {
            try
            {
                if (node.Store.Invalidate(block) is not null)
                {
                    node.Cluster.World.Report.Add("replicas deleted", 1);
                }
            }
            catch (Exception e) when (e is ReplicaFault or IOException)
            {
                node.Cluster.World.Note("not deleted", node.Name, e.Message);
            }
        }
    }
}
