using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>The limits of a reduce that fetches. Hadoop's keys and defaults are given in brackets.</summary>
internal sealed record FetchOptions
{
    /// <summary>Hosts fetched from at a time (mapreduce.reduce.shuffle.parallelcopies, 5).</summary>
    internal int Fetchers { get; init; } = TaskKeys.Fetchers.Default;

    /// <summary>Map outputs asked for in one request (Apache's constant, 20).</summary>
    internal int MapsPerRequest { get; init; } = 20;

    /// <summary>Bytes of map outputs kept in memory (mapreduce.reduce.shuffle.input.buffer.percent, 0.7 of the heap).</summary>
    internal long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>
    /// An output larger than this share of the memory goes to disk (mapreduce.reduce.shuffle.memory.limit.percent, 0.25).
    /// </summary>
    internal double LargestShare { get; init; } = 0.25;

    /// <summary>Filled to this share, memory is merged to disk (mapreduce.reduce.shuffle.merge.percent, 0.66).</summary>
    internal double MergeShare { get; init; } = 0.66;

    /// <summary>(mapreduce.reduce.shuffle.connect.timeout, 180 s; ours less, for a host that is gone must be told soon)</summary>
    internal TimeSpan ConnectTimeout { get; init; } = TaskKeys.FetchConnectTimeout.Default;

    /// <summary>Nothing read for so long fails a request (mapreduce.reduce.shuffle.read.timeout, 180 s; ours less).</summary>
    internal TimeSpan ReadTimeout { get; init; } = TaskKeys.FetchReadTimeout.Default;

    /// <summary>A host that failed is left alone so long, times 1.3 for each failure in a row (Apache: 10 s; ours starts sooner).</summary>
    internal TimeSpan Penalty { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two lines of a reduce about a node that puts it off.</summary>
    internal TimeSpan BusyNotice { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where these lines go.</summary>
    internal TextWriter Log { get; init; } = TextWriter.Null;

    /// <summary>The name of the node that the reduce runs on, as map outputs name it; empty: not known.</summary>
    internal string OwnHost { get; init; } = "";

    /// <summary>The longest penalty.</summary>
    internal TimeSpan LongestPenalty { get; init; } = TimeSpan.FromSeconds(30);
}
