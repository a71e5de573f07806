using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Sends a replica of ours to other DataNodes: for more replicas, or for a pipeline. Source: DataNode.DataTransfer.</summary>
internal static class ReplicaSender
{
    /// <summary>Sends it; returns when the first target has it, or, without a client, when everything was handed to the system.</summary>
    /// <param name="context">The node around.</param>
    /// <param name="block">Bytes to send and generation stamp.</param>
    /// <param name="stage">What it is for.</param>
    /// <param name="clientName">The writer whose pipeline it is for; empty: the NameNode ordered it.</param>
    /// <param name="targets">Where to.</param>
    /// <exception cref="IOException">The replica cannot be read, or the target refused.</exception>
    /// <exception cref="SocketException">The target is lost.</exception>
    internal static void Send(TransferContext context, Block block, Stage stage, string clientName, TransferTargets targets)
    {
        context.Figures.TransferBegins();
        try
        {
            var options = context.Options;
            var first = targets.Nodes[0];
            using var reader = context.Store.OpenToRead(block, 0, block.Length, withChecksums: true, checksumsRequired: true);
            using var connection = context.Dialer.Connect(RequestNodes.TransferEndPoint(first), options.SocketTimeout, context.Ending);
            connection.SetTimeouts(options.StoreTimeoutFor(targets.Nodes.Count), options.WriteTimeoutFor(targets.Nodes.Count - 1));
            using var sender = new PacketSender(context, connection, reader, PacketPlan.DefaultPacketSize, null);
            connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, Header(context, block, stage, clientName, targets, reader)));
            SendAll(context, sender, reader);
            if (clientName.Length > 0)
            {
                var ack = connection.Read(BlockOpResponseProto.Parser);
                if (ack.Status != Status.Success)
                {
                    throw new RefusedException(
                        $"{RequestNodes.Name(first)} did not take blk_{block.Id}_{block.GenerationStamp}: {ack.Status} {ack.Message}");
                }
            }

            context.Log.Transmitted(block.Id, block.GenerationStamp, sender.Sent, RequestNodes.Name(first));
        }
        finally
        {
            context.Figures.TransferEnds();
        }
    }

    /// <summary>Sends a replica of ours; one that is damaged, or that the disk cannot read, is reported as bad.</summary>
    /// <exception cref="IOException">The replica cannot be read.</exception>
    /// <exception cref="SocketException">The target is lost.</exception>
    internal static void SendAll(TransferContext context, PacketSender sender, ReplicaReader reader)
    {
        try
        {
            sender.SendAll();
        }
        catch (IOException e)
        {
            context.Store.ReportFailedRead(reader, e);
            throw;
        }
    }

    private static OpWriteBlockProto Header(
        TransferContext context, Block block, Stage stage, string clientName, TransferTargets targets, ReplicaReader reader)
    {
        var op = new OpWriteBlockProto
        {
            Header = new ClientOperationHeaderProto
            {
                ClientName = clientName,
                BaseHeader = new BaseHeaderProto
                {
                    Block = new ExtendedBlockProto
                    {
                        PoolId = context.Store.BlockPoolId, BlockId = (ulong)block.Id, GenerationStamp = (ulong)block.GenerationStamp,
                        NumBytes = (ulong)block.Length,
                    },
                    Token = TokenProto.Empty(),
                },
            },
            Source = context.Reports.Self,
            Stage = stage,
            PipelineSize = 0,
            MinBytesRcvd = 0,
            MaxBytesRcvd = 0,
            LatestGenerationStamp = 0,
            RequestedChecksum = reader.Header.Checksum.ToProto(),
            CachingStrategy = new CachingStrategyProto(),
        };
        for (var i = 1; i < targets.Nodes.Count; i++)
        {
            op.Targets.Add(targets.Nodes[i]);
        }

        if (targets.StorageTypes.Count > 0)
        {
            op.StorageType = targets.StorageTypes[0];
            op.TargetStorageTypes.AddRange(targets.StorageTypes.Skip(1));
        }

        if (targets.StorageIds.Count > 0)
        {
            op.StorageId = targets.StorageIds[0];
            op.TargetStorageIds.AddRange(targets.StorageIds.Skip(1));
        }

        return op;
    }
}
