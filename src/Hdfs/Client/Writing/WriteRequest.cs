using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>The operation that sets up a pipeline. Source: Apache <c>Sender.writeBlock</c>.</summary>
internal static class WriteRequest
{
    internal static OpWriteBlockProto Of(
        HdfsClient client,
        BlockInProgress block,
        ChunkChecksum checksum,
        OpWriteBlockProto.Types.BlockConstructionStage stage,
        ulong generationStamp,
        long blockSize)
    {
        var request = new OpWriteBlockProto
        {
            Header = new ClientOperationHeaderProto
            {
                BaseHeader = new BaseHeaderProto { Block = block.With(blockSize, block.Block.GenerationStamp), Token = block.Token },
                ClientName = client.ClientName,
            },
            Stage = stage,
            PipelineSize = (uint)block.Nodes.Count,
            MinBytesRcvd = (ulong)block.Acknowledged,
            MaxBytesRcvd = (ulong)block.BytesSent,
            LatestGenerationStamp = generationStamp,
            RequestedChecksum = checksum.ToProto(),
            CachingStrategy = new CachingStrategyProto(),
            StorageType = block.Nodes[0].StorageType,
            AllowLazyPersist = false,
            Pinning = false,
            StorageId = block.Nodes[0].StorageId,
        };
        foreach (var node in block.Nodes.Skip(1))
        {
            request.Targets.Add(node.Info);
            request.TargetStorageTypes.Add(node.StorageType);
            request.TargetStorageIds.Add(node.StorageId);
        }

        return request;
    }
}
