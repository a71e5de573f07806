using System.Globalization;
using Hathi.Cli.Dfs;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Protocol;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred job</c>. Output: Apache's <c>CLI</c> of MapReduce.</summary>
internal sealed class JobCommand(Configuration configuration, ShellStreams streams, CancellationToken cancellation) : IAsyncDisposable
{
    public const string Usage = """
        Usage: job <command> <args>
        	[-list [all]]                                        jobs that run, or all
        	[-status <job-id>]                                   progress and counters of one
        	[-counter <job-id> <group-name> <counter-name>]      one counter
        	[-kill <job-id>]
        	[-events <job-id> <from-event-#> <#-of-events>]      attempts that ended
        	[-history <jobHistoryFile|job-id> [-svg <file>]]     what happened when, as a time line
        	[-list-attempt-ids <job-id> <MAP|REDUCE>]            attempts that succeeded
        	[-kill-task <task-attempt-id>]
        	[-fail-task <task-attempt-id>]
        """;

    private readonly JobClient _client = new(configuration);

    public Task<int> RunAsync(IReadOnlyList<string> words) => words switch
    {
        ["-list"] => ListAsync(all: false),
        ["-list", "all"] => ListAsync(all: true),
        ["-status", var id] => StatusAsync(id),
        ["-counter", var id, var group, var name] => CounterAsync(id, group, name),
        ["-kill", var id] => KillAsync(id),
        ["-events", var id, var from, var count] => EventsAsync(id, Number(from), Number(count)),
        ["-history", var what] => new HistoryCommand(configuration, _client, streams, cancellation).RunAsync(what, svg: null),
        ["-history", var what, "-svg" or "--svg", var file] => new HistoryCommand(configuration, _client, streams, cancellation).RunAsync(what, file),
        ["-list-attempt-ids", var id, var type] => AttemptsAsync(id, type),
        ["-kill-task", var attempt] => EndTaskAsync(attempt, fail: false),
        ["-fail-task", var attempt] => EndTaskAsync(attempt, fail: true),
        ["-help" or "--help"] => Help(),
        _ => throw new UsageException("wrong words\n" + Usage),
    };

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Task<int> Help()
    {
        streams.Out.Line(Usage);
        return Task.FromResult(ExitCodes.Ok);
    }

    private async Task<int> ListAsync(bool all)
    {
        var request = new GetApplicationsRequestProto();
        request.ApplicationTypes.Add("MAPREDUCE");
        request.ApplicationStates.AddRange(all
            ? Enum.GetValues<YarnApplicationStateProto>()
            : [YarnApplicationStateProto.Submitted, YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running]);
        var found = await _client.Yarn.GetApplicationsAsync(request, cancellation).ConfigureAwait(false);
        streams.Out.Line($"Total jobs:{found.Count}");
        Row("JobId", "JobName", "State", "StartTime", "UserName", "Queue", "Priority", "UsedContainers", "RsvdContainers", "UsedMem", "RsvdMem", "NeededMem", "AM info");
        foreach (var a in found)
        {
            var used = a.AppResourceUsage;
            Row(
                a.ApplicationId.ToText().Replace("application_", "job_", StringComparison.Ordinal), a.Name, State(a), Text(a.StartTime), a.User, a.Queue, "DEFAULT",
                Text(used?.NumUsedContainers ?? 0), Text(used?.NumReservedContainers ?? 0), Text(used?.UsedResources?.Memory ?? 0) + "M",
                Text(used?.ReservedResources?.Memory ?? 0) + "M", Text(used?.NeededResources?.Memory ?? 0) + "M", a.TrackingUrl);
        }

        return ExitCodes.Ok;
    }

    private async Task<int> StatusAsync(string text)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, cancellation).ConfigureAwait(false) is not { } job)
        {
            return Unknown(text);
        }

        var maps = await _client.GetTasksAsync(id, TaskTypeProto.Map, cancellation).ConfigureAwait(false);
        var reduces = await _client.GetTasksAsync(id, TaskTypeProto.Reduce, cancellation).ConfigureAwait(false);
        streams.Out.Line("");
        streams.Out.Line($"Job: {text}");
        streams.Out.Line($"Job File: {job.JobFile}");
        streams.Out.Line($"Job Tracking URL : {job.TrackingUrl}");
        streams.Out.Line($"Uber job : {(job.IsUber ? "true" : "false")}");
        streams.Out.Line($"Number of maps: {maps.Count}");
        streams.Out.Line($"Number of reduces: {reduces.Count}");
        streams.Out.Line($"map() completion: {Float(job.MapProgress)}");
        streams.Out.Line($"reduce() completion: {Float(job.ReduceProgress)}");
        streams.Out.Line($"Job state: {JobStateName(job.JobState)}");
        streams.Out.Line("retired: false");
        streams.Out.Line($"reason for failure: {job.Diagnostics}");
        CounterText.Write(await _client.GetCountersAsync(id, cancellation).ConfigureAwait(false), streams);
        return ExitCodes.Ok;
    }

    private async Task<int> CounterAsync(string text, string group, string name)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, cancellation).ConfigureAwait(false) is null)
        {
            return Unknown(text);
        }

        var counters = await _client.GetCountersAsync(id, cancellation).ConfigureAwait(false);
        var value = counters.CounterGroups.FirstOrDefault(g => g.Key == group)?.Value.Counters.FirstOrDefault(c => c.Key == name)?.Value.Value ?? 0;
        streams.Out.Line(Text(value));
        return ExitCodes.Ok;
    }

    private async Task<int> KillAsync(string text)
    {
        var id = Id(text);
        if (await _client.FindAsync(id, cancellation).ConfigureAwait(false) is not { } job)
        {
            return Unknown(text);
        }

        if (job.JobState is not (JobStateProto.JNew or JobStateProto.JInited or JobStateProto.JRunning))
        {
            streams.Out.Line(job.JobState == JobStateProto.JKilled
                ? $"The job {text} has already been killed."
                : $"Could not kill the job {text} since it has already {(job.JobState == JobStateProto.JSucceeded ? "succeeded" : "failed")}.");
            return ExitCodes.Usage;
        }

        await _client.KillAsync(id, cancellation).ConfigureAwait(false);
        streams.Out.Line($"Killed job {text}");
        return ExitCodes.Ok;
    }

    private async Task<int> EventsAsync(string text, int from, int count)
    {
        var events = await _client.GetEventsAsync(Id(text), from, count, cancellation).ConfigureAwait(false);
        streams.Out.Line($"Task completion events for {text}");
        streams.Out.Line($"Number of events (from {from}) are: {events.Count}");
        foreach (var e in events)
        {
            streams.Out.Line($"{e.Status.ToString()[4..].ToUpperInvariant()} {IdText.Of(e.AttemptId)} {e.MapOutputServerAddress}");
        }

        return ExitCodes.Ok;
    }

    private async Task<int> AttemptsAsync(string text, string type)
    {
        var kind = type.ToUpperInvariant() switch
        {
            "MAP" => TaskTypeProto.Map,
            "REDUCE" => TaskTypeProto.Reduce,
            _ => throw new UsageException($"Error: Invalid task-type: {type}"),
        };
        foreach (var task in await _client.GetTasksAsync(Id(text), kind, cancellation).ConfigureAwait(false))
        {
            if (task.SuccessfulAttempt is { } attempt)
            {
                streams.Out.Line(IdText.Of(attempt));
            }
        }

        return ExitCodes.Ok;
    }

    private async Task<int> EndTaskAsync(string text, bool fail)
    {
        var attempt = IdText.ParseAttempt(text) ?? throw new UsageException($"'{text}' is no attempt id, such as attempt_1700000000000_0001_m_000000_0");
        await _client.EndAttemptAsync(attempt, fail, cancellation).ConfigureAwait(false);
        streams.Out.Line($"Killed task {text}{(fail ? " by failing it" : "")}");
        return ExitCodes.Ok;
    }

    private int Unknown(string id)
    {
        streams.Out.Line($"Could not find job {id}");
        return ExitCodes.Usage;
    }

    private void Row(params ReadOnlySpan<string> cells)
    {
        ReadOnlySpan<int> widths = [23, 40, 10, 14, 12, 12, 10, 15, 15, 8, 8, 10, 10];
        for (var i = 0; i < widths.Length; i++)
        {
            streams.Out.Print(i == 0 ? "" : "\t");
            streams.Out.Print(cells[i].PadLeft(widths[i]));
        }

        streams.Out.Line("");
    }

    private static string State(ApplicationReportProto a) => a.YarnApplicationState switch
    {
        YarnApplicationStateProto.Running => "RUNNING",
        YarnApplicationStateProto.Finished => a.FinalApplicationStatus switch
        {
            FinalApplicationStatusProto.AppSucceeded => "SUCCEEDED",
            FinalApplicationStatusProto.AppKilled => "KILLED",
            _ => "FAILED",
        },
        YarnApplicationStateProto.Failed => "FAILED",
        YarnApplicationStateProto.Killed => "KILLED",
        _ => "PREP",
    };

    private static string JobStateName(JobStateProto state) => state is JobStateProto.JNew or JobStateProto.JInited ? "PREP" : state.ToString()[1..].ToUpperInvariant();

    // As Java prints a float.
    private static string Float(float value) => value.ToString("0.0######", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new UsageException($"{text}: expected a whole number, 0 or more");

    private static JobIdProto Id(string text) => IdText.ParseJob(text) ?? throw new UsageException($"'{text}' is no job id, such as job_1700000000000_0001");
}
