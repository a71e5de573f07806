using System.Net.Sockets;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.Protocol;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>
/// TRANSFER_BLOCK: a client has a replica of ours sent to a node that joins its pipeline. Source: DataXceiver.transferBlock,
/// DataNode.transferReplicaForPipelineRecovery.
/// </summary>
internal static class TransferBlockOp
{
    internal static void Run(TransferContext context, Connection peer, OpTransferBlockProto op)
    {
        try
        {
            var targets = RequestTargets.Of(op);
            var clientName = RequestTexts.ClientName(op.Header.ClientName);
            var asked = RequestBlocks.Local(context.Store.BlockPoolId, op.Header.BaseHeader.Block);
            var (block, stage) = Choose(context, asked);
            if (targets.Nodes.Count > 0)
            {
                ReplicaSender.Send(context, block, stage, clientName, targets);
            }
        }
        catch (Exception e) when (e is ReplicaFault or IOException or SocketException)
        {
            context.CheckDisk(e);
            context.Log.TransferFailed(RequestBlocks.Name(op.Header.BaseHeader.Block), peer.Remote, e.Message);
            peer.Reply(Status.Error, e.Message);
            return;
        }

        peer.Reply(Status.Success, null);
    }

    private static (Block Block, Stage Stage) Choose(TransferContext context, Block asked)
    {
        var replica = context.Store.Find(asked.Id)
            ?? throw new ReplicaFault(ReplicaError.NotFound, $"blk_{asked.Id}_{asked.GenerationStamp} not found in datanode.");
        if (replica.GenerationStamp < asked.GenerationStamp)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"{replica.GenerationStamp} = storedGS < b.getGenerationStamp(), b=blk_{asked.Id}_{asked.GenerationStamp}");
        }

        var stage = replica.State switch
        {
            ReplicaState.BeingWritten => Stage.TransferRbw,
            ReplicaState.Finalized => Stage.TransferFinalized,
            _ => throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} is neither a RBW nor a Finalized"),
        };
        return (new Block(replica.BlockId, replica.VisibleLength, replica.GenerationStamp), stage);
    }
}
