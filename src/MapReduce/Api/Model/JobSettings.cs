using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Records.Compression;

namespace Hathi.MapReduce;

/// <summary>The engine's limits, from the job's configuration under Hadoop's names and with its defaults unless said otherwise.</summary>
internal sealed record JobSettings
{
    /// <summary>
    /// mapreduce.task.io.sort.mb: bytes of a map's sort buffer. When not said, 100 MiB as in Hadoop, but in a container at least three
    /// tenths of its memory (mapreduce.map.memory.mb), which holds what a map makes of a block: one spill, no merge. Only what is
    /// used of it takes memory.
    /// </summary>
    internal required long SortBytes { get; init; }

    /// <summary>mapreduce.task.io.sort.factor (10): runs merged at once.</summary>
    internal required int SortFactor { get; init; }

    /// <summary>mapreduce.map.combine.minspills (3): with fewer spills the combiner does not run again in the merge.</summary>
    internal required int MinSpillsToCombine { get; init; }

    /// <summary>
    /// mapreduce.map.output.compress (false) and mapreduce.map.output.compress.codec (DefaultCodec): how intermediate files are packed;
    /// null when they are not.
    /// </summary>
    internal required CompressionCodec? MapOutputCodec { get; init; }

    /// <summary>mapreduce.map.maxattempts (4).</summary>
    internal required int MapAttempts { get; init; }

    /// <summary>mapreduce.reduce.maxattempts (4).</summary>
    internal required int ReduceAttempts { get; init; }

    /// <summary>
    /// mapreduce.local.map.tasks.maximum: maps at a time in one process (the number of processors; Hadoop's local runner has 1).
    /// </summary>
    internal required int ParallelMaps { get; init; }

    /// <summary>
    /// mapreduce.local.reduce.tasks.maximum: reducers at a time in one process (the number of processors; Hadoop's has 1).
    /// </summary>
    internal required int ParallelReduces { get; init; }

    /// <summary>mapreduce.cluster.local.dir (${hadoop.tmp.dir}/mapred/local): where intermediate files go, in turns.</summary>
    internal required IReadOnlyList<string> LocalDirectories { get; init; }

    /// <exception cref="JobDefinitionException">A value is out of range.</exception>
    /// <exception cref="ConfigurationException">A value is no number.</exception>
    internal static JobSettings From(Configuration configuration)
    {
        var processors = Environment.ProcessorCount;
        var directories = configuration.Get(TaskKeys.LocalDirectories);
        return new JobSettings
        {
            SortBytes = (long)Number(configuration, TaskKeys.SortMegabytes, DefaultSortBuffer(configuration)) << 20,
            SortFactor = Number(configuration, TaskKeys.SortFactor),
            MinSpillsToCombine = Number(configuration, TaskKeys.MinSpillsToCombine),
            MapOutputCodec = configuration.Get(TaskKeys.CompressMapOutput)
                ? CompressionCodec.ByProperty(configuration, TaskKeys.MapOutputCodec.Name, CompressionCodec.Default)
                : null,
            MapAttempts = Number(configuration, MapReduceKeys.MapAttempts),
            ReduceAttempts = Number(configuration, MapReduceKeys.ReduceAttempts),
            ParallelMaps = Number(configuration, TaskKeys.LocalMaps, processors),
            ParallelReduces = Number(configuration, TaskKeys.LocalReduces, processors),
            LocalDirectories = directories.Count > 0
                ? directories
                : [Path.Combine(configuration.Get(HdfsKeys.TemporaryDirectory, Path.GetTempPath()), "mapred", "local")],
        };
    }

    // Offsets in the buffer have 32 bits, and Hadoop's have 31: hence its maximum.
    private static int DefaultSortBuffer(Configuration configuration) => configuration.Get(MapReduceKeys.Framework) == "yarn"
        ? (int)Math.Clamp(configuration.Get(MapReduceKeys.MapMemory) * 3 / 10, TaskKeys.SortMegabytes.Default, TaskKeys.SortMegabytes.Most)
        : TaskKeys.SortMegabytes.Default;

    internal static int Number(Configuration configuration, Setting<int> setting) => Number(configuration, setting, setting.Default);

    /// <summary>A number of the job's own: out of its range the job is not what it must be, and says so as its other parts do.</summary>
    internal static int Number(Configuration configuration, Setting<int> setting, int otherwise)
    {
        var value = configuration.GetInt(setting.Name, otherwise);
        return value >= setting.Least && value <= setting.Most
            ? value
            : throw new JobDefinitionException($"{setting} = {value}: it must be from {setting.Least} to {setting.Most}.");
    }
}
