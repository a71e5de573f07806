using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.History.Mapping;

/// <summary>
/// Jobs, tasks and attempts that calls ask for, as histories name them. Calls read no field of a request but through this class and
/// <see cref="RequestNumbers"/>: a test reads their code. An id has nothing but numbers, and no other field of these calls is a text or a
/// list: their length needs no limit beside that of a call's bytes (<see cref="RpcProtocol.DefaultRequestBytes"/>). Nothing of a
/// request stands in an answer.
/// </summary>
internal static class RequestIds
{
    /// <summary>job_…; Java's clients send whole ids, and what lacks a part of one names no job.</summary>
    /// <exception cref="RpcFault">It is no id.</exception>
    internal static string Job(JobIdProto? id) => id?.AppId is null ? throw new RpcFault(JavaErrors.Io, "Unknown Job null") : IdText.Of(id);

    /// <summary>task_… and the job that it is of.</summary>
    /// <exception cref="RpcFault">It is no id.</exception>
    internal static (string Job, string Task) Task(TaskIdProto? id)
    {
        var job = Job(id?.JobId);
        return (job, IdText.Of(id!));
    }

    /// <summary>attempt_… and what it is of.</summary>
    /// <exception cref="RpcFault">It is no id.</exception>
    internal static (string Job, string Task, string Attempt) Attempt(TaskAttemptIdProto? id)
    {
        var (job, task) = Task(id?.TaskId);
        return (job, task, IdText.Of(id!));
    }
}
