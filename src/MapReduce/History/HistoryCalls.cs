using Google.Protobuf;
using Hathi.MapReduce.Protocol;
using Hathi.Rpc;

namespace Hathi.MapReduce.History;

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
        if (await TryFindAsync(r.JobId, c).ConfigureAwait(false) is { } job)
        {
            answer.JobReport = ReportMapping.Report(job, trackingUrl(job.Name.JobId));
        }

        return answer;
    }

    private async ValueTask<IMessage> GetTaskReportAsync(GetTaskReportRequestProto r, RpcCallContext c) =>
        new GetTaskReportResponseProto { TaskReport = ReportMapping.Report(await TaskAsync(r.TaskId, c).ConfigureAwait(false)) };

    private async ValueTask<IMessage> GetTaskAttemptReportAsync(GetTaskAttemptReportRequestProto r, RpcCallContext c) =>
        new GetTaskAttemptReportResponseProto { TaskAttemptReport = ReportMapping.Report(await AttemptAsync(r.TaskAttemptId, c).ConfigureAwait(false)) };

    private async ValueTask<IMessage> GetCountersAsync(GetCountersRequestProto r, RpcCallContext c) =>
        new GetCountersResponseProto { Counters = ReportMapping.Counters((await FindAsync(r.JobId, c).ConfigureAwait(false)).TotalCounters) };

    private async ValueTask<IMessage> GetCompletionsAsync(GetTaskAttemptCompletionEventsRequestProto r, RpcCallContext c)
    {
        var job = await FindAsync(r.JobId, c).ConfigureAwait(false);
        var answer = new GetTaskAttemptCompletionEventsResponseProto();
        answer.CompletionEvents.AddRange(ReportMapping.Completions(job).Skip(Math.Max(0, r.FromEventId)).Take(Math.Max(0, r.MaxEvents)));
        return answer;
    }

    private async ValueTask<IMessage> GetTaskReportsAsync(GetTaskReportsRequestProto r, RpcCallContext c)
    {
        var job = await FindAsync(r.JobId, c).ConfigureAwait(false);
        var answer = new GetTaskReportsResponseProto();
        answer.TaskReports.AddRange(job.Tasks.Where(t => t.IsMap == (r.TaskType == TaskTypeProto.Map)).Select(ReportMapping.Report));
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
        var task = await TaskAsync(id?.TaskId, c).ConfigureAwait(false);
        var text = IdText.Of(id!);
        return task.Attempts.FirstOrDefault(a => a.Id == text) ?? throw new RpcFault(JavaErrors.Io, $"Unknown task attempt {text}");
    }

    private async ValueTask<CompletedTask> TaskAsync(TaskIdProto? id, RpcCallContext c)
    {
        var job = await FindAsync(id?.JobId, c).ConfigureAwait(false);
        return job.Find(IdText.Of(id!)) ?? throw new RpcFault(JavaErrors.Io, $"Unknown task {IdText.Of(id!)}{(job.NotLoaded is { } why ? ": " + why : "")}");
    }

    private async ValueTask<CompletedJob> FindAsync(JobIdProto? id, RpcCallContext c) =>
        await TryFindAsync(id, c).ConfigureAwait(false) ?? throw new RpcFault(JavaErrors.Io, $"Unknown Job {IdText.Of(id!)}");

    // Java's clients send whole ids; what lacks a part of one names no job.
    private async ValueTask<CompletedJob?> TryFindAsync(JobIdProto? id, RpcCallContext c)
    {
        if (id?.AppId is null)
        {
            throw new RpcFault(JavaErrors.Io, "Unknown Job null");
        }

        CompletedJob? job;
        try
        {
            job = await store.FindAsync(IdText.Of(id), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new RpcFault(JavaErrors.Io, $"the history of {IdText.Of(id)} cannot be read: {e.Message}");
        }

        // In the form in which Apache's server has it: one exception around another.
        return job is null || await access.MayViewAsync(job, c.User).ConfigureAwait(false)
            ? job
            : throw new RpcFault(JavaErrors.Io, $"{JavaErrors.AccessControl}: {JobAcls.Refusal(c.User, JobAcls.View, IdText.Of(id))}");
    }
}
