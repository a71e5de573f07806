using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
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
            peer.Reply(Status.Error, $"Not able to copy block {RequestBlocks.Id(op.Header.Block)} to {peer.Remote} because threads "
                + $"quota={context.Moves.MaxMoves} is exceeded.");
            return;
        }

        try
        {
            Copy(context, peer, op);
        }
        finally
        {
            context.Moves.End();
        }
    }

    private static void Copy(TransferContext context, Connection peer, OpCopyBlockProto op)
    {
        ReplicaReader? reader = null;
        PacketSender sender;
        try
        {
            var asked = RequestBlocks.Local(context.Store.BlockPoolId, op.Header.Block);
            reader = context.Store.OpenToRead(asked, 0, -1, withChecksums: true, checksumsRequired: true);
            sender = new PacketSender(context, peer, reader, PacketPlan.DefaultPacketSize, context.Moves);
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            reader?.Dispose();
            context.CheckDisk(e);
            context.Log.CopyRefused(RequestBlocks.Name(op.Header.Block), peer.Remote, e.Message);
            peer.Reply(Status.Error, e.Message);
            return;
        }

        using (reader)
        using (sender)
        {
            peer.Send(ReadReply.Success(reader));
            ReplicaSender.SendAll(context, sender, reader);

            // Two bytes (a Java char) say that this node is done with it.
            peer.Send([0, (byte)'d']);
        }
    }
}
