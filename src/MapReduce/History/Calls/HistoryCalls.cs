using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.History.Mapping;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.History.Calls;

/// <summary>The calls of HSClientProtocol: those to a running job's master, about jobs that have ended.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="access">Who may see which.</param>
/// <param name="trackingUrl">The page of a job, given its id.</param>
internal sealed class HistoryCalls(HistoryStore store, HistoryAccess access, Func<string, string> trackingUrl)
{
    public RpcProtocol Protocol() => new RpcProtocol(ProtocolNames.HistoryClient, (long)ProtocolNames.Version)
        .Add("getJobReport", GetJobReportRequestProto.Parser, GetJobReportAsync)
        .Add("getTaskReport", GetTaskReportRequestProto.Parser, GetTaskReportAsync)
        .Add("getTaskAttemptReport", GetTaskAttemptReportRequestProto.Parser, GetTaskAttemptReportAsync)
        .Add("getCounters", GetCountersRequestProto.Parser, GetCountersAsync)
        .Add("getTaskAttemptCompletionEvents", GetTaskAttemptCompletionEventsRequestProto.Parser, GetCompletionsAsync)
        .Add("getTaskReports", GetTaskReportsRequestProto.Parser, GetTaskReportsAsync)
        .Add("getDiagnostics", GetDiagnosticsRequestProto.Parser, GetDiagnosticsAsync)
        .Add("killJob", KillJobRequestProto.Parser, (_, _) => throw Ended())
        .Add("killTask", KillTaskRequestProto.Parser, (_, _) => throw Ended())
        .Add("killTaskAttempt", KillTaskAttemptRequestProto.Parser, (_, _) => throw Ended())
        .Add("failTaskAttempt", FailTaskAttemptRequestProto.Parser, (_, _) => throw Ended())
        .KnownToJavaAs(ProtocolNames.HistoryClient, "org.apache.hadoop.yarn.proto.HSClientProtocol");

    private static RpcFault Ended() => new(JavaErrors.Io, "Invalid operation on completed job");

    // A client that asks whether a job is known gets an empty answer, not an error.
    private async ValueTask<IMessage> GetJobReportAsync(GetJobReportRequestProto r, RpcCallContext c)
    {
        var answer = new GetJobReportResponseProto();
        if (await TryFindAsync(RequestIds.Job(r.JobId), c).ConfigureAwait(false) is { } job)
        {
            answer.JobReport = ReportMapping.Report(job, trackingUrl(job.Name.JobId));
        }

        return answer;
    }

    private async ValueTask<IMessage> GetTaskReportAsync(GetTaskReportRequestProto r, RpcCallContext c)
    {
        var (job, task) = RequestIds.Task(r.TaskId);
        return new GetTaskReportResponseProto { TaskReport = ReportMapping.Report(await TaskAsync(job, task, c).ConfigureAwait(false)) };
    }

    private async ValueTask<IMessage> GetTaskAttemptReportAsync(GetTaskAttemptReportRequestProto r, RpcCallContext c) =>
        new GetTaskAttemptReportResponseProto
        {
            TaskAttemptReport = ReportMapping.Report(await AttemptAsync(r.TaskAttemptId, c).ConfigureAwait(false)),
        };

    private async ValueTask<IMessage> GetCountersAsync(GetCountersRequestProto r, RpcCallContext c) =>
        new GetCountersResponseProto
        {
            Counters = ReportMapping.Counters((await FindAsync(RequestIds.Job(r.JobId), c).ConfigureAwait(false)).TotalCounters),
        };

    private async ValueTask<IMessage> GetCompletionsAsync(GetTaskAttemptCompletionEventsRequestProto r, RpcCallContext c)
    {
        var job = await FindAsync(RequestIds.Job(r.JobId), c).ConfigureAwait(false);
        var answer = new GetTaskAttemptCompletionEventsResponseProto();
        answer.CompletionEvents.AddRange(
            ReportMapping.Completions(job).Skip(RequestNumbers.Count(r.FromEventId)).Take(RequestNumbers.Count(r.MaxEvents)));
        return answer;
    }

    private async ValueTask<IMessage> GetTaskReportsAsync(GetTaskReportsRequestProto r, RpcCallContext c)
    {
        var job = await FindAsync(RequestIds.Job(r.JobId), c).ConfigureAwait(false);
        var answer = new GetTaskReportsResponseProto();
        var isMap = RequestNumbers.IsMap(r.TaskType);
        answer.TaskReports.AddRange(job.Tasks.Where(t => t.IsMap == isMap).Select(ReportMapping.Report));
        return answer;
    }

    private async ValueTask<IMessage> GetDiagnosticsAsync(GetDiagnosticsRequestProto r, RpcCallContext c)
    {
        var attempt = await AttemptAsync(r.TaskAttemptId, c).ConfigureAwait(false);
        var answer = new GetDiagnosticsResponseProto();
        if (attempt.Error.Length > 0)
        {
            answer.Diagnostics.Add(attempt.Error);
        }

        return answer;
    }

    private async ValueTask<CompletedAttempt> AttemptAsync(TaskAttemptIdProto? id, RpcCallContext c)
    {
        var (job, task, attempt) = RequestIds.Attempt(id);
        return (await TaskAsync(job, task, c).ConfigureAwait(false)).Attempts.FirstOrDefault(a => a.Id == attempt)
            ?? throw new RpcFault(JavaErrors.Io, $"Unknown task attempt {attempt}");
    }

    private async ValueTask<CompletedTask> TaskAsync(string jobId, string task, RpcCallContext c)
    {
        var job = await FindAsync(jobId, c).ConfigureAwait(false);
        return job.Find(task) ?? throw new RpcFault(JavaErrors.Io, $"Unknown task {task}{(job.NotLoaded is { } why ? ": " + why : "")}");
    }

    private async ValueTask<CompletedJob> FindAsync(string jobId, RpcCallContext c) =>
        await TryFindAsync(jobId, c).ConfigureAwait(false) ?? throw new RpcFault(JavaErrors.Io, $"Unknown Job {jobId}");

    private async ValueTask<CompletedJob?> TryFindAsync(string jobId, RpcCallContext c)
    {
        CompletedJob? job;
        try
        {
            job = await store.FindAsync(jobId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new RpcFault(JavaErrors.Io, $"the history of {jobId} cannot be read: {e.Message}");
        }

        // In the form in which Apache's server has it: one exception around another.
        return job is null || await access.MayViewAsync(job, c.User).ConfigureAwait(false)
            ? job
            : throw new RpcFault(JavaErrors.Io, $"{JavaErrors.AccessControl}: {JobAcls.Refusal(c.User, JobAcls.View, jobId)}");
    }
}
