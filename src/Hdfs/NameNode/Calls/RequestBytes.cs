using Hathi.Hadoop.Rpc.Server;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>The longest requests of those calls that need more than <see cref="RpcProtocol.DefaultRequestBytes"/>, bytes.</summary>
internal static class RequestBytes
{
    /// <summary>
    /// A storage's blocks, ten bytes or so each: what a frame can hold (a DataNode with more than a million blocks sends a storage a call).
    /// </summary>
    public const int BlockReport = RpcProtocol.FullFrame;

    /// <summary>
    /// What a DataNode received and deleted since its last call, about 50 bytes each: a directory of 10^5 files that goes at once.
    /// </summary>
    public const int IncrementalReport = 16 * 1024 * 1024;

    /// <summary>About 100 bytes a volume, and as much for each node that it finds slow, of which a cluster may have 10,000.</summary>
    public const int Heartbeat = 4 * 1024 * 1024;

    /// <summary>
    /// About 200 bytes a DataNode that a writer could not reach, of which there may be <see cref="Mapping.RequestLimits.ExcludedNodes"/>.
    /// </summary>
    public const int ExcludedNodes = 4 * 1024 * 1024;

    /// <summary>Eight bytes a cached block.</summary>
    public const int CacheReport = 16 * 1024 * 1024;

    /// <summary>Blocks with their locations, up to 1 KB each: a volume that goes bad names all that a scan has found.</summary>
    public const int BadBlocks = 16 * 1024 * 1024;
}
