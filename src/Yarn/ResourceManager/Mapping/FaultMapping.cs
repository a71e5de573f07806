using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>The Core's refusals as the Java exceptions that stock clients expect.</summary>
internal static class FaultMapping
{
    private const string Exceptions = "org.apache.hadoop.yarn.exceptions.";

    public static RpcFault ToRpc(RmError error, string message) => error == RmError.Io ? Wrapped(JavaErrors.Io, message) : new RpcFault(JavaClass(error), message);

    /// <summary>
    /// An exception inside a YarnException, whose message is the class and the message of what is in it, as Apache's RPCUtil.getRemoteException has it. Never a bare
    /// java.io.IOException: stock clients take it for a fault of the network and ask again for a quarter of an hour.
    /// </summary>
    public static RpcFault Wrapped(string javaClass, string message) => new(JavaClass(RmError.Yarn), $"{javaClass}: {message}");

    public static string JavaClass(RmError error) => error switch
    {
        RmError.Yarn => Exceptions + "YarnException",
        RmError.ApplicationNotFound => Exceptions + "ApplicationNotFoundException",
        RmError.ApplicationAttemptNotFound => Exceptions + "ApplicationAttemptNotFoundException",
        RmError.ContainerNotFound => Exceptions + "ContainerNotFoundException",
        RmError.InvalidResourceRequest => Exceptions + "InvalidResourceRequestException",
        RmError.InvalidBlacklistRequest => Exceptions + "InvalidResourceBlacklistRequestException",
        RmError.InvalidContainerRelease => Exceptions + "InvalidContainerReleaseException",
        RmError.InvalidApplicationMasterRequest => Exceptions + "InvalidApplicationMasterRequestException",
        RmError.ApplicationMasterNotRegistered => Exceptions + "ApplicationMasterNotRegisteredException",
        RmError.AccessControl => JavaErrors.AccessControl,
        RmError.Retriable => JavaErrors.Retriable,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "has no Java class of its own"),
    };
}
