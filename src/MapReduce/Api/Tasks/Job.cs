using Hathi.Hadoop.Conf;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// What a job is: where it reads, what it does, where it writes. Immutable, made by <see cref="JobBuilder"/>; it can be run more than once.
/// What it is made of (<see cref="JobParts"/>) only those know who run it: formats, mappers and reducers, its parts, are given the job.
/// </summary>
public abstract class Job
{
    private protected Job()
    {
    }

    public abstract string Name { get; }

    public abstract Configuration Configuration { get; }

    /// <summary>Files, directories and patterns.</summary>
    public abstract IReadOnlyList<string> InputPaths { get; }

    /// <summary>A directory that must not exist yet.</summary>
    public abstract string OutputPath { get; }

    /// <summary>Reduce tasks; 0 when what the mapper writes is the output.</summary>
    public abstract int Reducers { get; }

    internal abstract SerializerSet Serializers { get; }
}
