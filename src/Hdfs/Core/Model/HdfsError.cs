namespace Hathi.Hdfs.Core.Model;

/// <summary>Why the NameNode refuses. The shell maps each to the Java exception class that a stock client expects.</summary>
public enum HdfsError
{
    FileNotFound,
    AccessControl,
    AlreadyBeingCreated,
    FileAlreadyExists,
    ParentNotDirectory,
    PathIsNotDirectory,
    PathIsNotEmptyDirectory,
    InvalidPath,
    LeaseExpired,
    NotReplicatedYet,
    RecoveryInProgress,
    SafeMode,

    /// <summary>org.apache.hadoop.HadoopIllegalArgumentException.</summary>
    IllegalArgument,

    /// <summary>java.lang.IllegalArgumentException, where Apache's source checks with Guava's Preconditions.</summary>
    JavaIllegalArgument,
    Io,
    UnsupportedOperation,
    UnregisteredNode,
    DisallowedDataNode,
    IncorrectVersion,
    PathComponentTooLong,
    FsLimit,

    /// <summary>Not now: a client of Apache asks again by itself (RetriableException).</summary>
    Retriable,
}
