namespace Hathi.MapReduce;

/// <summary>
/// Is told how a job goes on, about ten times a second and at each turn. Calls come one at a time, from any thread, and should be short.
/// </summary>
public interface IJobProgress
{
    /// <summary>The input is cut; the first tasks start.</summary>
    void Started(Job job, JobId id, int maps, int reducers);

    /// <summary>Where the job stands now.</summary>
    void Report(JobProgress progress);

    /// <summary>An attempt failed; there may be others.</summary>
    void AttemptFailed(TaskAttemptId attempt, string message);
}

/// <summary>For those who do not look.</summary>
public sealed class NoProgress : IJobProgress
{
    public static readonly NoProgress Instance = new();

    public void Started(Job job, JobId id, int maps, int reducers)
    {
    }

    public void Report(JobProgress progress)
    {
    }

    public void AttemptFailed(TaskAttemptId attempt, string message)
    {
    }
}

/// <summary>Where a job stands.</summary>
/// <param name="MapsDone">Map tasks that are complete.</param>
/// <param name="Maps">Map tasks of the job.</param>
/// <param name="MapFraction">Of all map work, 0 … 1.</param>
/// <param name="ReducersDone">Reduce tasks that are complete.</param>
/// <param name="Reducers">Reduce tasks of the job.</param>
/// <param name="ReduceFraction">Of all reduce work, 0 … 1.</param>
/// <param name="BytesRead">Of the input, as stored.</param>
/// <param name="BytesTotal">Of the input, as stored.</param>
/// <param name="SpilledRecords">Records that went to local disk.</param>
/// <param name="Elapsed">Since the start.</param>
/// <param name="Counters">Of what is done and what runs, as of about a second ago.</param>
public sealed record JobProgress(
    int MapsDone,
    int Maps,
    double MapFraction,
    int ReducersDone,
    int Reducers,
    double ReduceFraction,
    long BytesRead,
    long BytesTotal,
    long SpilledRecords,
    TimeSpan Elapsed,
    JobCounters Counters);
