using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>The Java classes of YARN's refusals, and how one travels inside an answer that serves many containers.</summary>
internal static class YarnFaults
{
    internal const string YarnException = "org.apache.hadoop.yarn.exceptions.YarnException";
    internal const string InvalidContainer = "org.apache.hadoop.yarn.exceptions.InvalidContainerException";
    internal const string InvalidAuxService = "org.apache.hadoop.yarn.exceptions.InvalidAuxServiceException";
    internal const string NotYetReady = "org.apache.hadoop.yarn.exceptions.NMNotYetReadyException";

    internal static RpcFault Yarn(string message) => new(YarnException, message);

    internal static RpcFault InvalidToken(string message) => new(JavaErrors.InvalidToken, message);

    internal static ContainerExceptionMapProto Of(ContainerIdProto id, RpcFault fault) => new()
    {
        ContainerId = id,
        Exception = new SerializedExceptionProto { ClassName = fault.JavaClass, Message = fault.Message, Trace = "" },
    };
}
