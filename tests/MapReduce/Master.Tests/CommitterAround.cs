using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A committer that does what another does, but for what a test overrides.</summary>
internal abstract class CommitterAround(OutputCommitter inner) : OutputCommitter
{
    public override QualifiedPath GetWorkPath(TaskAttemptId attempt) => inner.GetWorkPath(attempt);

    public override ValueTask SetupJobAsync(CancellationToken cancellationToken) => inner.SetupJobAsync(cancellationToken);

    public override ValueTask CommitJobAsync(CancellationToken cancellationToken) => inner.CommitJobAsync(cancellationToken);

    public override ValueTask AbortJobAsync(CancellationToken cancellationToken) => inner.AbortJobAsync(cancellationToken);

    public override ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        inner.NeedsTaskCommitAsync(attempt, cancellationToken);

    public override ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        inner.CommitTaskAsync(attempt, cancellationToken);

    public override ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        inner.AbortTaskAsync(attempt, cancellationToken);

    public override ValueTask<bool> RecoverTaskAsync(TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken) =>
        inner.RecoverTaskAsync(attempt, masterAttempt, cancellationToken);
}
