namespace Hathi.MapReduce.Counting;

/// <summary>Counters that Hadoop prints whether anything was counted or not, for scripts look for them.</summary>
internal static class PrintedCounters
{
    private static readonly FileSystemCounter[] OfFiles =
    [
        FileSystemCounter.BytesRead, FileSystemCounter.BytesWritten, FileSystemCounter.ReadOps, FileSystemCounter.LargeReadOps,
        FileSystemCounter.WriteOps,
    ];

    private static readonly string[] ShuffleErrors = ["BAD_ID", "CONNECTION", "IO_ERROR", "WRONG_LENGTH", "WRONG_MAP", "WRONG_REDUCE"];

    /// <summary>Makes those that are not there.</summary>
    /// <param name="counters">Of the job.</param>
    /// <param name="scheme">Of the file system that it reads and writes.</param>
    /// <param name="reduces">Whether it has reducers.</param>
    internal static void ShowZeros(JobCounters counters, string scheme, bool reduces)
    {
        foreach (var named in (string[])["file", scheme])
        {
            foreach (var counter in OfFiles)
            {
                counters[named, counter].Increment(0);
            }
        }

        if (!reduces)
        {
            return;
        }

        counters[TaskCounter.FailedShuffle].Increment(0);
        foreach (var error in ShuffleErrors)
        {
            counters[CounterNames.Shuffle, error].Increment(0);
        }
    }
}
