using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>The Core's refusals as the Java exceptions that stock clients expect.</summary>
internal static class FaultMapping
{
    public static RpcFault ToRpc(HdfsFault fault) => new(JavaClass(fault.Error), fault.Message);

    public static string JavaClass(HdfsError error) => error switch
    {
        HdfsError.FileNotFound => JavaExceptions.FileNotFound,
        HdfsError.AccessControl => JavaExceptions.AccessControl,
        HdfsError.AlreadyBeingCreated => JavaExceptions.AlreadyBeingCreated,
        HdfsError.FileAlreadyExists => JavaExceptions.FileAlreadyExists,
        HdfsError.ParentNotDirectory => JavaExceptions.ParentNotDirectory,
        HdfsError.PathIsNotDirectory => JavaExceptions.PathIsNotDirectory,
        HdfsError.PathIsNotEmptyDirectory => JavaExceptions.PathIsNotEmptyDirectory,
        HdfsError.InvalidPath => JavaExceptions.InvalidPath,
        HdfsError.LeaseExpired => JavaExceptions.LeaseExpired,
        HdfsError.NotReplicatedYet => JavaExceptions.NotReplicatedYet,
        HdfsError.RecoveryInProgress => JavaExceptions.RecoveryInProgress,
        HdfsError.SafeMode => JavaExceptions.SafeMode,
        HdfsError.IllegalArgument => JavaExceptions.HadoopIllegalArgument,
        HdfsError.JavaIllegalArgument => JavaExceptions.IllegalArgument,
        HdfsError.Io => JavaExceptions.IOException,
        HdfsError.UnsupportedOperation => JavaExceptions.UnsupportedOperation,
        HdfsError.UnregisteredNode => JavaExceptions.UnregisteredNode,
        HdfsError.DisallowedDataNode => JavaExceptions.DisallowedDatanode,
        HdfsError.IncorrectVersion => JavaExceptions.IncorrectVersion,
        HdfsError.PathComponentTooLong => JavaExceptions.PathComponentTooLong,
        HdfsError.Retriable => JavaExceptions.Retriable,
        HdfsError.FsLimit => JavaExceptions.MaxDirectoryItemsExceeded,
        _ => JavaExceptions.IOException,
    };
}
