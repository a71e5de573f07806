using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>COPY_BLOCK: a whole replica for another DataNode that a balancer moves it to. Source: DataXceiver.copyBlock.</summary>
internal static class CopyBlockOp
{
    internal static void Run(TransferContext context, Connection peer, OpCopyBlockProto op)
    {
        if (!context.Moves.TryBegin())
        {
            peer.Reply(Status.Error, $"Not able to copy block {op.Header.Block.BlockId} to {peer.Remote} because threads quota={context.Moves.MaxMoves} is exceeded.");
            return;
        }

        try
        {
            using var reader = context.Store.OpenToRead(context.LocalBlock(op.Header.Block), 0, -1, withChecksums: true, checksumsRequired: true);
            peer.Send(ReadReply.Success(reader));
            ReplicaSender.SendAll(context, new PacketSender(peer, reader, PacketPlan.DefaultPacketSize, context.Moves), reader);

            // Two bytes (a Java char) say that this node is done with it.
            peer.Send([0, (byte)'d']);
        }
        catch (ReplicaFault e)
        {
            peer.Reply(Status.Error, e.Message);
        }
        finally
        {
            context.Moves.End();
        }
    }
}
