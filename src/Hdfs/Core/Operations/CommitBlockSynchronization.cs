using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The primary DataNode of a block recovery reports what the replicas agreed on (commitBlockSynchronization of DatanodeProtocol). No answer.</summary>
public sealed class CommitBlockSynchronizationRequest : DataNodeRequest
{
    /// <summary>The block under recovery with its old stamp.</summary>
    public required Block Block { get; init; }

    /// <summary>The recovery id.</summary>
    public required long NewGenerationStamp { get; init; }

    /// <summary>Bytes.</summary>
    public required long NewLength { get; init; }

    /// <summary>The file is to be closed.</summary>
    public required bool CloseFile { get; init; }

    /// <summary>No replica has any data: the block goes.</summary>
    public required bool DeleteBlock { get; init; }

    /// <summary>Those that agreed.</summary>
    public required IReadOnlyList<(string DataNodeUuid, string StorageId)> NewReplicas { get; init; }
}
