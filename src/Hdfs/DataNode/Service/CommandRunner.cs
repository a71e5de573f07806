using System.Net.Sockets;
using System.Threading.Channels;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;
using Command = Hathi.Hdfs.Protocol.Datanode.DatanodeCommandProto.Types.Type;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// Carries out the NameNode's orders, one after the other, beside heartbeats. Source: BPOfferService.processCommandFromActive.
/// </summary>
internal sealed class CommandRunner(NodeState node, BlockRecovery recovery, Action shutDown, ILogger log)
{
    /// <summary>Orders waiting; when there are more, heartbeats wait too, and the NameNode sends no further ones.</summary>
    private const int MaxWaiting = 1_000;

    private readonly Channel<DatanodeCommandProto> _waiting = Channel.CreateBounded<DatanodeCommandProto>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    internal ValueTask PostAsync(DatanodeCommandProto command, CancellationToken cancellationToken) =>
        _waiting.Writer.WriteAsync(command, cancellationToken);

    /// <summary>Runs until cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in _waiting.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                Run(command, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed($"The NameNode's order {command.CmdType}", e);
            }
        }
    }

    private void Run(DatanodeCommandProto command, CancellationToken cancellationToken)
    {
        switch (command.CmdType)
        {
            case Command.BlockCommand:
                Run(command.BlkCmd);
                break;
            case Command.BlockRecoveryCommand:
                foreach (var block in command.RecoveryCmd.Blocks)
                {
                    recovery.Start(block, cancellationToken);
                }

                break;
            case Command.BalancerBandwidthCommand:
                log.BalancingLimited(command.BalancerCmd.Bandwidth);
                node.Transfer.Moves.SetBandwidth((long)command.BalancerCmd.Bandwidth);
                break;
            case Command.FinalizeCommand or Command.KeyUpdateCommand or Command.NullDatanodeCommand or Command.BlockIdCommand:
                // No upgrade is ever pending, block tokens are off, and nothing is cached here.
                break;
            default:
                log.UnknownCommand(command.CmdType);
                break;
        }
    }

    private void Run(BlockCommandProto command)
    {
        if (command.BlockPoolId != node.Session.BlockPoolId)
        {
            log.ForeignPool(command.BlockPoolId);
            return;
        }

        switch (command.Action)
        {
            case BlockCommandProto.Types.Action.Transfer:
                Transfer(command);
                break;
            case BlockCommandProto.Types.Action.Invalidate:
                node.Store.Invalidate(command.Blocks.Select(RequestBlocks.Ordered).ToList());
                break;
            case BlockCommandProto.Types.Action.Shutdown:
                log.ShutdownByNameNode();
                shutDown();
                break;
            default:
                log.UnknownAction(command.Action);
                break;
        }
    }

    private void Transfer(BlockCommandProto command)
    {
        for (var i = 0; i < command.Blocks.Count; i++)
        {
            try
            {
                Transfer(command, i);
            }
            catch (Exception e)
            {
                Failed($"The transfer of blk_{command.Blocks[i].BlockId}_{command.Blocks[i].GenStamp}", e);
            }
        }
    }

    private void Transfer(BlockCommandProto command, int i)
    {
        var block = RequestBlocks.Ordered(command.Blocks[i]);
        var targets = new TransferTargets(
            command.Targets[i].Datanodes,
            i < command.TargetStorageTypes.Count ? command.TargetStorageTypes[i].StorageTypes : [],
            i < command.TargetStorageUuids.Count ? command.TargetStorageUuids[i].StorageUuids : []);
        if (targets.Nodes.Count > 0 && CanSend(block) && !node.Operations.TryRun(() => Send(block, targets)))
        {
            log.NotSent(block.Id);
        }
    }

    // Orders fail for reasons of the disk, of the network, or because the order makes no sense: none of them is a reason to end. The
    // NameNode is told, and orders again.
    private void Failed(string what, Exception e)
    {
        var expected = e is ReplicaFault or IOException or SocketException;
        log.OrderFailed(expected ? null : e, what, e.Message);
        node.Transfer.CheckDisk(e);
        node.Reports.Error(e is DiskException ? NodeErrorKind.Disk : NodeErrorKind.Notice, $"{what} failed: {e.Message}");
    }

    // Source: DataNode.transferBlock.
    private bool CanSend(Block block)
    {
        var replica = node.Store.Find(block.Id);
        if (replica is not { State: ReplicaState.Finalized } found || found.GenerationStamp != block.GenerationStamp)
        {
            log.CannotSend(block.Id, block.GenerationStamp, replica?.ToString() ?? "not here");
            node.Reports.Error(
                NodeErrorKind.InvalidBlock, $"Can't send invalid block {node.Session.BlockPoolId}:blk_{block.Id}_{block.GenerationStamp}");
            return false;
        }

        if (found.Length < block.Length && node.Store.Volumes.FirstOrDefault(v => v.Number == found.Volume) is { } volume)
        {
            log.TooShortToSend(block.Id, block.GenerationStamp, found.Length, block.Length);
            node.Reports.Corrupt(volume, block);
            return false;
        }

        return true;
    }

    private void Send(Block block, TransferTargets targets)
    {
        try
        {
            ReplicaSender.Send(node.Transfer, block, Stage.PipelineSetupCreate, "", targets);
        }
        catch (Exception e)
        {
            Failed($"The transfer of blk_{block.Id}_{block.GenerationStamp} to {RequestNodes.Name(targets.Nodes[0])}", e);
        }
    }
}
