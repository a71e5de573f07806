using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One more DataNode for a pipeline that lost one (getAdditionalDatanode). Answer: <see cref="LocatedBlock"/> with the nodes that were there followed by the new ones.</summary>
public sealed class GetAdditionalDatanodeRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block being written.</summary>
    public required Block Block { get; init; }

    /// <summary>DataNodes still in the pipeline, in its order.</summary>
    public required IReadOnlyList<string> ExistingUuids { get; init; }

    /// <summary>Their storages, in the same order.</summary>
    public required IReadOnlyList<string> ExistingStorageIds { get; init; }

    /// <summary>DataNodes not to be chosen.</summary>
    public required IReadOnlyCollection<string> ExcludedUuids { get; init; }

    /// <summary>How many more.</summary>
    public required int Count { get; init; }
}
