using Hathi.Base;

namespace Hathi.MapReduce;

/// <summary>The engine could not keep or write data on behalf of a task: the environment's fault, not that of the record at hand.</summary>
internal sealed class TaskIOException(string message, Exception? inner) : EnvironmentException(message, inner)
{
    /// <summary>A directory of the node has no room left: another node may do better, this one not.</summary>
    internal bool IsDiskFull { get; init; }
}
