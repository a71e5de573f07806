using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>YARN's refusals, and how one travels inside an answer that serves many containers.</summary>
internal static class YarnFaults
{
    internal static RpcFault Yarn(string message) => new(YarnExceptions.Yarn, message);

    internal static RpcFault InvalidToken(string message) => new(JavaErrors.InvalidToken, message);

    internal static ContainerExceptionMapProto Of(ContainerIdProto id, RpcFault fault) => new()
    {
        ContainerId = id,
        Exception = new SerializedExceptionProto { ClassName = fault.JavaClass, Message = fault.Message, Trace = "" },
    };
}
