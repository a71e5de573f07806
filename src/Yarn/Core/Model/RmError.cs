namespace Hathi.Yarn.Core.Model;

/// <summary>Why the ResourceManager refuses. The shell maps each to the Java exception class that a stock client expects.</summary>
public enum RmError
{
    /// <summary>YarnException</summary>
    Yarn = 1,

    /// <summary>ApplicationNotFoundException</summary>
    ApplicationNotFound,

    /// <summary>ApplicationAttemptNotFoundException</summary>
    ApplicationAttemptNotFound,

    /// <summary>ContainerNotFoundException</summary>
    ContainerNotFound,

    /// <summary>InvalidResourceRequestException</summary>
    InvalidResourceRequest,

    /// <summary>InvalidResourceBlacklistRequestException</summary>
    InvalidBlacklistRequest,

    /// <summary>InvalidContainerReleaseException</summary>
    InvalidContainerRelease,

    /// <summary>InvalidApplicationMasterRequestException</summary>
    InvalidApplicationMasterRequest,

    /// <summary>ApplicationMasterNotRegisteredException: the master registers again.</summary>
    ApplicationMasterNotRegistered,

    /// <summary>org.apache.hadoop.security.AccessControlException</summary>
    AccessControl,

    /// <summary>java.io.IOException</summary>
    Io,

    /// <summary>
    /// org.apache.hadoop.ipc.RetriableException: who is refused asks again by himself. A stock NodeManager ends with any other
    /// exception of its registration.
    /// </summary>
    Retriable,
}

/// <summary>
/// The ResourceManager refuses: thrown inside an operation before it has changed anything, turned into an effect by the step.
/// </summary>
/// <param name="error">The kind of refusal.</param>
/// <param name="message">What happened, where, and what to do; in the words that Apache's users know where they are known.</param>
public sealed class RmFault(RmError error, string message) : CoreFault(message)
{
    public RmError Error { get; } = error;
}
