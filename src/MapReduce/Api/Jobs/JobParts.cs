using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Partition;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>What a job is made of, as <see cref="JobBuilder"/> has checked it.</summary>
internal sealed record JobParts
{
    internal required string Name { get; init; }

    internal required Configuration Configuration { get; init; }

    internal required JobSettings Settings { get; init; }

    internal required IReadOnlyList<string> InputPaths { get; init; }

    internal required string OutputPath { get; init; }

    internal required int Reducers { get; init; }

    /// <summary>Where records come from, at least one.</summary>
    internal required IReadOnlyList<JobSource> Sources { get; init; }

    internal required OutputFormat OutputFormat { get; init; }

    /// <summary>By name, what tasks may write beside their output.</summary>
    internal required IReadOnlyDictionary<string, OutputFormat> NamedOutputs { get; init; }

    internal required Func<Reducer>? CreateCombiner { get; init; }

    internal required Func<Reducer>? CreateReducer { get; init; }

    /// <summary>Makes a Partitioner of the mapper's output types; null for the hash of the key.</summary>
    internal required Func<object>? CreatePartitioner { get; init; }

    /// <summary>Samples the keys for ranges; null when reducers get no ranges.</summary>
    internal required InputSampler? Sampler { get; init; }

    internal required RawComparer? SortOrder { get; init; }

    internal required RawComparer? Grouping { get; init; }

    internal required SerializerSet Serializers { get; init; }
}
