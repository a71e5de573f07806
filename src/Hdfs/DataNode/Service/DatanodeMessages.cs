using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>From the Core's values to protocol messages.</summary>
internal static class DatanodeMessages
{
    internal static BlockProto Block(Block block) =>
        new() { BlockId = (ulong)block.Id, GenStamp = (ulong)block.GenerationStamp, NumBytes = (ulong)block.Length };

    internal static ExtendedBlockProto Extended(string poolId, Block block) =>
        new()
        {
            PoolId = poolId, BlockId = (ulong)block.Id, GenerationStamp = (ulong)block.GenerationStamp, NumBytes = (ulong)block.Length,
        };

    internal static DatanodeStorageProto Storage(string storageId, StorageKind kind) =>
        new() { StorageUuid = storageId, State = DatanodeStorageProto.Types.StorageState.Normal, StorageType = (StorageTypeProto)kind };

    internal static StorageReportProto Report(StorageReport r) => new()
    {
        StorageUuid = r.StorageId,
        Storage = Storage(r.StorageId, r.Kind),
        Failed = r.Failed,
        Capacity = (ulong)r.Capacity,
        DfsUsed = (ulong)Math.Max(0, r.Used),
        Remaining = (ulong)r.Remaining,
        BlockPoolUsed = (ulong)Math.Max(0, r.BlockPoolUsed),
        NonDfsUsed = (ulong)r.NonDfsUsed,
    };

    internal static StorageBlockReportProto Report(Volume volume, List<ReportedBlock> blocks)
    {
        var writer = new BlockReportWriter();
        foreach (var b in blocks)
        {
            writer.Add(new ReportedReplica(b.Id, b.Length, b.GenerationStamp, (ReplicaStateProto)b.State));
        }

        return writer.ToProto(Storage(volume.StorageId, volume.Kind));
    }

    internal static StorageReceivedDeletedBlocksProto Changes(Volume volume, IReadOnlyList<BlockChange> changes)
    {
        var report = new StorageReceivedDeletedBlocksProto
        {
            StorageUuid = volume.StorageId, Storage = Storage(volume.StorageId, volume.Kind),
        };
        foreach (var change in changes)
        {
            var info = new ReceivedDeletedBlockInfoProto
            {
                Block = Block(change.Block),
                Status = (ReceivedDeletedBlockInfoProto.Types.BlockStatus)change.Kind,
            };
            if (change.DeleteHint is { } hint)
            {
                info.DeleteHint = hint;
            }

            report.Blocks.Add(info);
        }

        return report;
    }

    internal static LocatedBlockProto Bad(string poolId, BadBlock bad, DatanodeInfoProto self)
    {
        var located = new LocatedBlockProto
        {
            B = Extended(poolId, bad.Block), Offset = 0, Corrupt = true, BlockToken = TokenProto.Empty(),
        };
        located.Locs.Add(bad.Node ?? self);
        if (bad.Node is null)
        {
            located.StorageIDs.Add(bad.StorageId);
            located.StorageTypes.Add((StorageTypeProto)bad.Kind);
        }

        return located;
    }

    // Block tokens are off. Source: the constructor of ExportedBlockKeys without arguments.
    internal static ExportedBlockKeysProto NoKeys() => new()
    {
        IsBlockTokenEnabled = false,
        KeyUpdateInterval = 0,
        TokenLifeTime = 0,
        CurrentKey = new BlockKeyProto { KeyId = 0, ExpiryDate = 0, KeyBytes = ByteString.Empty },
    };
}
