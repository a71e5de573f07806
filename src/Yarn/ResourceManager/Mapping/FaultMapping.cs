using Hathi.Rpc;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>The Core's refusals as the Java exceptions that stock clients expect.</summary>
internal static class FaultMapping
{
    private const string Exceptions = "org.apache.hadoop.yarn.exceptions.";

    public static RpcFault ToRpc(RmError error, string message) => new(JavaClass(error), message);

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
        _ => JavaErrors.Io,
    };
}
