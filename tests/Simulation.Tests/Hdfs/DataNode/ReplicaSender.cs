using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>Sends a replica to other DataNodes: for the NameNode, or for a client whose pipeline gets a new node.</summary>
internal sealed class ReplicaSender(DataNodeActor node)
{
    private const int PacketBytes = 64;
    private const int Timeout = 1_500;

    /// <summary>The NameNode wants more replicas.</summary>
    public async Task CopyAsync(BlockTransfer transfer)
    {
        node.Copies++;
        try
        {
            var replica = node.Store.Map.Get(transfer.Block);
            if (replica.State == ReplicaState.Finalized)
            {
                await SendAsync(replica, replica.Length, WriteStage.Create, null, transfer.Targets).ConfigureAwait(false);
                node.Cluster.World.Report.Add("replicas copied", 1);
            }
        }
        catch (Exception e) when (e is ReplicaFault or IOException or ConnectionLostException)
        {
            node.Cluster.World.Note("copy fails", node.Name, e.Message);
        }

        node.Copies--;
    }

    /// <summary>A client wants this node's replica on another.</summary>
    public async Task ServeAsync(Connection client, TransferBlock request)
    {
        TransferReply reply;
        try
        {
            var replica = node.Store.Map.Get(request.Block.Id);
            var stage = replica.State switch
            {
                ReplicaState.BeingWritten => WriteStage.TransferRbw,
                ReplicaState.Finalized => WriteStage.TransferFinalized,
                _ => throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} is neither a RBW nor a Finalized"),
            };
            if (replica.GenerationStamp < request.Block.GenerationStamp)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} is older than what is asked for");
            }

            reply = await SendAsync(replica, replica.VisibleLength, stage, request.ClientName, [request.Target]).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ReplicaFault or IOException or ConnectionLostException)
        {
            reply = new TransferReply(false, e.Message);
        }

        client.Send(reply);
    }

    private async Task<TransferReply> SendAsync(
        ReplicaView replica, long length, WriteStage stage, string? client, IReadOnlyList<ReplicaLocation> targets)
    {
        var content = node.Store.Read(replica);
        var block = new Block(replica.BlockId, length, replica.GenerationStamp);
        var connection = node.Wire.Open(targets[0].Node.Id.HostName);
        connection.Send(new WriteBlock(block, stage, client, node.Host.Uuid, targets.Skip(1).ToList(), 0, 0, 0));
        var number = 0;
        for (long at = 0; at < length; at += PacketBytes)
        {
            var end = Math.Min(length, at + PacketBytes);
            var sound = (content.IsSound || node.Cluster.Mutant == HdfsMutant.CopiesWithoutChecksums) && end <= content.Bytes.Length;
            connection.Send(new Packet(number++, at, sound ? content.Bytes[(int)at..(int)end] : [], false, sound));
        }

        connection.Send(new Packet(number, length, [], true, true));
        var reply = (TransferReply)await connection.Receive(Timeout);
        connection.Close();
        return reply;
    }
}
