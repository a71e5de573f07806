using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>The Core's refusals as the Java exceptions that stock clients expect.</summary>
internal static class FaultMapping
{
    public static RpcFault ToRpc(RmError error, string message) =>
        error == RmError.Io ? Wrapped(JavaErrors.Io, message) : new RpcFault(JavaClass(error), message);

    /// <summary>
    /// An exception inside a YarnException, whose message is the class and the message of what is in it, as Apache's
    /// RPCUtil.getRemoteException has it. Never a bare java.io.IOException: stock clients take it for a fault of the network and ask again
    /// for a quarter of an hour.
    /// </summary>
    public static RpcFault Wrapped(string javaClass, string message) => new(JavaClass(RmError.Yarn), $"{javaClass}: {message}");

    public static string JavaClass(RmError error) => error switch
    {
        RmError.Yarn => YarnExceptions.Yarn,
        RmError.ApplicationNotFound => YarnExceptions.ApplicationNotFound,
        RmError.ApplicationAttemptNotFound => YarnExceptions.AttemptNotFound,
        RmError.ContainerNotFound => YarnExceptions.ContainerNotFound,
        RmError.InvalidResourceRequest => YarnExceptions.InvalidResourceRequest,
        RmError.InvalidBlacklistRequest => YarnExceptions.InvalidBlacklistRequest,
        RmError.InvalidContainerRelease => YarnExceptions.InvalidContainerRelease,
        RmError.InvalidApplicationMasterRequest => YarnExceptions.InvalidMasterRequest,
        RmError.ApplicationMasterNotRegistered => YarnExceptions.MasterNotRegistered,
        RmError.AccessControl => JavaErrors.AccessControl,
        RmError.Retriable => JavaErrors.Retriable,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "has no Java class of its own"),
    };
}
