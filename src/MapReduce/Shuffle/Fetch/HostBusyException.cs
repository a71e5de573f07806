namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// A node serves as many as it can, and says when to ask again (429 with Retry-After in milliseconds, as Apache's ShuffleHandler).
/// </summary>
internal sealed class HostBusyException(TimeSpan pause) : Exception($"to be asked again after {pause}")
{
    internal TimeSpan Pause { get; } = pause;
}
