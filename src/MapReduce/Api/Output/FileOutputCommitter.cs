using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Output;

/// <summary>
/// Attempts write below <c>_temporary/0/_temporary/ATTEMPT</c>; committing a task renames that to <c>_temporary/0/TASK</c>; committing the
/// job moves the files of all tasks into the output directory, deletes <c>_temporary</c> and creates <c>_SUCCESS</c>. Until then nobody
/// sees output: names that start with an underscore are hidden from jobs. Source: Apache <c>FileOutputCommitter</c>, algorithm 1.
/// </summary>
public sealed class FileOutputCommitter(QualifiedPath output, int applicationAttempt, bool markSuccess) : OutputCommitter
{
    public const string PendingName = "_temporary";
    public const string SuccessName = "_SUCCESS";

    private readonly FileSystem _files = output.FileSystem;

    private QualifiedPath Pending => output.Child(PendingName);

    private QualifiedPath JobAttempt => OfMaster(applicationAttempt);

    public override QualifiedPath GetWorkPath(TaskAttemptId attempt) => JobAttempt.Child(PendingName).Child(attempt.ToString());

    public override ValueTask SetupJobAsync(CancellationToken cancellationToken) =>
        _files.MakeDirectoryAsync(JobAttempt.Path, null, cancellationToken);

    public override ValueTask CommitJobAsync(CancellationToken cancellationToken) => CommitAsync(JobAttempt, cancellationToken);

    // What was moved stays moved, what was not is moved now; that all is gone from the working place means that nothing is left to move.
    public override async ValueTask<bool> ResumeCommitAsync(int masterAttempt, CancellationToken cancellationToken)
    {
        var begun = OfMaster(masterAttempt);
        if (await _files.GetFileStatusAsync(begun.Path, cancellationToken).ConfigureAwait(false) is not null)
        {
            await CommitAsync(begun, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    public override async ValueTask<bool> RecoverTaskAsync(TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken)
    {
        var before = OfMaster(masterAttempt).Child(attempt.Task.ToString());
        var now = JobAttempt.Child(attempt.Task.ToString());
        if (await _files.GetFileStatusAsync(before.Path, cancellationToken).ConfigureAwait(false) is not null)
        {
            await RenameAsync(before.Path, now.Path, cancellationToken).ConfigureAwait(false);
        }

        // A task without output leaves nothing; where there was some, an earlier try at this has moved it already.
        return true;
    }

    private QualifiedPath OfMaster(int attempt) => Pending.Child(attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private async ValueTask CommitAsync(QualifiedPath tasks, CancellationToken cancellationToken)
    {
        var committed = new List<FileStatus>();
        await foreach (var entry in _files.ListAsync(tasks.Path, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Name != PendingName)
            {
                committed.Add(entry);
            }
        }

        foreach (var task in committed)
        {
            await MergeAsync(task, output.Path, cancellationToken).ConfigureAwait(false);
        }

        await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await _files.DeleteAsync(Pending.Path, recursive: true, cancellationToken).ConfigureAwait(false);
        if (markSuccess)
        {
            // The output is complete, and what it is made of is gone: who wants to break it off now is too late.
            var marker = await _files.CreateAsync(
                output.Child(SuccessName).Path, new CreateOptions { Overwrite = true }, CancellationToken.None).ConfigureAwait(false);
            await marker.DisposeAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask AbortJobAsync(CancellationToken cancellationToken) =>
        await _files.DeleteAsync(Pending.Path, recursive: true, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        await _files.GetFileStatusAsync(GetWorkPath(attempt).Path, cancellationToken).ConfigureAwait(false) is not null;

    public override async ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken)
    {
        var work = GetWorkPath(attempt);
        var committed = JobAttempt.Child(attempt.Task.ToString());
        await _files.DeleteAsync(committed.Path, recursive: true, cancellationToken).ConfigureAwait(false);
        await RenameAsync(work.Path, committed.Path, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        await _files.DeleteAsync(GetWorkPath(attempt).Path, recursive: true, cancellationToken).ConfigureAwait(false);

    // Where names meet, what comes in wins; directories flow together.
    private async ValueTask MergeAsync(FileStatus from, string to, CancellationToken cancellationToken)
    {
        var there = await _files.GetFileStatusAsync(to, cancellationToken).ConfigureAwait(false);
        if (!from.IsDirectory || there is not { IsDirectory: true })
        {
            if (there is not null)
            {
                await _files.DeleteAsync(to, recursive: true, cancellationToken).ConfigureAwait(false);
            }

            await RenameAsync(from.Path, to, cancellationToken).ConfigureAwait(false);
            return;
        }

        var children = new List<FileStatus>();
        await foreach (var child in _files.ListAsync(from.Path, cancellationToken).ConfigureAwait(false))
        {
            children.Add(child);
        }

        foreach (var child in children)
        {
            await MergeAsync(child, HdfsPath.Join(to, "./" + child.Name), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RenameAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (!await _files.RenameAsync(from, to, cancellationToken).ConfigureAwait(false))
        {
            throw HdfsException.Of(
                $"{_files.Uri} refused to rename {from} to {to}, so the output of the job cannot be committed. "
                + $"Check who else writes below {output}.");
        }
    }
}
