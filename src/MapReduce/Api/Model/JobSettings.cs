using Hathi.Hadoop.Conf;
using Hathi.Records.Compression;

namespace Hathi.MapReduce;

/// <summary>The engine's limits, from the job's configuration under Hadoop's names and with its defaults unless said otherwise.</summary>
internal sealed record JobSettings
{
    /// <summary>MiB; offsets in the buffer have 32 bits, and Hadoop's have 31.</summary>
    private const int MaxSortBuffer = 2047;

    /// <summary>Where intermediate files go when no node says so.</summary>
    internal const string LocalDirectoriesKey = "mapreduce.cluster.local.dir";

    /// <summary>
    /// mapreduce.task.io.sort.mb: bytes of a map's sort buffer. When not said, 100 MiB as in Hadoop, but in a container at least three tenths of its memory
    /// (mapreduce.map.memory.mb), which holds what a map makes of a block: one spill, no merge. Only what is used of it takes memory.
    /// </summary>
    internal required long SortBytes { get; init; }

    /// <summary>mapreduce.task.io.sort.factor (10): runs merged at once.</summary>
    internal required int SortFactor { get; init; }

    /// <summary>mapreduce.map.combine.minspills (3): with fewer spills the combiner does not run again in the merge.</summary>
    internal required int MinSpillsToCombine { get; init; }

    /// <summary>
    /// mapreduce.map.output.compress (false) and mapreduce.map.output.compress.codec (DefaultCodec): how intermediate files are packed; null when they are not.
    /// </summary>
    internal required CompressionCodec? MapOutputCodec { get; init; }

    /// <summary>mapreduce.map.maxattempts (4).</summary>
    internal required int MapAttempts { get; init; }

    /// <summary>mapreduce.reduce.maxattempts (4).</summary>
    internal required int ReduceAttempts { get; init; }

    /// <summary>mapreduce.local.map.tasks.maximum: maps at a time in one process (the number of processors; Hadoop's local runner has 1).</summary>
    internal required int ParallelMaps { get; init; }

    /// <summary>mapreduce.local.reduce.tasks.maximum: reducers at a time in one process (the number of processors; Hadoop's has 1).</summary>
    internal required int ParallelReduces { get; init; }

    /// <summary>mapreduce.cluster.local.dir (${hadoop.tmp.dir}/mapred/local): where intermediate files go, in turns.</summary>
    internal required IReadOnlyList<string> LocalDirectories { get; init; }

    /// <exception cref="JobDefinitionException">A value is out of range.</exception>
    /// <exception cref="ConfigurationException">A value is no number.</exception>
    internal static JobSettings From(Configuration configuration)
    {
        var processors = Environment.ProcessorCount;
        var directories = configuration.GetStrings(LocalDirectoriesKey);
        return new JobSettings
        {
            SortBytes = (long)Number(configuration, "mapreduce.task.io.sort.mb", DefaultSortBuffer(configuration), 1, MaxSortBuffer) << 20,
            SortFactor = Number(configuration, "mapreduce.task.io.sort.factor", 10, 2, 10_000),
            MinSpillsToCombine = Number(configuration, "mapreduce.map.combine.minspills", 3, 1, int.MaxValue),
            MapOutputCodec = configuration.GetBool("mapreduce.map.output.compress", false)
                ? CompressionCodec.ByProperty(configuration, "mapreduce.map.output.compress.codec", CompressionCodec.Default)
                : null,
            MapAttempts = Number(configuration, "mapreduce.map.maxattempts", 4, 1, 100),
            ReduceAttempts = Number(configuration, "mapreduce.reduce.maxattempts", 4, 1, 100),
            ParallelMaps = Number(configuration, "mapreduce.local.map.tasks.maximum", processors, 1, 1024),
            ParallelReduces = Number(configuration, "mapreduce.local.reduce.tasks.maximum", processors, 1, 1024),
            LocalDirectories = directories.Count > 0 ? directories : [Path.Combine(configuration.GetString("hadoop.tmp.dir", Path.GetTempPath()), "mapred", "local")],
        };
    }

    private static int DefaultSortBuffer(Configuration configuration) => configuration.GetString("mapreduce.framework.name", "local") == "yarn"
        ? (int)Math.Clamp(configuration.GetLong("mapreduce.map.memory.mb", 1024) * 3 / 10, 100, MaxSortBuffer)
        : 100;

    internal static int Number(Configuration configuration, string name, int otherwise, int min, int max)
    {
        var value = configuration.GetInt(name, otherwise);
        return value >= min && value <= max ? value : throw new JobDefinitionException($"{name} = {value}: it must be from {min} to {max}.");
    }
}
