using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>
/// What is left of the master before this one: whether the job is committed, and which tasks are done and still good, from its history file.
/// Source: Apache's MRAppMaster.processRecovery.
/// </summary>
internal sealed class EarlierMaster
{
    /// <summary>A task that is done.</summary>
    /// <param name="Record">The attempt that did it.</param>
    /// <param name="ShufflePort">Of the host of a map's output.</param>
    /// <param name="Events">What its history said, to be said again.</param>
    internal sealed record DoneTask(AttemptRecord Record, int ShufflePort, IReadOnlyList<HistoryEvent> Events);

    /// <summary>How the job has ended; null when it goes on.</summary>
    internal (Outcome Outcome, string Message)? End { get; private init; }

    internal IReadOnlyList<DoneTask> Tasks { get; private init; } = [];

    internal static async Task<EarlierMaster> FindAsync(
        MasterPlan plan, StagingDirectory staging, CommitMarkers markers, OutputCommitter committer, CancellationToken cancellation)
    {
        if (plan.Attempt.AttemptId == 1)
        {
            return new EarlierMaster();
        }

        var tasks = await ReadAsync(plan, staging, cancellation).ConfigureAwait(false);
        if (await markers.FindAsync(cancellation).ConfigureAwait(false) is var (committed, message))
        {
            return new EarlierMaster { End = (committed ? Outcome.Succeeded : Outcome.Failed, message), Tasks = tasks };
        }

        if (!plan.Configuration.GetBool("yarn.app.mapreduce.am.job.recovery.enable", true))
        {
            return new EarlierMaster();
        }

        await committer.SetupJobAsync(cancellation).ConfigureAwait(false);
        var keepsMaps = plan.Reduces == 0 || !UberRule.Applies(plan);
        var good = new List<DoneTask>();
        foreach (var task in tasks)
        {
            if (task.Record.Id.Task.Type == TaskType.Map && !keepsMaps)
            {
                // Its output was known to the process that is gone, and to no shuffle service.
                continue;
            }

            var hasOutput = task.Record.Id.Task.Type == TaskType.Reduce || plan.Reduces == 0;
            var attempt = new TaskAttemptId(new TaskId(plan.Id, (TaskKind)task.Record.Id.Task.Type, task.Record.Id.Task.Number), task.Record.Id.Number);
            if (!hasOutput || await committer.RecoverTaskAsync(attempt, plan.Attempt.AttemptId - 1, cancellation).ConfigureAwait(false))
            {
                good.Add(task);
            }
        }

        return new EarlierMaster { Tasks = good };
    }

    /// <summary>Puts it where this master looks, and into its own history.</summary>
    internal void Apply(JobBoard board, MapOutputDesk outputs, JobHistory history)
    {
        foreach (var task in Tasks)
        {
            board.Recovered(task.Record);
            if (task.Record.Id.Task.Type == TaskType.Map)
            {
                outputs.Recovered(task.Record.Id, task.Record.Host, task.ShufflePort);
            }

            foreach (var happened in task.Events)
            {
                history.Add(happened);
            }
        }
    }

    private static async Task<IReadOnlyList<DoneTask>> ReadAsync(MasterPlan plan, StagingDirectory staging, CancellationToken cancellation)
    {
        var file = staging.HistoryFile(plan.Id, plan.Attempt.AttemptId - 1);
        if (!await ClusterFiles.ExistsAsync(file, cancellation).ConfigureAwait(false))
        {
            return [];
        }

        try
        {
            return Done(HistoryFile.Read(await ClusterFiles.ReadAsync(file, cancellation).ConfigureAwait(false), out _));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // All is done again then, which costs time and nothing else.
            await Console.Error.WriteLineAsync($"Nothing is recovered from {file}: {e.Message}").ConfigureAwait(false);
            return [];
        }
    }

    // The last word on a task counts: a map whose output was lost is not done.
    private static List<DoneTask> Done(IReadOnlyList<HistoryEvent> events)
    {
        var starts = new Dictionary<string, AttemptStarted>(StringComparer.Ordinal);
        var ends = new Dictionary<string, HistoryEvent>(StringComparer.Ordinal);
        var tasks = new Dictionary<string, TaskStarted>(StringComparer.Ordinal);
        var done = new Dictionary<string, TaskFinished>(StringComparer.Ordinal);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case TaskStarted task:
                    tasks[task.TaskId] = task;
                    break;
                case AttemptStarted start:
                    starts[start.AttemptId] = start;
                    break;
                case MapAttemptFinished end:
                    ends[end.AttemptId] = end;
                    break;
                case ReduceAttemptFinished end:
                    ends[end.AttemptId] = end;
                    break;
                case AttemptUnsuccessful end when done.TryGetValue(end.TaskId, out var task) && task.SuccessfulAttempt == end.AttemptId:
                    done.Remove(end.TaskId);
                    break;
                case TaskFinished task:
                    done[task.TaskId] = task;
                    break;
            }
        }

        var found = new List<DoneTask>();
        foreach (var task in done.Values)
        {
            if (task.SuccessfulAttempt is { } id && starts.TryGetValue(id, out var start) && ends.TryGetValue(id, out var end) && tasks.TryGetValue(task.TaskId, out var begun))
            {
                var record = new AttemptRecord(Parse(id), start.ContainerId, start.TrackerName, Locality.None, start.StartTime)
                {
                    EndedAt = task.FinishTime,
                    Outcome = Outcome.Succeeded,
                    Progress = 1,
                    Counters = JobHistory.ToCounters(task.Counters),
                };
                found.Add(new DoneTask(record, start.ShufflePort, [begun, start, end, task]));
            }
        }

        return found;
    }

    // attempt_CLUSTER_JOB_m_TASK_NUMBER
    private static AttemptRef Parse(string attempt)
    {
        var parts = attempt.Split('_');
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return new AttemptRef(new TaskRef(parts[^3] == "m" ? TaskType.Map : TaskType.Reduce, int.Parse(parts[^2], culture)), int.Parse(parts[^1], culture));
    }
}
