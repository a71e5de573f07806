namespace Hathi.Yarn.Protocol;

/// <summary>
/// The one table of foreign exception class names of YARN's protocols: what a refusal carries, and what a stock client rebuilds its typed
/// exception from. Each class exists in Apache Hadoop 3.5.0 or in Java.
/// </summary>
public static class YarnExceptions
{
    /// <summary>Any refusal without a class of its own; also around those of others.</summary>
    public const string Yarn = Package + "YarnException";

    /// <summary>There is no such application.</summary>
    public const string ApplicationNotFound = Package + "ApplicationNotFoundException";

    /// <summary>There is no such attempt of an application.</summary>
    public const string AttemptNotFound = Package + "ApplicationAttemptNotFoundException";

    /// <summary>There is no such container.</summary>
    public const string ContainerNotFound = Package + "ContainerNotFoundException";

    /// <summary>What is asked for, no container of the cluster can have.</summary>
    public const string InvalidResourceRequest = Package + "InvalidResourceRequestException";

    /// <summary>Nodes are to be passed over, and taken again, in one call.</summary>
    public const string InvalidBlacklistRequest = Package + "InvalidResourceBlacklistRequestException";

    /// <summary>A container is given back by an attempt that never had it.</summary>
    public const string InvalidContainerRelease = Package + "InvalidContainerReleaseException";

    /// <summary>A master's call does not fit to what it said before.</summary>
    public const string InvalidMasterRequest = Package + "InvalidApplicationMasterRequestException";

    /// <summary>A master has not registered with this ResourceManager yet.</summary>
    public const string MasterNotRegistered = Package + "ApplicationMasterNotRegisteredException";

    /// <summary>What is asked for is switched off.</summary>
    public const string FeatureNotEnabled = Package + "YARNFeatureNotEnabledException";

    /// <summary>A container's token is not good for what is asked.</summary>
    public const string InvalidContainer = Package + "InvalidContainerException";

    /// <summary>The node has no such auxiliary service.</summary>
    public const string InvalidAuxService = Package + "InvalidAuxServiceException";

    /// <summary>The NodeManager has not registered yet.</summary>
    public const string NodeNotYetReady = Package + "NMNotYetReadyException";

    /// <summary>The user may not; Java's own class, which YARN wraps.</summary>
    public const string AccessControl = "java.security.AccessControlException";

    private const string Package = "org.apache.hadoop.yarn.exceptions.";
}
