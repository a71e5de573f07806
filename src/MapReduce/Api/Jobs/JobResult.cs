namespace Hathi.MapReduce;

/// <summary>A job that succeeded.</summary>
/// <param name="Id">Of the job.</param>
/// <param name="Name">Of the job.</param>
/// <param name="OutputPath">With scheme and authority.</param>
/// <param name="Maps">Map tasks.</param>
/// <param name="Reducers">Reduce tasks.</param>
/// <param name="Counters">Summed over tasks; <c>ToString()</c> prints them as Hadoop does.</param>
/// <param name="Elapsed">From the start to the end of the commit.</param>
public sealed record JobResult(JobId Id, string Name, string OutputPath, int Maps, int Reducers, JobCounters Counters, TimeSpan Elapsed);

/// <summary>A job failed; nothing of its output is left. The message names the task and its last fault.</summary>
public sealed class JobFailedException(string message, JobCounters counters, Exception? inner) : Exception(message, inner)
{
    /// <summary>As far as the job went.</summary>
    public JobCounters Counters { get; } = counters;
}
