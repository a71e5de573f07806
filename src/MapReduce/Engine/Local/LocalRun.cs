using System.Diagnostics;
using Hathi.Base;
using Hathi.MapReduce.Output;
using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>One job that runs in this process: its attempts, their order, and the directory of their intermediate files.</summary>
internal sealed class LocalRun(
    JobContext context, IReadOnlyList<InputSplit> splits, OutputCommitter committer, JobTracker tracker) : IAsyncDisposable
{
    private readonly MapOutput?[] _outputs = new MapOutput?[splits.Count];

    private JobParts Job => context.Parts;

    /// <exception cref="JobFailedException">A task failed as often as it may.</exception>
    internal async Task RunTasksAsync(CancellationToken cancellationToken)
    {
        await ParallelTasks.RunAsync(splits.Count, Job.Settings.ParallelMaps, RunMapAsync, cancellationToken).ConfigureAwait(false);
        await ParallelTasks.RunAsync(Job.Reducers, Job.Settings.ParallelReduces, RunReduceAsync, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var directory in Job.Settings.LocalDirectories)
        {
            try
            {
                Directory.Delete(Path.Combine(directory, context.Id.ToString()), recursive: true);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // No attempt came so far as to make it; or it cannot be removed now, which costs room and nothing else.
            }
        }

        return ValueTask.CompletedTask;
    }

    private Task RunMapAsync(int number, CancellationToken cancellationToken) => RetryAsync(
        new TaskId(context.Id, TaskKind.Map, number),
        Job.Settings.MapAttempts,
        state =>
        {
            var attempt = new MapAttempt(state, splits[number]);
            attempt.Run();
            _outputs[number] = attempt.Output;
        },
        cancellationToken);

    private Task RunReduceAsync(int number, CancellationToken cancellationToken) => RetryAsync(
        new TaskId(context.Id, TaskKind.Reduce, number),
        Job.Settings.ReduceAttempts,
        state => new ReduceAttempt(state).Run([.. _outputs.Select(o => new Segment(o!.Path, o.Partitions[number]))]),
        cancellationToken);

    private async Task RetryAsync(TaskId task, int maxAttempts, Action<TaskState> body, CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            var attempt = new TaskAttemptId(task, number);
            var state = new TaskState(context, attempt, DirectoryOf(attempt), committer, cancellationToken);
            var clock = Stopwatch.StartNew();
            tracker.Launched(state);
            try
            {
                LocalDisk.CreateDirectory(state.Directory);
                await TaskThread.RunAsync(attempt.ToString(), () => body(state), cancellationToken).ConfigureAwait(false);
                if (await committer.NeedsTaskCommitAsync(attempt, cancellationToken).ConfigureAwait(false))
                {
                    await committer.CommitTaskAsync(attempt, cancellationToken).ConfigureAwait(false);
                }

                tracker.Succeeded(state, clock.Elapsed);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                tracker.Failed(state, e.Message);
                await AbortAsync(state).ConfigureAwait(false);
                if (number + 1 >= maxAttempts)
                {
                    var times = maxAttempts == 1 ? "once" : $"{maxAttempts} times";
                    throw new JobFailedException(
                        $"{context.Id} ({Job.Name}) failed because {task} failed {times}; the last time: {e.Message}", tracker.Counters, e);
                }
            }
        }
    }

    // The job's directories in turns.
    private string DirectoryOf(TaskAttemptId attempt)
    {
        var directories = Job.Settings.LocalDirectories;
        return Path.Combine(
            directories[(attempt.Task.Number + attempt.Number) % directories.Count], context.Id.ToString(), attempt.ToString());
    }

    private async ValueTask AbortAsync(TaskState state)
    {
        try
        {
            Directory.Delete(state.Directory, recursive: true);
            await committer.AbortTaskAsync(state.Attempt, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // The attempt's fault is reported; what it leaves behind goes away with the job.
        }
    }
}
