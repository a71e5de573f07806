namespace Hathi.Hdfs.Protocol;

/// <summary>
/// The one table of foreign exception class names of the HDFS protocols: what an error reply carries as <c>exceptionClassName</c>
/// and what a stock client rebuilds its typed exception from. Each class exists in Apache Hadoop 3.5.0 or in Java.
/// </summary>
public static class JavaExceptions
{
    /// <summary>Any failure without a class of its own.</summary>
    public const string IOException = "java.io.IOException";

    /// <summary>The stream or file ended too early.</summary>
    public const string EndOfFile = "java.io.EOFException";

    /// <summary>The path does not exist.</summary>
    public const string FileNotFound = "java.io.FileNotFoundException";

    /// <summary>An argument that no state would make valid.</summary>
    public const string IllegalArgument = "java.lang.IllegalArgumentException";

    /// <summary>The server is in the wrong state for the call.</summary>
    public const string IllegalState = "java.lang.IllegalStateException";

    /// <summary>The call is not served here.</summary>
    public const string UnsupportedOperation = "java.lang.UnsupportedOperationException";

    /// <summary>An argument refused by HDFS itself, for instance a block size below the minimum.</summary>
    public const string HadoopIllegalArgument = "org.apache.hadoop.HadoopIllegalArgumentException";

    /// <summary>The user may not do this.</summary>
    public const string AccessControl = "org.apache.hadoop.security.AccessControlException";

    /// <summary>The user may not use this protocol or impersonate another user.</summary>
    public const string Authorization = "org.apache.hadoop.security.authorize.AuthorizationException";

    /// <summary>A token is unknown, expired or not for this use.</summary>
    public const string InvalidToken = "org.apache.hadoop.security.token.SecretManager$InvalidToken";

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

    /// <summary>The request contradicts itself or the state of the file system.</summary>
    public const string InvalidRequest = "org.apache.hadoop.fs.InvalidRequestException";

    /// <summary>The path leads over a symbolic link (client side class).</summary>
    public const string UnresolvedLink = "org.apache.hadoop.fs.UnresolvedLinkException";

    /// <summary>The path leads over a symbolic link (as the NameNode says it).</summary>
    public const string UnresolvedPath = "org.apache.hadoop.hdfs.protocol.UnresolvedPathException";

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

    /// <summary>The action is not possible in the NameNode's role.</summary>
    public const string UnsupportedAction = "org.apache.hadoop.hdfs.server.namenode.UnsupportedActionException";

    /// <summary>This NameNode is not the active one.</summary>
    public const string Standby = "org.apache.hadoop.ipc.StandbyException";

    /// <summary>The observer cannot answer; ask the active NameNode.</summary>
    public const string ObserverRetryOnActive = "org.apache.hadoop.ipc.ObserverRetryOnActiveException";

    /// <summary>Not now; the same call may succeed later (wraps <see cref="SafeMode"/> at start-up).</summary>
    public const string Retriable = "org.apache.hadoop.ipc.RetriableException";

    /// <summary>The server does not know the method.</summary>
    public const string RpcNoSuchMethod = "org.apache.hadoop.ipc.RpcNoSuchMethodException";

    /// <summary>The server does not know the protocol.</summary>
    public const string RpcNoSuchProtocol = "org.apache.hadoop.ipc.RpcNoSuchProtocolException";

    /// <summary>A name or space quota would be exceeded.</summary>
    public const string QuotaExceeded = "org.apache.hadoop.hdfs.protocol.QuotaExceededException";

    /// <summary>The name quota would be exceeded.</summary>
    public const string NameQuotaExceeded = "org.apache.hadoop.hdfs.protocol.NSQuotaExceededException";

    /// <summary>The space quota would be exceeded.</summary>
    public const string SpaceQuotaExceeded = "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException";

    /// <summary>A limit of the file system is reached.</summary>
    public const string FileSystemLimit = "org.apache.hadoop.hdfs.protocol.FSLimitException";

    /// <summary>A component of the path is longer than the limit.</summary>
    public const string PathComponentTooLong = "org.apache.hadoop.hdfs.protocol.FSLimitException$PathComponentTooLongException";

    /// <summary>A directory holds as many entries as the limit allows.</summary>
    public const string MaxDirectoryItemsExceeded = "org.apache.hadoop.hdfs.protocol.FSLimitException$MaxDirectoryItemsExceededException";

    /// <summary>A snapshot operation failed.</summary>
    public const string Snapshot = "org.apache.hadoop.hdfs.protocol.SnapshotException";

    /// <summary>A change below a read-only snapshot path.</summary>
    public const string SnapshotAccessControl = "org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException";

    /// <summary>An access control list is wrong or not allowed.</summary>
    public const string Acl = "org.apache.hadoop.hdfs.protocol.AclException";

    /// <summary>The extended attribute is not there.</summary>
    public const string XAttrNotFound = "org.apache.hadoop.hdfs.protocol.XAttrNotFoundException";

    /// <summary>The path has no erasure coding policy.</summary>
    public const string NoErasureCodingPolicySet = "org.apache.hadoop.hdfs.protocol.NoECPolicySetException";

    /// <summary>The client speaks no protocol of encryption zones that the NameNode knows.</summary>
    public const string UnknownCryptoProtocolVersion = "org.apache.hadoop.hdfs.UnknownCryptoProtocolVersionException";

    /// <summary>The DataNode must register before anything else.</summary>
    public const string UnregisteredNode = "org.apache.hadoop.hdfs.protocol.UnregisteredNodeException";

    /// <summary>The DataNode is not among those allowed to join.</summary>
    public const string DisallowedDatanode = "org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException";

    /// <summary>Layout or software version of the two sides do not fit.</summary>
    public const string IncorrectVersion = "org.apache.hadoop.hdfs.server.common.IncorrectVersionException";

    /// <summary>A storage directory is not as it should be.</summary>
    public const string InconsistentFileSystemState = "org.apache.hadoop.hdfs.server.common.InconsistentFSStateException";

    /// <summary>The DataNode has no such replica.</summary>
    public const string ReplicaNotFound = "org.apache.hadoop.hdfs.server.datanode.ReplicaNotFoundException";

    /// <summary>The DataNode has such a replica already.</summary>
    public const string ReplicaAlreadyExists = "org.apache.hadoop.hdfs.server.datanode.ReplicaAlreadyExistsException";

    /// <summary>No volume of the DataNode has room.</summary>
    public const string DiskOutOfSpace = "org.apache.hadoop.util.DiskChecker$DiskOutOfSpaceException";

    /// <summary>A volume of the DataNode fails.</summary>
    public const string DiskError = "org.apache.hadoop.util.DiskChecker$DiskErrorException";

    /// <summary>The NameNode could not change its role.</summary>
    public const string ServiceFailed = "org.apache.hadoop.ha.ServiceFailedException";
}
