namespace Hathi.MapReduce.Core;

/// <summary>What can happen to a job.</summary>
public abstract record JobInput
{
    /// <summary>The master is registered; once.</summary>
    public sealed record Start : JobInput;

    /// <summary>The output is prepared.</summary>
    public sealed record JobSetUp : JobInput;

    /// <summary>The output cannot be prepared.</summary>
    public sealed record JobSetUpFailed(string Message) : JobInput;

    /// <summary>The ResourceManager answered a heartbeat.</summary>
    /// <param name="Headroom">MiB that it would still give; negative when unknown.</param>
    /// <param name="Hosts">Nodes of the cluster.</param>
    public sealed record ManagerHeard(long Headroom, int Hosts) : JobInput;

    /// <summary>A container is ours.</summary>
    public sealed record ContainerGranted(string Container, string Host, string Rack, int Priority, long Memory) : JobInput;

    /// <summary>The NodeManager did not start it.</summary>
    public sealed record ContainerNotStarted(string Container, string Message) : JobInput;

    /// <summary>The NodeManager did not answer when it was to start it: no fault of the task.</summary>
    public sealed record NodeSilent(string Container, string Message) : JobInput;

    /// <summary>A container has ended.</summary>
    public sealed record ContainerEnded(string Container, int ExitStatus, string Diagnostics) : JobInput;

    /// <summary>The worker in a container asks for a task.</summary>
    public sealed record WorkerIdle(string Container) : JobInput;

    /// <summary>An attempt tells how far it is.</summary>
    /// <param name="Attempt">Which.</param>
    /// <param name="Progress">0 … 1.</param>
    /// <param name="GoesOn">It has done something since it told last; else its process lives, and that is all.</param>
    public sealed record AttemptProgress(AttemptRef Attempt, float Progress, bool GoesOn) : JobInput;

    /// <summary>An attempt is done, and its output committed where it has one.</summary>
    public sealed record AttemptSucceeded(AttemptRef Attempt) : JobInput;

    /// <summary>An attempt failed.</summary>
    /// <param name="Attempt">Which.</param>
    /// <param name="Message">Why.</param>
    /// <param name="IsFinal">No other attempt could do better.</param>
    /// <param name="HostIsUnfit">It is its host that cannot do it: a full disk.</param>
    public sealed record AttemptFailed(AttemptRef Attempt, string Message, bool IsFinal, bool HostIsUnfit) : JobInput
    {
        /// <summary>Its host reaches no other node, as far as the attempt can tell: for a while others are tried.</summary>
        public bool HostIsCutOff { get; init; }
    }

    /// <summary>An attempt wants to make its output that of its task.</summary>
    public sealed record CommitAsked(AttemptRef Attempt) : JobInput;

    /// <summary>A reduce could not fetch a map's output.</summary>
    public sealed record FetchFailed(AttemptRef Reduce, AttemptRef Map) : JobInput;

    /// <summary>A node is lost or unhealthy.</summary>
    public sealed record HostUnusable(string Host) : JobInput;

    public sealed record JobCommitted : JobInput;

    public sealed record JobCommitFailed(string Message) : JobInput;

    public sealed record JobAborted : JobInput;

    /// <summary>Somebody wants the job to end.</summary>
    public sealed record KillJob(string Message) : JobInput;

    /// <summary>Somebody wants an attempt to end; it counts as a failure or not.</summary>
    public sealed record KillAttempt(AttemptRef Attempt, bool AsFailure) : JobInput;

    /// <summary>Time has gone by.</summary>
    public sealed record Tick : JobInput;
}
