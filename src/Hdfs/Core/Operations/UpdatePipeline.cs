using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The pipeline was rebuilt: new stamp, length and nodes of the last block (updatePipeline). No answer. At most once.</summary>
public sealed class UpdatePipelineRequest : ClientRequest
{
    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>As it was.</summary>
    public required Block OldBlock { get; init; }

    /// <summary>As it is.</summary>
    public required Block NewBlock { get; init; }

    /// <summary>DataNodes of the new pipeline, in its order.</summary>
    public required IReadOnlyList<string> NewUuids { get; init; }

    /// <summary>Their storages, in the same order.</summary>
    public required IReadOnlyList<string> NewStorageIds { get; init; }
}
