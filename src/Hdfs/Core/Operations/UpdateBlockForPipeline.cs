using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>A new generation stamp for a block whose pipeline is rebuilt (updateBlockForPipeline). Answer: <see cref="LocatedBlock"/> with the new stamp.</summary>
public sealed class UpdateBlockForPipelineRequest : ClientRequest
{
    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>The block being written.</summary>
    public required Block Block { get; init; }
}
