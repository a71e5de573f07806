namespace Hathi.MapReduce;

/// <summary>Names a job, as Hadoop writes it: job_1700000000000_0001, or job_local123456_0001 in one process.</summary>
/// <param name="Cluster">The ResourceManager's start time, or "local" and a random number.</param>
/// <param name="Number">Counted from 1.</param>
public sealed record JobId(string Cluster, int Number)
{
    /// <summary>What all ids of the job share.</summary>
    internal string Core => $"{Cluster}_{Number:0000}";

    public override string ToString() => $"job_{Core}";
}

/// <summary>What a task does.</summary>
public enum TaskKind
{
    Map,
    Reduce,
}

/// <summary>Names a task: task_local123456_0001_m_000000.</summary>
public sealed record TaskId(JobId Job, TaskKind Kind, int Number)
{
    internal char Letter => Kind == TaskKind.Map ? 'm' : 'r';

    internal string Core => $"{Job.Core}_{Letter}_{Number:000000}";

    public override string ToString() => $"task_{Core}";
}

/// <summary>Names one try at a task: attempt_local123456_0001_m_000000_0.</summary>
public sealed record TaskAttemptId(TaskId Task, int Number)
{
    public override string ToString() => $"attempt_{Task.Core}_{Number}";
}
