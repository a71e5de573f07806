using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Orders to DataNodes in the wire's form.</summary>
internal static class CommandMapping
{
    public static DatanodeCommandProto ToProto(DataNodeCommand command, BlockMapping blocks) => command switch
    {
        TransferBlocks transfer => Block(Transfer(transfer, blocks)),
        InvalidateBlocks invalidate => Block(Invalidate(invalidate, blocks)),
        ShutDown => Block(new BlockCommandProto { Action = BlockCommandProto.Types.Action.Shutdown, BlockPoolId = blocks.PoolId }),
        RecoverBlocks recover => new DatanodeCommandProto
        {
            CmdType = DatanodeCommandProto.Types.Type.BlockRecoveryCommand,
            RecoveryCmd = Recover(recover, blocks),
        },
        ReRegister => new DatanodeCommandProto
        {
            CmdType = DatanodeCommandProto.Types.Type.RegisterCommand,
            RegisterCmd = new RegisterCommandProto(),
        },
        SetBalancerBandwidth limit => new DatanodeCommandProto
        {
            CmdType = DatanodeCommandProto.Types.Type.BalancerBandwidthCommand,
            BalancerCmd = new BalancerBandwidthCommandProto { Bandwidth = (ulong)limit.BytesPerSecond },
        },
        _ => throw new InvalidOperationException($"no wire form for the command {command.GetType().Name}"),
    };

    private static DatanodeCommandProto Block(BlockCommandProto command) =>
        new() { CmdType = DatanodeCommandProto.Types.Type.BlockCommand, BlkCmd = command };

    private static BlockCommandProto Transfer(TransferBlocks transfer, BlockMapping blocks)
    {
        var proto = new BlockCommandProto { Action = BlockCommandProto.Types.Action.Transfer, BlockPoolId = blocks.PoolId };
        foreach (var (block, targets) in transfer.Transfers)
        {
            proto.Blocks.Add(BlockMapping.ToBlockProto(block));
            var nodes = new DatanodeInfosProto();
            var storages = new StorageUuidsProto();
            var types = new StorageTypesProto();
            foreach (var target in targets)
            {
                nodes.Datanodes.Add(DataNodeMapping.ToProto(target.Node));
                storages.StorageUuids.Add(target.StorageId);
                types.StorageTypes.Add((StorageTypeProto)target.Kind);
            }

            proto.Targets.Add(nodes);
            proto.TargetStorageUuids.Add(storages);
            proto.TargetStorageTypes.Add(types);
        }

        return proto;
    }

    private static BlockCommandProto Invalidate(InvalidateBlocks invalidate, BlockMapping blocks)
    {
        var proto = new BlockCommandProto { Action = BlockCommandProto.Types.Action.Invalidate, BlockPoolId = blocks.PoolId };
        foreach (var block in invalidate.Blocks)
        {
            proto.Blocks.Add(BlockMapping.ToBlockProto(block));
        }

        // Apache reads one (empty) target list a block, whatever the action.
        for (var i = 0; i < invalidate.Blocks.Count; i++)
        {
            proto.Targets.Add(new DatanodeInfosProto());
            proto.TargetStorageUuids.Add(new StorageUuidsProto());
        }

        return proto;
    }

    private static BlockRecoveryCommandProto Recover(RecoverBlocks recover, BlockMapping blocks)
    {
        var proto = new BlockRecoveryCommandProto();
        foreach (var (block, recoveryId, locations, withoutSilent) in recover.Blocks)
        {
            proto.Blocks.Add(new RecoveringBlockProto
            {
                NewGenStamp = (ulong)recoveryId,
                WithoutSilent = withoutSilent,
                Block = blocks.ToProto(new LocatedBlock(block, 0, Corrupt: false, locations)),
            });
        }

        return proto;
    }
}
