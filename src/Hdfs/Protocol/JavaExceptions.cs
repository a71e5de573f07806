namespace Hathi.Hdfs.Protocol;

/// <summary>
/// The one table of foreign exception class names of the HDFS protocols: what an error reply carries as <c>exceptionClassName</c>
/// and what a stock client rebuilds its typed exception from. Each class exists in Apache Hadoop 3.5.0 or in Java.
/// </summary>
public static class JavaExceptions
{
    /// <summary>Any failure without a class of its own.</summary>
    public const string IOException = "java.io.IOException";

    /// <summary>The path does not exist.</summary>
    public const string FileNotFound = "java.io.FileNotFoundException";

    /// <summary>An argument that no state would make valid.</summary>
    public const string IllegalArgument = "java.lang.IllegalArgumentException";

    /// <summary>The call is not served here.</summary>
    public const string UnsupportedOperation = "java.lang.UnsupportedOperationException";

    /// <summary>An argument refused by HDFS itself, for instance a block size below the minimum.</summary>
    public const string HadoopIllegalArgument = "org.apache.hadoop.HadoopIllegalArgumentException";

    /// <summary>The user may not do this.</summary>
    public const string AccessControl = "org.apache.hadoop.security.AccessControlException";

    /// <summary>The user may not use this protocol or impersonate another user.</summary>
    public const string Authorization = "org.apache.hadoop.security.authorize.AuthorizationException";

    /// <summary>Something exists where a new file or directory should go.</summary>
    public const string FileAlreadyExists = "org.apache.hadoop.fs.FileAlreadyExistsException";

    /// <summary>A component of the path before the last is a file.</summary>
    public const string ParentNotDirectory = "org.apache.hadoop.fs.ParentNotDirectoryException";

    /// <summary>A directory was needed, the path is something else.</summary>
    public const string PathIsNotDirectory = "org.apache.hadoop.fs.PathIsNotDirectoryException";

    /// <summary>A directory that is not empty was to be deleted without recursion.</summary>
    public const string PathIsNotEmptyDirectory = "org.apache.hadoop.fs.PathIsNotEmptyDirectoryException";

    /// <summary>The path is not a valid name in HDFS.</summary>
    public const string InvalidPath = "org.apache.hadoop.fs.InvalidPathException";

    /// <summary>Another client holds the lease on the file.</summary>
    public const string AlreadyBeingCreated = "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException";

    /// <summary>The lease of the file is being recovered; try again.</summary>
    public const string RecoveryInProgress = "org.apache.hadoop.hdfs.protocol.RecoveryInProgressException";

    /// <summary>The writer does not hold the lease on the file any more, or the file is gone.</summary>
    public const string LeaseExpired = "org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException";

    /// <summary>The block before is not yet reported by enough DataNodes; try again.</summary>
    public const string NotReplicatedYet = "org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException";

    /// <summary>The NameNode is in safe mode: nothing can be changed.</summary>
    public const string SafeMode = "org.apache.hadoop.hdfs.server.namenode.SafeModeException";

    /// <summary>This NameNode is not the active one.</summary>
    public const string Standby = "org.apache.hadoop.ipc.StandbyException";

    /// <summary>The observer cannot answer; ask the active NameNode.</summary>
    public const string ObserverRetryOnActive = "org.apache.hadoop.ipc.ObserverRetryOnActiveException";

    /// <summary>Not now; the same call may succeed later (wraps <see cref="SafeMode"/> at start-up).</summary>
    public const string Retriable = "org.apache.hadoop.ipc.RetriableException";

    /// <summary>A component of the path is longer than the limit.</summary>
    public const string PathComponentTooLong = "org.apache.hadoop.hdfs.protocol.FSLimitException$PathComponentTooLongException";

    /// <summary>A directory holds as many entries as the limit allows.</summary>
    public const string MaxDirectoryItemsExceeded = "org.apache.hadoop.hdfs.protocol.FSLimitException$MaxDirectoryItemsExceededException";

    /// <summary>The extended attribute is not there.</summary>
    public const string XAttrNotFound = "org.apache.hadoop.hdfs.protocol.XAttrNotFoundException";

    /// <summary>The DataNode must register before anything else.</summary>
    public const string UnregisteredNode = "org.apache.hadoop.hdfs.protocol.UnregisteredNodeException";

    /// <summary>The DataNode is not among those allowed to join.</summary>
    public const string DisallowedDatanode = "org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException";

    /// <summary>The DataNode reports its replicas when it is not its turn, or with a turn that it has no more.</summary>
    public const string InvalidBlockReportLease = "org.apache.hadoop.hdfs.server.protocol.InvalidBlockReportLeaseException";

    /// <summary>Layout or software version of the two sides do not fit.</summary>
    public const string IncorrectVersion = "org.apache.hadoop.hdfs.server.common.IncorrectVersionException";

    /// <summary>The DataNode has no such replica.</summary>
    public const string ReplicaNotFound = "org.apache.hadoop.hdfs.server.datanode.ReplicaNotFoundException";

    /// <summary>The DataNode has such a replica already.</summary>
    public const string ReplicaAlreadyExists = "org.apache.hadoop.hdfs.server.datanode.ReplicaAlreadyExistsException";
}
