using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Protocol;

/// <summary>
/// Ids as text, the way tools and history files have them: job_1700000000000_0001, task_…_m_000000, attempt_…_m_000000_0.
/// </summary>
public static class IdText
{
    public static string Of(JobIdProto id) => "job_" + Tail(id);

    public static string Of(TaskIdProto id) => "task_" + Tail(id);

    public static string Of(TaskAttemptIdProto id) => string.Create(CultureInfo.InvariantCulture, $"attempt_{Tail(id.TaskId)}_{id.Id}");

    /// <returns>Null when it is no id of a job.</returns>
    public static JobIdProto? ParseJob(string text) => Numbers(text, "job", 3) is [var cluster, var job] ? Job(cluster, job) : null;

    /// <returns>Null when it is no id of a task.</returns>
    public static TaskIdProto? ParseTask(string text) =>
        Numbers(text, "task", 5) is [var cluster, var job, var kind, var task] ? Task(cluster, job, kind, task) : null;

    /// <returns>Null when it is no id of an attempt.</returns>
    public static TaskAttemptIdProto? ParseAttempt(string text) => Numbers(
        text, "attempt", 6) is [var cluster, var job, var kind, var task, var attempt]
        ? new TaskAttemptIdProto { TaskId = Task(cluster, job, kind, task), Id = (int)attempt }
        : null;

    private static string Tail(JobIdProto id) => string.Create(CultureInfo.InvariantCulture, $"{id.AppId.ClusterTimestamp}_{id.Id:0000}");

    private static string Tail(TaskIdProto id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Tail(id.JobId)}_{(id.TaskType == TaskTypeProto.Map ? 'm' : 'r')}_{id.Id:000000}");

    // A job and its application have the same number.
    private static JobIdProto Job(long cluster, long job) =>
        new() { AppId = new ApplicationIdProto { ClusterTimestamp = cluster, Id = (int)job }, Id = (int)job };

    private static TaskIdProto Task(long cluster, long job, long kind, long task) =>
        new() { JobId = Job(cluster, job), TaskType = kind == 'm' ? TaskTypeProto.Map : TaskTypeProto.Reduce, Id = (int)task };

    private static long[] Numbers(string text, string prefix, int words)
    {
        var parts = text.Split('_');
        if (parts.Length != words || parts[0] != prefix)
        {
            return [];
        }

        var numbers = new long[words - 1];
        for (var i = 1; i < words; i++)
        {
            if (i == 3)
            {
                if (parts[i] is not ("m" or "r"))
                {
                    return [];
                }

                numbers[i - 1] = parts[i][0];
            }
            else if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i - 1])
                || (i > 1 && numbers[i - 1] > int.MaxValue))
            {
                return [];
            }
        }

        return numbers;
    }
}
