namespace Hathi.MapReduce.Output;

/// <summary>Makes the output of attempts visible all at once, and removes that of failed ones (Apache's OutputCommitter).</summary>
public abstract class OutputCommitter
{
    /// <summary>The directory that an attempt writes its files into.</summary>
    public abstract QualifiedPath GetWorkPath(TaskAttemptId attempt);

    /// <summary>Before the first task.</summary>
    public abstract ValueTask SetupJobAsync(CancellationToken cancellationToken);

    /// <summary>After the last task: what was committed becomes the job's output.</summary>
    public abstract ValueTask CommitJobAsync(CancellationToken cancellationToken);

    /// <summary>The job failed: nothing of it stays.</summary>
    public abstract ValueTask AbortJobAsync(CancellationToken cancellationToken);

    /// <summary>Whether the attempt wrote anything.</summary>
    public abstract ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken);

    /// <summary>This attempt's output is that of its task, in the place of an earlier one's.</summary>
    public abstract ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over what a task committed under an earlier master of the job; false when it cannot, and the task is to run again. Called for
    /// several tasks at a time.
    /// </summary>
    /// <param name="attempt">The attempt that committed.</param>
    /// <param name="masterAttempt">Number of that master.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public virtual ValueTask<bool> RecoverTaskAsync(TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    /// <summary>Brings a commit of the job to its end that an earlier master began; false when that cannot be done safely.</summary>
    /// <param name="masterAttempt">Number of that master.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public virtual ValueTask<bool> ResumeCommitAsync(int masterAttempt, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>The attempt failed: nothing of it stays.</summary>
    public abstract ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken);
}
