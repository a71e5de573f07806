using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Mapping;

/// <summary>
/// Checks and converts the jobs, tasks and attempts that clients and workers name, before the job's Core sees them: only tasks that the job
/// has. Answers are made from what comes of it, never from a request's own messages, of which each holds what a caller likes. Refusals are
/// those of Apache's MRClientService.
/// </summary>
/// <param name="id">The job.</param>
/// <param name="maps">Its maps.</param>
/// <param name="reduces">Its reduces.</param>
internal sealed class RequestIds(JobId id, int maps, int reduces)
{
    /// <exception cref="RpcFault">It is no id, or that of another job.</exception>
    internal void Demand(JobIdProto? job)
    {
        var asked = job?.AppId is null ? null : job.AppId.ToJob();
        if (asked != id)
        {
            throw new RpcFault(
                JavaErrors.Io, $"Unknown job {asked?.ToString() ?? "without an id"}: this is the application master of {id}.");
        }
    }

    /// <exception cref="RpcFault">The job has no such task.</exception>
    internal TaskRef Task(TaskIdProto? task)
    {
        Demand(task?.JobId);
        var type = RequestNumbers.Type(task!.TaskType);
        return IsTask(type, task.Id) ? new TaskRef(type, task.Id) : throw new RpcFault(JavaErrors.Io, $"Unknown Task {IdText.Of(task)}");
    }

    /// <exception cref="RpcFault">The job has no such task, or the number is none.</exception>
    internal AttemptRef Attempt(TaskAttemptIdProto? attempt)
    {
        var task = Task(attempt?.TaskId);
        return attempt!.Id >= 0
            ? new AttemptRef(task, attempt.Id)
            : throw new RpcFault(JavaErrors.Io, $"Unknown TaskAttempt {IdText.Of(attempt)}");
    }

    /// <exception cref="RpcFault">The job has no such task, or the number is none.</exception>
    internal AttemptRef Attempt(AttemptProto attempt)
    {
        var type = (TaskType)attempt.Type;
        return type is TaskType.Map or TaskType.Reduce && IsTask(type, attempt.Task) && attempt.Number >= 0
            ? new AttemptRef(new TaskRef(type, attempt.Task), attempt.Number)
            : throw new RpcFault(
                JavaErrors.IllegalArgument, $"{id} has no attempt {attempt.Number} of task {attempt.Task} of type {attempt.Type}.");
    }

    /// <summary>Each once.</summary>
    /// <exception cref="RpcFault">There are too many, or the job has no such task.</exception>
    internal List<AttemptRef> Attempts(RepeatedField<AttemptProto> attempts) => attempts.Count <= RequestLimits.FailedFetches
        ? [.. attempts.Select(Attempt).Distinct()]
        : throw new RpcFault(
            JavaErrors.IllegalArgument, $"{attempts.Count} attempts in one call, which has at most {RequestLimits.FailedFetches}.");

    private bool IsTask(TaskType type, int number) => number >= 0 && number < (type == TaskType.Map ? maps : reduces);
}
