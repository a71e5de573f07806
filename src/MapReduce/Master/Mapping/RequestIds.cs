using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Rpc;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Checks and converts what clients and workers name, before the job's Core sees it: only tasks that the job has. Refusals are those of Apache's MRClientService.
/// </summary>
/// <param name="id">The job.</param>
/// <param name="maps">Its maps.</param>
/// <param name="reduces">Its reduces.</param>
internal sealed class JobRequests(JobId id, int maps, int reduces)
{
    /// <summary>Characters of a worker's status line, of which the first are kept (mapreduce.task.max.status.length).</summary>
    internal const int StatusCharacters = 512;

    /// <summary>Characters of a failure's message, of which the first are kept: it is told to every client and written to history.</summary>
    internal const int MessageCharacters = 64 * 1024;

    /// <summary>Longer takes no phase of an attempt, milliseconds: ten years.</summary>
    private const long LongestMillis = 10L * 366 * 24 * 3600 * 1000;

    /// <summary>Characters of a container's id; it is a key of what the master remembers.</summary>
    private const int ContainerCharacters = 255;

    /// <exception cref="RpcFault">It is no id, or that of another job.</exception>
    internal void Demand(JobIdProto? job)
    {
        var asked = job?.AppId is null ? null : job.AppId.ToJob();
        if (asked != id)
        {
            throw new RpcFault(JavaErrors.Io, $"Unknown job {asked?.ToString() ?? "without an id"}: this is the application master of {id}.");
        }
    }

    /// <exception cref="RpcFault">The job has no such task.</exception>
    internal TaskRef Task(TaskIdProto? task)
    {
        Demand(task?.JobId);
        var type = task!.TaskType == TaskTypeProto.Map ? TaskType.Map : TaskType.Reduce;
        return IsTask(type, task.Id) ? new TaskRef(type, task.Id) : throw new RpcFault(JavaErrors.Io, $"Unknown Task {IdText.Of(task)}");
    }

    /// <exception cref="RpcFault">The job has no such task, or the number is none.</exception>
    internal AttemptRef Attempt(TaskAttemptIdProto? attempt)
    {
        var task = Task(attempt?.TaskId);
        return attempt!.Id >= 0 ? new AttemptRef(task, attempt.Id) : throw new RpcFault(JavaErrors.Io, $"Unknown TaskAttempt {IdText.Of(attempt)}");
    }

    /// <exception cref="RpcFault">The job has no such task, or the number is none.</exception>
    internal AttemptRef Attempt(AttemptProto attempt)
    {
        var type = (TaskType)attempt.Type;
        return type is TaskType.Map or TaskType.Reduce && IsTask(type, attempt.Task) && attempt.Number >= 0
            ? new AttemptRef(new TaskRef(type, attempt.Task), attempt.Number)
            : throw new RpcFault(JavaErrors.IllegalArgument, $"{id} has no attempt {attempt.Number} of task {attempt.Task} of type {attempt.Type}.");
    }

    /// <exception cref="RpcFault">It is no container's id.</exception>
    internal static string Container(string container) => container.Length is > 0 and <= ContainerCharacters
        ? container
        : throw new RpcFault(JavaErrors.IllegalArgument, $"A container's id has 1 to {ContainerCharacters} characters, this one has {container.Length}.");

    /// <summary>What a worker says to have done of an attempt, 0 … 1.</summary>
    internal static float Fraction(float progress) => progress is >= 0 and <= 1 ? progress : progress > 1 ? 1 : 0;

    /// <summary>What a worker says that something took.</summary>
    internal static long Millis(long milliseconds) => Math.Clamp(milliseconds, 0, LongestMillis);

    /// <summary>The beginning of a text.</summary>
    internal static string First(string text, int characters) => text.Length <= characters ? text : text[..characters];

    private bool IsTask(TaskType type, int number) => number >= 0 && number < (type == TaskType.Map ? maps : reduces);
}
