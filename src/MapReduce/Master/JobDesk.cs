using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Master.Mapping;
using Hathi.MapReduce.Protocol;
using WatchResponseProto = Hathi.MapReduce.Protocol.Umbilical.WatchResponseProto;

namespace Hathi.MapReduce.Master;

/// <summary>
/// MRClientProtocol of a running job: what <c>mapred job -status</c>, <c>-counter</c>, <c>-kill</c> and their like ask its master. Every
/// answer is made by the master's loop, for those who may have it.
/// </summary>
internal sealed class JobDesk(MasterPlan plan, JobMaster master, JobBoard board, HistoryKeeper history, JobAccess access)
{
    /// <summary>
    /// Tasks of a type up to which their reports have counters, of some 5 KB each: an answer above 128 MiB no client of Hadoop takes.
    /// </summary>
    private const int MostWithCounters = 10_000;

    /// <summary>
    /// Milliseconds for which the reports of all tasks are not made anew, however many ask: those of a large job take the
    /// master's loop a while.
    /// </summary>
    private const long ReportsInterval = 1_000;

    private readonly (long Made, GetTaskReportsResponseProto Told)?[] _reports = new (long, GetTaskReportsResponseProto)?[2];
    private readonly RequestIds _requests = new(plan.Id, plan.Splits.Count, plan.Reduces);

    internal RpcProtocol Protocol() => new RpcProtocol(ProtocolNames.Client, (long)ProtocolNames.Version)
        .Add(
            "getJobReport",
            GetJobReportRequestProto.Parser,
            (r, call) => View(call, r.JobId, () => new GetJobReportResponseProto { JobReport = Report() }))
        .Add(
            "getCounters",
            GetCountersRequestProto.Parser,
            (r, call) => View(call, r.JobId, () => new GetCountersResponseProto { Counters = JobReports.Counters(master.Counters) }))
        .Add("getTaskReports", GetTaskReportsRequestProto.Parser, (r, call) => View(call, r.JobId, () => TaskReports(r)))
        .Add(
            "getTaskReport",
            GetTaskReportRequestProto.Parser,
            (r, call) => View(call, r.TaskId?.JobId, () => new GetTaskReportResponseProto { TaskReport = Task(_requests.Task(r.TaskId)) }))
        .Add("getTaskAttemptReport", GetTaskAttemptReportRequestProto.Parser, (r, call) => View(
            call, r.TaskAttemptId?.TaskId?.JobId,
            () => new GetTaskAttemptReportResponseProto { TaskAttemptReport = Attempt(r.TaskAttemptId) }))
        .Add(
            "getTaskAttemptCompletionEvents",
            GetTaskAttemptCompletionEventsRequestProto.Parser,
            (r, call) => View(call, r.JobId, () => Completions(r)))
        .Add(
            "getDiagnostics",
            GetDiagnosticsRequestProto.Parser,
            (r, call) => View(call, r.TaskAttemptId?.TaskId?.JobId, () => Diagnostics(r)))
        .Add("killJob", KillJobRequestProto.Parser, (r, call) => Modify(call, r.JobId, () => KillJob(call)))
        .Add("killTask", KillTaskRequestProto.Parser, (r, call) => Modify(call, r.TaskId?.JobId, () => KillTask(r)))
        .Add("killTaskAttempt", KillTaskAttemptRequestProto.Parser, (r, call) => Modify(
            call, r.TaskAttemptId?.TaskId?.JobId, () => EndAttempt(r.TaskAttemptId, asFailure: false, new KillTaskAttemptResponseProto())))
        .Add("failTaskAttempt", FailTaskAttemptRequestProto.Parser, (r, call) => Modify(
            call, r.TaskAttemptId?.TaskId?.JobId, () => EndAttempt(r.TaskAttemptId, asFailure: true, new FailTaskAttemptResponseProto())))
        .KnownToJavaAs(ProtocolNames.Client, "org.apache.hadoop.yarn.proto.MRClientProtocol");

    /// <summary>Ends an attempt. In the loop.</summary>
    /// <exception cref="RpcFault">The job has no such attempt.</exception>
    internal IMessage EndAttempt(TaskAttemptIdProto? id, bool asFailure, IMessage answer)
    {
        var attempt = _requests.Attempt(id);
        master.Step(board.Find(attempt) is not null || master.IsLive(attempt)
            ? new JobInput.KillAttempt(attempt, asFailure)
            : throw Unknown(attempt));
        return answer;
    }

    private KillJobResponseProto KillJob(RpcCallContext call)
    {
        master.Step(new JobInput.KillJob($"Job kill received from {call.User} at {call.Remote.Address}"));
        return new KillJobResponseProto();
    }

    private KillTaskResponseProto KillTask(KillTaskRequestProto request)
    {
        var task = _requests.Task(request.TaskId);
        foreach (var attempt in board.Of(task).Where(a => a.Outcome is null).Select(a => a.Id).ToList())
        {
            master.Step(new JobInput.KillAttempt(attempt, AsFailure: false));
        }

        return new KillTaskResponseProto();
    }

    private async ValueTask<IMessage> View(RpcCallContext call, JobIdProto? job, Func<IMessage> make)
    {
        _requests.Demand(job);
        await access.RequireViewAsync(call).ConfigureAwait(false);
        return await master.AskAsync<IMessage>(answer => answer.SetResult(make())).ConfigureAwait(false);
    }

    private async ValueTask<IMessage> Modify(RpcCallContext call, JobIdProto? job, Func<IMessage> make)
    {
        _requests.Demand(job);
        await access.RequireModifyAsync(call).ConfigureAwait(false);
        return await master.AskAsync<IMessage>(answer => answer.SetResult(make())).ConfigureAwait(false);
    }

    private JobReportProto Report() => new()
    {
        JobId = JobReports.Id(plan.Id),
        JobState = master.State switch
        {
            WatchResponseProto.Types.State.Succeeded => JobStateProto.JSucceeded,
            WatchResponseProto.Types.State.Failed => JobStateProto.JFailed,
            WatchResponseProto.Types.State.Killed => JobStateProto.JKilled,
            _ => JobStateProto.JRunning,
        },
        MapProgress = (float)board.Fraction(TaskType.Map),
        ReduceProgress = plan.Reduces == 0 ? 0 : (float)board.Fraction(TaskType.Reduce),
        SetupProgress = 1,
        CleanupProgress = master.Ended.IsCompleted ? 1 : 0,
        SubmitTime = history.SubmitTime,
        StartTime = history.LaunchTime,
        FinishTime = history.FinishTime,
        User = plan.User,
        JobName = plan.Job.Name,
        Diagnostics = master.Message,
        JobFile = history.ConfigurationFile,
        TrackingUrl = "",
    };

    private GetTaskReportsResponseProto TaskReports(GetTaskReportsRequestProto request)
    {
        var type = RequestNumbers.Type(request.TaskType);
        var tasks = type == TaskType.Map ? plan.Splits.Count : plan.Reduces;
        if (_reports[(int)type] is var (made, told) && master.Time - made < ReportsInterval)
        {
            return told;
        }

        var answer = new GetTaskReportsResponseProto();
        for (var n = 0; n < tasks; n++)
        {
            var task = new TaskRef(type, n);
            answer.TaskReports.Add(JobReports.Task(JobReports.Id(plan.Id, task), board.Of(task), tasks <= MostWithCounters));
        }

        _reports[(int)type] = (master.Time, answer);
        return answer;
    }

    private TaskReportProto Task(TaskRef task) => JobReports.Task(JobReports.Id(plan.Id, task), board.Of(task), withCounters: true);

    private TaskAttemptReportProto Attempt(TaskAttemptIdProto? id)
    {
        var attempt = Find(_requests.Attempt(id));
        return JobReports.Attempt(attempt, JobReports.Id(plan.Id, attempt.Id));
    }

    private AttemptRecord Find(AttemptRef attempt) => board.Find(attempt) ?? throw Unknown(attempt);

    private RpcFault Unknown(AttemptRef attempt) => new(JavaErrors.Io, $"Unknown TaskAttempt {IdText.Of(JobReports.Id(plan.Id, attempt))}");

    private GetDiagnosticsResponseProto Diagnostics(GetDiagnosticsRequestProto request)
    {
        var message = Find(_requests.Attempt(request.TaskAttemptId)).Message;
        var answer = new GetDiagnosticsResponseProto();
        if (message.Length > 0)
        {
            answer.Diagnostics.Add(message);
        }

        return answer;
    }

    private GetTaskAttemptCompletionEventsResponseProto Completions(GetTaskAttemptCompletionEventsRequestProto request)
    {
        var answer = new GetTaskAttemptCompletionEventsResponseProto();
        var most = RequestNumbers.Count(request.MaxEvents);
        for (var number = RequestNumbers.Count(request.FromEventId); number < board.Completions.Count
            && answer.CompletionEvents.Count < most; number++)
        {
            answer.CompletionEvents.Add(JobReports.Completion(plan.Id, board.Completions[number], number));
        }

        return answer;
    }
}
