namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>
/// The most that a request to the NameNode may hold. What a Core sees has passed these: a client's bytes cost memory in leases, inodes,
/// answers kept for retries, edits and images. Texts are counted in UTF-16 characters, as Java's String.length(),
/// where nothing else is said.
/// </summary>
internal static class RequestLimits
{
    /// <summary>Characters of a path to be made (HdfsConstants.MAX_PATH_LENGTH).</summary>
    public const int NewPathCharacters = 8_000;

    /// <summary>Levels of a path to be made (HdfsConstants.MAX_PATH_DEPTH).</summary>
    public const int NewPathLevels = 1_000;

    /// <summary>
    /// Characters of a path that is looked up: a directory that was moved below another has longer paths in it than could be made.
    /// </summary>
    public const int PathCharacters = 4 * NewPathCharacters;

    /// <summary>Levels of a path that is looked up, for the same reason.</summary>
    public const int PathLevels = 4 * NewPathLevels;

    /// <summary>
    /// Characters of a client's name, the holder of its leases. Apache's are DFSClient_ with the id of a task attempt and
    /// two numbers: under 150.
    /// </summary>
    public const int ClientName = 1_024;

    /// <summary>Characters of the id of a DataNode or of a storage: a UUID, with a prefix for storages, has 39.</summary>
    public const int UuidCharacters = 128;

    /// <summary>Characters of a host name with a port: a DNS name has at most 253, a port 5.</summary>
    public const int HostCharacters = 260;

    /// <summary>
    /// Characters of a name from a table of the server's own or of an administrator: policies, clusters, versions, files in the log
    /// directory (there in bytes, NAME_MAX).
    /// </summary>
    public const int NameCharacters = 255;

    /// <summary>
    /// Characters kept of a text that is only told to people, such as the message of an error report: what is longer is cut.
    /// </summary>
    public const int ToldCharacters = 1_024;

    /// <summary>Characters of the cookie of a paged answer, a number in decimal.</summary>
    public const int CookieCharacters = 20;

    /// <summary>DataNodes, or their storages, of one pipeline: twice Apache's most replicas (dfs.replication.max, 512).</summary>
    public const int PipelineNodes = 1_024;

    /// <summary>DataNodes that a writer wishes for: no more can hold a replica than a pipeline has.</summary>
    public const int FavoredNodes = PipelineNodes;

    /// <summary>DataNodes that a writer could not reach: all of the largest cluster that is designed for.</summary>
    public const int ExcludedNodes = 10_000;

    /// <summary>
    /// Replicas that one call reports bad, all of them looked at in one step of some 10 ms; Apache's client reports those of one read, its
    /// DataNode one at a time, ours 1,000 (ReportLoop).
    /// </summary>
    public const int BadReplicas = 1_000;

    /// <summary>Blocks that one fsck tells of: a step each, and more than fit on a command line that a person writes.</summary>
    public const int BlocksOfFsck = 1_000;

    /// <summary>Values of an enumeration in a list; all that there are, a few times.</summary>
    public const int Flags = 16;

    /// <summary>
    /// Extended attributes that are asked for by name: what Apache lets a file have (dfs.namenode.fs-limits.max-xattrs-per-inode).
    /// </summary>
    public const int Attributes = 32;

    /// <summary>Storages of one DataNode: more disks than a machine has.</summary>
    public const int Storages = 1_024;

    /// <summary>
    /// Blocks in one call of a full report: Apache's DataNode sends a storage a call from a million on (dfs.blockreport.split.threshold).
    /// </summary>
    public const int ReportedBlocks = 4_000_000;

    /// <summary>Blocks received and deleted in one call: what gathers while a NameNode is away for hours.</summary>
    public const int BlockChanges = 1_000_000;

    /// <summary>
    /// Bytes of a block, or of the blocks of a file: 10,000 such blocks (dfs.namenode.fs-limits.max-blocks-per-file) have a
    /// length that is a long.
    /// </summary>
    public const long BlockBytes = 1L << 48;

    /// <summary>
    /// Bytes that a storage says to have: a node's, and 10,000 nodes', still add up to a long. A figure beyond is taken for this one.
    /// </summary>
    public const long StorageBytes = 1L << 48;

    /// <summary>Bytes a second that a DataNode may be let spend on balancing: 1 TiB (NameNodeRpcServer's maxBalancerBandwidth).</summary>
    public const long BalancerBandwidth = 1L << 40;

    /// <summary>Threads or transfers that a DataNode says to have; a figure beyond is taken for this one.</summary>
    public const int NodeThreads = 1_000_000;

    /// <summary>The largest number of a port; 0 where a port is not served.</summary>
    public const int Port = 65_535;
}
