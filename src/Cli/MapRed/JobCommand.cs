using System.Globalization;
using Hathi.Base;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Cli.Yarn;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Protocol;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred job</c>. Output: Apache's <c>CLI</c> of MapReduce.</summary>
internal sealed class JobCommand(YarnShell shell) : IAsyncDisposable
{
    public static readonly MapRedVerb<JobCommand>[] Verbs =
    [
        new(
            "-list", "[all]", 0, 1, "jobs that run, or all",
            static (c, w) => w is [] ? c.ListAsync(all: false) : w is ["all"] ? c.ListAsync(all: true) : null),
        new("-status", "<job-id>", 1, 1, "progress and counters of one", static (c, w) => c.StatusAsync(w[0])),
        new("-counter", "<job-id> <group-name> <counter-name>", 3, 3, "one counter", static (c, w) => c.CounterAsync(w[0], w[1], w[2])),
        new("-kill", "<job-id>", 1, 1, "ends one", static (c, w) => c.KillAsync(w[0])),
        new(
            "-set-priority",
            "<job-id> <priority>",
            2,
            2,
            $"Valid values for priorities are: {JobPriorities.Names}. In addition to this, integers also can be used.",
            static (c, w) => JobPriorities.Parse(w[1]) is { } priority ? c.SetPriorityAsync(w[0], priority) : null),
        new(
            "-events", "<job-id> <from-event-#> <#-of-events>", 3, 3, "attempts that ended",
            static (c, w) => c.EventsAsync(w[0], Number(w[1]), Number(w[2]))),
        new("-history", "<jobHistoryFile|job-id> [-svg <file>]", 1, 3, "what happened when, as a time line",
            static (c, w) => w is [var what]
                ? c.HistoryAsync(what, null)
                : w is [var drawn, "-svg" or "--svg", var file] ? c.HistoryAsync(drawn, file)
                : null),
        new("-list-attempt-ids", "<job-id> <task-type> <task-state>", 3, 3,
            "Valid values for <task-type> are MAP REDUCE. Valid values for <task-state> are pending, running, completed, failed, killed",
            static (c, w) => c.Attempts(w[0], w[1], w[2])),
        new("-kill-task", "<task-attempt-id>", 1, 1, "ends an attempt", static (c, w) => c.EndTaskAsync(w[0], fail: false)),
        new("-fail-task", "<task-attempt-id>", 1, 1, "makes an attempt count as failed", static (c, w) => c.EndTaskAsync(w[0], fail: true)),
        new(
            "-logs", "<job-id> [<task-attempt-id>]", 1, 2, "what an attempt wrote, or the job's last master",
            static (c, w) => c.LogsAsync(w[0], w.Count > 1 ? w[1] : null)),
    ];

    private readonly JobClient _client = new(shell.Configuration);
    private readonly ShellStreams _streams = shell.Streams;
    private readonly CancellationToken _cancellation = shell.Cancellation;

    public Task<int> RunAsync(IReadOnlyList<string> words) => MapRedVerbs.RunAsync("job", Verbs, this, words, _streams);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Task<int> HistoryAsync(string what, string? svg) =>
        new HistoryCommand(shell.Configuration, _client, _streams, _cancellation).RunAsync(what, svg);

    private async Task<int> ListAsync(bool all)
    {
        var request = new GetApplicationsRequestProto();
        request.ApplicationTypes.Add("MAPREDUCE");
        request.ApplicationStates.AddRange(all
            ? Enum.GetValues<YarnApplicationStateProto>()
            : [YarnApplicationStateProto.Submitted, YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running]);
        JobTable.Write(await _client.Yarn.GetApplicationsAsync(request, _cancellation).ConfigureAwait(false), _streams.Out);
        return ExitCodes.Ok;
    }

    private async Task<int> StatusAsync(string text)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is not { } job)
        {
            return Unknown(text);
        }

        var maps = await _client.GetTasksAsync(id, TaskTypeProto.Map, _cancellation).ConfigureAwait(false);
        var reduces = await _client.GetTasksAsync(id, TaskTypeProto.Reduce, _cancellation).ConfigureAwait(false);
        _streams.Out.Line("");
        _streams.Out.Line($"Job: {text}");
        _streams.Out.Line($"Job File: {job.JobFile}");
        _streams.Out.Line($"Job Tracking URL : {job.TrackingUrl}");
        _streams.Out.Line($"Uber job : {(job.IsUber ? "true" : "false")}");
        _streams.Out.Line($"Number of maps: {maps.Count}");
        _streams.Out.Line($"Number of reduces: {reduces.Count}");
        _streams.Out.Line($"map() completion: {JavaNumber.Format(job.MapProgress)}");
        _streams.Out.Line($"reduce() completion: {JavaNumber.Format(job.ReduceProgress)}");
        _streams.Out.Line($"Job state: {JobStateName(job.JobState)}");
        _streams.Out.Line("retired: false");

        // Of other states Job.toString has a space; of a job that failed it counts the failures of the first task that did, ours says why.
        var reason = job.JobState is JobStateProto.JFailed or JobStateProto.JError ? job.Diagnostics : " ";
        _streams.Out.Line($"reason for failure: {reason}");
        CounterText.Write(await _client.GetCountersAsync(id, _cancellation).ConfigureAwait(false), _streams);
        return ExitCodes.Ok;
    }

    private async Task<int> CounterAsync(string text, string group, string name)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(text);
        }

        var counters = await _client.GetCountersAsync(id, _cancellation).ConfigureAwait(false);
        var value = counters.CounterGroups.FirstOrDefault(g => g.Key == group)?.Value.Counters
            .FirstOrDefault(c => c.Key == name)?.Value.Value ?? 0;
        _streams.Out.Line(Text(value));
        return ExitCodes.Ok;
    }

    private async Task<int> KillAsync(string text)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is not { } job)
        {
            return Unknown(text);
        }

        if (job.JobState is not (JobStateProto.JNew or JobStateProto.JInited or JobStateProto.JRunning))
        {
            _streams.Out.Line(job.JobState switch
            {
                JobStateProto.JKilled => $"The job {text} has already been killed.",
                JobStateProto.JSucceeded => $"Could not kill the job {text}, as it has already succeeded.",
                _ => $"Could not mark the job {text} as killed, as it has already failed.",
            });
            return ExitCodes.Usage;
        }

        await _client.KillAsync(id, _cancellation).ConfigureAwait(false);
        _streams.Out.Line($"Killed job {text}");
        return ExitCodes.Ok;
    }

    private async Task<int> SetPriorityAsync(string text, int priority)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(text);
        }

        await _client.Yarn.SetPriorityAsync(id.AppId, priority, _cancellation).ConfigureAwait(false);
        _streams.Out.Line("Changed job priority.");
        return ExitCodes.Ok;
    }

    private async Task<int> EventsAsync(string text, int from, int count)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(text);
        }

        var events = await _client.GetEventsAsync(id, from, count, _cancellation).ConfigureAwait(false);
        _streams.Out.Line($"Task completion events for {text}");
        _streams.Out.Line($"Number of events (from {from}) are: {events.Count}");
        foreach (var e in events)
        {
            var attempt = IdText.Of(e.AttemptId);
            _streams.Out.Line($"{e.Status.ToString()[4..].ToUpperInvariant()} {attempt} "
                + $"{e.MapOutputServerAddress}/tasklog?plaintext=true&attemptid={attempt}");
        }

        return ExitCodes.Ok;
    }

    // Null: there is no such type or state, which is said. Source: CLI.run.
    private Task<int>? Attempts(string text, string type, string state)
    {
        TaskTypeProto? kind = type.ToUpperInvariant() switch { "MAP" => TaskTypeProto.Map, "REDUCE" => TaskTypeProto.Reduce, _ => null };
        if (kind is null
            || !Enum.GetNames<TaskState>().Contains(state, StringComparer.OrdinalIgnoreCase)
            || !Enum.TryParse<TaskState>(state, ignoreCase: true, out var wanted))
        {
            _streams.Out.Line(kind is null ? $"Error: Invalid task-type: {type}" : $"Error: Invalid task-state: {state}");
            return null;
        }

        return AttemptsAsync(text, kind.Value, wanted);
    }

    // Source: CLI.displayTasks, printTaskAttempts.
    private async Task<int> AttemptsAsync(string text, TaskTypeProto kind, TaskState wanted)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(text);
        }

        foreach (var task in await _client.GetTasksAsync(id, kind, _cancellation).ConfigureAwait(false))
        {
            if (StateOf(task.TaskState) == wanted)
            {
                IReadOnlyList<TaskAttemptIdProto> attempts = wanted == TaskState.Running
                    ? task.RunningAttempts
                    : wanted == TaskState.Completed && task.SuccessfulAttempt is { } one ? [one]
                    : [];
                foreach (var attempt in attempts)
                {
                    _streams.Out.Line(IdText.Of(attempt));
                }
            }
        }

        return ExitCodes.Ok;
    }

    private static TaskState StateOf(TaskStateProto state) => state switch
    {
        TaskStateProto.TsRunning => TaskState.Running,
        TaskStateProto.TsSucceeded => TaskState.Completed,
        TaskStateProto.TsFailed => TaskState.Failed,
        TaskStateProto.TsKilled => TaskState.Killed,
        _ => TaskState.Pending,
    };

    private enum TaskState
    {
        Pending,
        Running,
        Completed,
        Failed,
        Killed,
    }

    private async Task<int> EndTaskAsync(string text, bool fail)
    {
        var attempt = IdText.ParseAttempt(text)
            ?? throw new UsageException($"'{text}' is no attempt id, such as attempt_1700000000000_0001_m_000000_0");
        if (await _client.FindAsync(attempt.TaskId.JobId, _cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(IdText.Of(attempt.TaskId.JobId));
        }

        await _client.EndAttemptAsync(attempt, fail, _cancellation).ConfigureAwait(false);
        _streams.Out.Line($"Killed task {text}{(fail ? " by failing it" : "")}");
        return ExitCodes.Ok;
    }

    // Source: ClientServiceDelegate.getLogFilePath, LogCLIHelpers.dumpAContainersLogs.
    private async Task<int> LogsAsync(string text, string? attemptText)
    {
        var id = Id(text);
        TaskAttemptIdProto? attempt = null;
        if (attemptText is not null && ((attempt = IdText.ParseAttempt(attemptText)) is null || !attempt.TaskId.JobId.Equals(id)))
        {
            throw new UsageException($"'{attemptText}' is no attempt of {text}, such as "
                + $"{text.Replace("job_", "attempt_", StringComparison.Ordinal)}_m_000000_0");
        }

        if (await _client.FindAsync(id, _cancellation).ConfigureAwait(false) is not { } job)
        {
            return Unknown(text);
        }

        if (job.JobState is JobStateProto.JNew or JobStateProto.JInited or JobStateProto.JRunning)
        {
            _streams.Out.Line("Cannot get log path for a in-progress job");
            return ExitCodes.Usage;
        }

        var container = attempt is null
            ? job.AmInfos.LastOrDefault()?.ContainerId
            : (await _client.GetAttemptAsync(attempt, _cancellation).ConfigureAwait(false)).ContainerId;
        if (container is null)
        {
            _streams.Out.Line(attempt is null
                ? $"Unable to get log information for job: {text}"
                : $"Unable to get log information for task: {attemptText}");
            return ExitCodes.Usage;
        }

        var wanted = new LogSelection(CommandOptions.Parse([], []), [container.ToText()]);
        var log = new LogText(shell, wanted);
        await AggregatedLogs.WriteAsync(
            shell, LogsCommand.Paths(shell), new LogRequest(id.AppId, null, job.User, wanted), log).ConfigureAwait(false);
        if (log.Found == 0)
        {
            _streams.ErrorLine($"Can not find the logs for the container: {container.ToText()} of {text} with the owner: {job.User}; "
                + "are they aggregated (yarn.log-aggregation-enable)?");
        }

        return log.Found == 0 ? ExitCodes.Usage : ExitCodes.Ok;
    }

    private int Unknown(string id)
    {
        _streams.Out.Line($"Could not find job {id}");
        return ExitCodes.Usage;
    }

    // Source: TypeConverter.fromYarn(JobState).
    private static string JobStateName(JobStateProto state) => state switch
    {
        JobStateProto.JNew or JobStateProto.JInited => "PREP",
        JobStateProto.JError => "FAILED",
        _ => state.ToString()[1..].ToUpperInvariant(),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new UsageException($"{text}: expected a whole number, 0 or more");

    private static JobIdProto Id(string text) =>
        IdText.ParseJob(text) ?? throw new UsageException($"'{text}' is no job id, such as job_1700000000000_0001");
}
