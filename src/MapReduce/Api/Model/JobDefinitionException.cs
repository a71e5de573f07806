namespace Hathi.MapReduce;

/// <summary>
/// The job is not one that can run: parts whose types do not fit, a missing input or output, a setting out of range. The
/// message says what to change.
/// </summary>
public sealed class JobDefinitionException(string message) : Exception(message);
