namespace Hathi.MapReduce;

/// <summary>The job's own code threw on a record or key; the message says which one and how it begins.</summary>
public sealed class RecordException(string message, Exception inner) : Exception(message, inner);
