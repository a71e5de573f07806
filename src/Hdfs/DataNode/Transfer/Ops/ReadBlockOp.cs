using System.Net.Sockets;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>READ_BLOCK: a range of a replica for a client. Source: DataXceiver.readBlock.</summary>
internal static class ReadBlockOp
{
    /// <summary>Serves one operation.</summary>
    /// <returns>Whether another operation can follow on the connection.</returns>
    internal static bool Run(TransferContext context, Connection peer, OpReadBlockProto op)
    {
        ReplicaReader? reader = null;
        PacketSender sender;
        try
        {
            var block = RequestBlocks.Local(context.Store.BlockPoolId, op.Header.BaseHeader.Block);
            reader = context.Store.OpenToRead(
                block, RequestNumbers.Long(op.Offset), RequestNumbers.Long(op.Len), op.SendChecksums, checksumsRequired: false);
            sender = new PacketSender(context, peer, reader, context.Options.ReadPacketSize, null);
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            reader?.Dispose();
            context.CheckDisk(e);
            context.Log.ReadRefused(RequestBlocks.Name(op.Header.BaseHeader.Block), peer.Remote, e.Message);
            peer.Reply(Status.Error, $"opReadBlock {RequestBlocks.FullName(op.Header.BaseHeader.Block)} received exception {e.Message}");
            return false;
        }

        using (reader)
        using (sender)
        {
            peer.Send(ReadReply.Success(reader));
            try
            {
                sender.SendAll();
            }
            catch (IOException e)
            {
                context.Store.ReportFailedRead(reader, e);
                context.CheckDisk(e);
                throw;
            }
            finally
            {
                context.Figures.AddRead(sender.Sent);
            }
        }

        return ReadStatus(peer);
    }

    // A client that has read everything says how it went; one that has not, closes.
    private static bool ReadStatus(Connection peer)
    {
        try
        {
            peer.Read(ClientReadStatusProto.Parser);
            return true;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or MalformedMessageException)
        {
            return false;
        }
    }
}
