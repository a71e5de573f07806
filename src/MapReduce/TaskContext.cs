using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce;

/// <summary>What a task attempt may know and tell. Used by the attempt's thread.</summary>
public class TaskContext
{
    internal TaskContext(TaskState state) => State = state;

    /// <summary>The job that the task belongs to.</summary>
    public JobContext Job => State.Job;

    public Configuration Configuration => State.Job.Configuration;

    public TaskAttemptId Attempt => State.Attempt;

    /// <summary>Ends the attempt when the job is stopped.</summary>
    public CancellationToken CancellationToken => State.CancellationToken;

    /// <summary>A line that tells what the task does now; shown to who watches the job.</summary>
    public string Status
    {
        get => State.Status;
        set => State.Status = value;
    }

    internal TaskState State { get; }

    /// <summary>A counter of the task; the job's is the sum over its successful attempts.</summary>
    public Counter Counter(string group, string name) => State.Counters[group, name];

    /// <summary>A counter named by a member of one's own enumeration.</summary>
    public Counter Counter(Enum counter) => State.Counters[counter];
}
