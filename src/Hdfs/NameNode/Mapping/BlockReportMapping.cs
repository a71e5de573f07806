using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Full block reports from the wire's compact form, and incremental ones.</summary>
internal static class BlockReportMapping
{
    /// <exception cref="RpcFault">A report's bytes are no replicas, or there are too many.</exception>
    public static List<StorageBlockReport> Read(string operation, RepeatedField<StorageBlockReportProto> reports)
    {
        var storages = new List<StorageBlockReport>(RequestLists.Reports(operation, reports).Count);
        var left = RequestLimits.ReportedBlocks;
        foreach (var report in reports)
        {
            var blocks = Read(operation, report, left);
            left -= blocks.Length;
            storages.Add(new StorageBlockReport(
                RequestTexts.Uuid(operation, report.Storage.StorageUuid), DataNodeMapping.KindOf(report.Storage),
                DataNodeMapping.StateOf(report.Storage), blocks));
        }

        return storages;
    }

    /// <exception cref="RpcFault">There are too many changes, or one is none.</exception>
    public static StorageBlockChanges[] Read(string operation, RepeatedField<StorageReceivedDeletedBlocksProto> storages) =>
        [.. RequestLists.Changes(operation, storages).Select(storage => new StorageBlockChanges(
            RequestTexts.Uuid(operation, storage.Storage?.StorageUuid ?? storage.StorageUuid),
            DataNodeMapping.KindOf(storage.Storage),
            DataNodeMapping.StateOf(storage.Storage),
            [.. storage.Blocks.Select(change => Read(operation, change))]))];

    private static BlockChange Read(string operation, ReceivedDeletedBlockInfoProto change) => new(
        BlockMapping.FromProto(change.Block),
        RequestNumbers.BlockChange(change.Status),
        change.HasDeleteHint ? RequestTexts.Uuid(operation, change.DeleteHint) : null);

    private static ReportedBlock[] Read(string operation, StorageBlockReportProto report, int most)
    {
        try
        {
            var reader = new BlockReportReader(report);
            if (reader.Count > most)
            {
                throw new RpcFault(
                    JavaExceptions.IOException, $"{operation}: too many blocks.  Limit {RequestLimits.ReportedBlocks} in one call.");
            }

            var blocks = new ReportedBlock[reader.Count];
            for (var i = 0; reader.TryRead(out var replica); i++)
            {
                blocks[i] = new ReportedBlock(replica.BlockId, replica.Length, replica.GenerationStamp, (ReplicaState)replica.State);
            }

            return blocks;
        }
        catch (MalformedMessageException e)
        {
            throw new RpcFault(JavaExceptions.IOException, $"storage {RequestTexts.Told(report.Storage.StorageUuid)}: {e.Message}");
        }
    }
}
