using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>What a refusal of the Core or a failure of the disk is called on the wire.</summary>
internal static class FaultMapping
{
    internal static RpcFault ToRpc(ReplicaFault fault) => new(
        fault.Error switch
        {
            ReplicaError.NotFound => JavaExceptions.ReplicaNotFound,
            ReplicaError.AlreadyExists => JavaExceptions.ReplicaAlreadyExists,
            ReplicaError.RecoveryInProgress => JavaExceptions.RecoveryInProgress,
            ReplicaError.Unsupported => JavaExceptions.UnsupportedOperation,
            _ => JavaExceptions.IOException,
        },
        fault.Message);

    internal static RpcFault ToRpc(IOException e) => new(JavaExceptions.IOException, e.Message);
}
