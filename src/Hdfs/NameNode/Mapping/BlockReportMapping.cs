using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Full block reports from the wire's compact form.</summary>
internal static class BlockReportMapping
{
    /// <exception cref="RpcFault">The report's bytes are no replicas.</exception>
    public static ReportedBlock[] Read(StorageBlockReportProto report)
    {
        try
        {
            var reader = new BlockReportReader(report);
            var blocks = new ReportedBlock[reader.Count];
            for (var i = 0; reader.TryRead(out var replica); i++)
            {
                blocks[i] = new ReportedBlock(replica.BlockId, replica.Length, replica.GenerationStamp, (ReplicaState)replica.State);
            }

            return blocks;
        }
        catch (MalformedMessageException e)
        {
            throw new RpcFault(JavaExceptions.IOException, $"storage {report.Storage?.StorageUuid}: {e.Message}");
        }
    }
}
