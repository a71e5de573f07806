using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>
/// What is left of the master before this one: whether the job is committed, and which tasks are done and still good, from its history
/// file. That file has hundreds of megabytes after a large job, and is read event by event. Source: Apache's MRAppMaster.processRecovery.
/// </summary>
internal sealed class EarlierMaster
{
    /// <summary>
    /// Outputs of tasks that are taken over at a time: each is a call or two to the NameNode, and a large job has a hundred thousand.
    /// </summary>
    internal const int AtOnce = 32;

    private readonly QualifiedPath? _history;

    private EarlierMaster(QualifiedPath? history) => _history = history;

    /// <summary>Nothing is left of one.</summary>
    internal static EarlierMaster None { get; } = new(null);

    /// <summary>How the job has ended; null when it goes on.</summary>
    internal (Outcome Outcome, string Message)? End { get; private init; }

    internal IReadOnlyList<DoneTask> Tasks { get; private init; } = [];

    /// <summary>For the Core.</summary>
    internal IReadOnlyList<RecoveredTask> Recovered => [.. Tasks.Select(t => new RecoveredTask(t.Record.Id, t.Record.Host))];

    internal static async Task<EarlierMaster> FindAsync(
        MasterPlan plan, StagingDirectory staging, CommitMarkers markers, OutputCommitter committer, CancellationToken cancellation)
    {
        if (plan.Attempt.AttemptId == 1)
        {
            return None;
        }

        // A job that is committed has succeeded, whatever its history is like.
        var history = staging.HistoryFile(plan.Id, plan.Attempt.AttemptId - 1);
        if (await markers.FindAsync(cancellation).ConfigureAwait(false) is var (committed, message))
        {
            return new EarlierMaster(history)
            {
                End = (committed ? Outcome.Succeeded : Outcome.Failed, message),
                Tasks = await ReadAsync(history, cancellation).ConfigureAwait(false),
            };
        }

        if (!plan.Configuration.Get(MapReduceKeys.Recovery))
        {
            return None;
        }

        var tasks = await ReadAsync(history, cancellation).ConfigureAwait(false);
        await committer.SetupJobAsync(cancellation).ConfigureAwait(false);
        return new EarlierMaster(history) { Tasks = await GoodAsync(plan, tasks, committer, cancellation).ConfigureAwait(false) };
    }

    /// <summary>Puts it where this master looks. In the loop.</summary>
    internal void Apply(JobBoard board, MapOutputDesk outputs)
    {
        foreach (var task in Tasks)
        {
            board.Recovered(task.Record);
            if (task.Record.Id.Task.Type == TaskType.Map)
            {
                outputs.Recovered(task.Record.Id, task.Record.Host, task.ShufflePort);
            }
        }
    }

    /// <summary>Says again in this master's history what was said of these tasks.</summary>
    internal async Task RepeatAsync(JobHistory history, CancellationToken cancellation)
    {
        if (Tasks.Count == 0)
        {
            return;
        }

        var done = Tasks.ToDictionary(t => t.Record.Id.Task, t => t.Record.Id);
        await EachAsync(
            _history!,
            happened => DoneTasks.TellsOf(happened, done) ? history.AddAsync(happened, cancellation) : ValueTask.CompletedTask,
            $"What {_history} says of tasks is not said again",
            cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<DoneTask>> GoodAsync(
        MasterPlan plan, IReadOnlyList<DoneTask> tasks, OutputCommitter committer, CancellationToken cancellation)
    {
        var keepsMaps = plan.Reduces == 0 || !UberRule.Applies(plan);
        var isGood = new bool[tasks.Count];
        await Parallel.ForAsync(
            0, tasks.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, token) =>
        {
            var (task, number) = tasks[i].Record.Id;
            if (task.Type == TaskType.Map && !keepsMaps)
            {
                // Its output was known to the process that is gone, and to no shuffle service.
                return;
            }

            if (task.Type == TaskType.Map && plan.Reduces > 0 && tasks[i].ShufflePort == 0)
            {
                // Its NodeManager had not said yet where it is served: done again without blame.
                return;
            }

            var hasOutput = task.Type == TaskType.Reduce || plan.Reduces == 0;
            var attempt = new TaskAttemptId(new TaskId(plan.Id, (TaskKind)task.Type, task.Number), number);
            isGood[i] = !hasOutput || await committer.RecoverTaskAsync(attempt, plan.Attempt.AttemptId - 1, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return [.. tasks.Where((_, i) => isGood[i])];
    }

    private static async Task<IReadOnlyList<DoneTask>> ReadAsync(QualifiedPath history, CancellationToken cancellation)
    {
        var done = new DoneTasks();
        var isWhole = await EachAsync(
            history,
            happened =>
            {
                done.Take(happened);
                return ValueTask.CompletedTask;
            },
            $"Nothing is recovered from {history}",
            cancellation).ConfigureAwait(false);
        return isWhole ? done.ToList() : [];
    }

    // False: it could not be read. All is done again then, which costs time and nothing else.
    private static async Task<bool> EachAsync(
        QualifiedPath history, Func<HistoryEvent, ValueTask> take, string otherwise, CancellationToken cancellation)
    {
        try
        {
            if (!await ClusterFiles.ExistsAsync(history, cancellation).ConfigureAwait(false))
            {
                return false;
            }

            var file = await history.FileSystem.OpenReadAsync(history.Path, cancellation).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await foreach (var happened in new HistoryReader(file).ReadAsync(cancellation).ConfigureAwait(false))
                {
                    await take(happened).ConfigureAwait(false);
                }
            }

            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"{otherwise}: {e.Message}").ConfigureAwait(false);
            return false;
        }
    }
}
