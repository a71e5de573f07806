namespace Hathi.MapReduce.Master.Mapping;

/// <summary>
/// The most that a request to a job's master may hold, beyond the bytes of a call. What workers and clients send is kept for each attempt,
/// told to every client and written to history. Texts are counted in UTF-16 characters.
/// </summary>
internal static class RequestLimits
{
    /// <summary>Characters of a worker's status line, of which the first are kept (mapreduce.task.max.status.length).</summary>
    internal const int StatusCharacters = 512;

    /// <summary>
    /// Characters of the message of a failure, or of who kills the job, of which the first are kept: it is told to every client
    /// and written to history.
    /// </summary>
    internal const int MessageCharacters = 64 * 1024;

    /// <summary>Characters of a container's id; it is a key of what the master remembers. Apache's have under 60.</summary>
    internal const int ContainerCharacters = 255;

    /// <summary>
    /// Counters of an attempt, of which the first are kept: those that a task's program may make (Apache's limit,
    /// mapreduce.job.counters.max, 120, is one that jobs raise), and those of the engine, some dozens, which may come after them.
    /// </summary>
    internal const int Counters = JobCounters.Most + 1_000;

    /// <summary>
    /// Characters of the name of a counter or of its group, of which the first are kept. Apache keeps 64 and 128, and jobs raise that.
    /// </summary>
    internal const int CounterNameCharacters = 1_024;

    /// <summary>Map outputs that a reduce could not fetch, in one call: all of the largest jobs that there are.</summary>
    internal const int FailedFetches = 100_000;

    /// <summary>Longer takes no phase of an attempt, milliseconds: ten years.</summary>
    internal const long PhaseMillis = 10L * 366 * 24 * 3600 * 1000;

    /// <summary>
    /// Bytes that an attempt has read, or records that it has spilled: 16 TiB, of which those of half a million attempts still add up to a
    /// long. A figure beyond is taken for this one.
    /// </summary>
    internal const long AttemptFigure = 1L << 44;
}
