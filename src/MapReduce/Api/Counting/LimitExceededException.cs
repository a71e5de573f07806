namespace Hathi.MapReduce;

/// <summary>
/// A task makes more counters than one may. It would again: the job fails. Source:
/// org.apache.hadoop.mapreduce.counters.LimitExceededException.
/// </summary>
public sealed class LimitExceededException(string message) : Exception(message);
