namespace Hathi.MapReduce.Core;

/// <summary>What a job asks its master to do, in order.</summary>
public abstract record JobEffect
{
    /// <summary>Prepare the output; answer with JobSetUp or JobSetUpFailed.</summary>
    public sealed record SetUpJob : JobEffect;

    /// <summary>From now on so many containers are wanted there.</summary>
    /// <param name="Priority">5 maps that failed, 10 reduces, 20 maps.</param>
    /// <param name="Location">Host, rack, or <see cref="JobCore.Anywhere"/>.</param>
    /// <param name="Count">Not a difference.</param>
    public sealed record Ask(int Priority, string Location, int Count) : JobEffect;

    /// <summary>Give back a container that was not started, as far as is known.</summary>
    public sealed record ReleaseContainer(string Container) : JobEffect;

    /// <summary>Start a worker in a container.</summary>
    public sealed record StartWorker(string Container) : JobEffect;

    /// <summary>Answer the waiting worker: run this.</summary>
    public sealed record RunAttempt(string Container, AttemptRef Attempt) : JobEffect;

    /// <summary>Answer the waiting worker: end.</summary>
    public sealed record DismissWorker(string Container) : JobEffect;

    /// <summary>End a container, whatever it does.</summary>
    public sealed record StopContainer(string Container) : JobEffect;

    /// <summary>Keep in the history: an attempt has started.</summary>
    public sealed record AttemptStarted(AttemptRef Attempt, string Container, Locality Locality) : JobEffect;

    /// <summary>Keep in the history: an attempt has ended.</summary>
    public sealed record AttemptEnded(AttemptRef Attempt, Outcome Outcome, string Message) : JobEffect;

    /// <summary>Keep in the history: a task has started.</summary>
    public sealed record TaskStarted(TaskRef Task) : JobEffect;

    /// <summary>Keep in the history: a task has ended.</summary>
    public sealed record TaskEnded(TaskRef Task, Outcome Outcome, AttemptRef Attempt, string Message) : JobEffect;

    /// <summary>Answer: commit.</summary>
    public sealed record AllowCommit(AttemptRef Attempt) : JobEffect;

    /// <summary>Answer: another attempt is the one; end.</summary>
    public sealed record RefuseCommit(AttemptRef Attempt) : JobEffect;

    /// <summary>Answer: ask again later.</summary>
    public sealed record DeferCommit(AttemptRef Attempt) : JobEffect;

    /// <summary>Tell reduces where a map's output is.</summary>
    public sealed record MapOutputReady(AttemptRef Attempt) : JobEffect;

    /// <summary>Tell reduces that a map's output is no longer to be fetched.</summary>
    public sealed record MapOutputLost(AttemptRef Attempt) : JobEffect;

    /// <summary>Ask for no containers there (true), or again (false).</summary>
    public sealed record PassOver(string Host, bool Yes) : JobEffect;

    /// <summary>Make the tasks' output that of the job, once; answer with JobCommitted or JobCommitFailed.</summary>
    public sealed record CommitJob : JobEffect;

    /// <summary>Break the commit off, if it is not through; it is answered as before.</summary>
    public sealed record CancelCommit : JobEffect;

    /// <summary>Remove what is left of the output; answer with JobAborted.</summary>
    public sealed record AbortJob(Outcome Outcome, string Message) : JobEffect;

    /// <summary>All is done; the last effect.</summary>
    public sealed record JobEnded(Outcome Outcome, string Message) : JobEffect;
}

/// <summary>How something ended.</summary>
public enum Outcome
{
    Succeeded,
    Failed,
    Killed,
}

/// <summary>How near a map ran to its input.</summary>
public enum Locality
{
    /// <summary>On a host that has it.</summary>
    Node,

    /// <summary>In a rack that has it.</summary>
    Rack,

    /// <summary>Elsewhere.</summary>
    Other,

    /// <summary>It has no place: a reduce, or a map without hosts.</summary>
    None,
}
