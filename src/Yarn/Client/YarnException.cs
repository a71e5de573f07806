using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>A daemon of YARN refused a call. The message is its own, without the Java stack trace that Apache's daemons append.</summary>
/// <param name="javaClass">For example org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException.</param>
/// <param name="message">What it said.</param>
/// <param name="inner">The reply.</param>
public sealed class YarnException(string javaClass, string message, Exception? inner) : RefusedException(message, inner)
{
    /// <summary>There is no such application at the ResourceManager.</summary>
    public const string ApplicationNotFound = YarnExceptions.ApplicationNotFound;

    /// <summary>
    /// The ResourceManager knows the attempt and nothing of its master: it was started anew, and the master is to register again.
    /// </summary>
    public const string MasterNotRegistered = YarnExceptions.MasterNotRegistered;

    /// <summary>The ResourceManager takes this attempt for ended; its master is to stop.</summary>
    public const string AttemptNotFound = YarnExceptions.AttemptNotFound;

    /// <summary>What is asked for, no container of the cluster can have.</summary>
    public const string InvalidResourceRequest = YarnExceptions.InvalidResourceRequest;

    public const string ContainerNotFound = YarnExceptions.ContainerNotFound;

    // How the refusal of a second registration begins; Apache's clients, too, know it by its text (AMRMClientUtils).
    private const string AlreadyRegistered = "Application Master is already registered";

    /// <summary>The attempt's master is registered. An attempt has one: the answer to an earlier call of this one was lost.</summary>
    public bool SaysAlreadyRegistered => Message.StartsWith(AlreadyRegistered, StringComparison.Ordinal);

    /// <summary>Fully qualified name of the exception that was thrown there.</summary>
    public string JavaClass { get; } = javaClass;

    internal static YarnException Of(RpcRemoteException refusal) => new(refusal.JavaClass, refusal.FirstLine, refusal);
}
