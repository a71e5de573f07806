using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce;

/// <summary>What a job is: where it reads, what it does, where it writes. Immutable, made by <see cref="JobBuilder"/>; it can be run more than once.</summary>
public sealed class Job
{
    internal Job(JobParts parts) => Parts = parts;

    public string Name => Parts.Name;

    public Configuration Configuration => Parts.Configuration;

    /// <summary>Files, directories and patterns.</summary>
    public IReadOnlyList<string> InputPaths => Parts.InputPaths;

    /// <summary>A directory that must not exist yet.</summary>
    public string OutputPath => Parts.OutputPath;

    /// <summary>Reduce tasks; 0 when what the mapper writes is the output.</summary>
    public int Reducers => Parts.Reducers;

    internal JobParts Parts { get; }

    /// <summary>How another process can make the same job; null when only this one can.</summary>
    internal JobOrigin? Origin { get; private init; }

    /// <summary>The same job under this name, from there.</summary>
    internal Job Named(string name, JobOrigin? origin) => new(Parts with { Name = name }) { Origin = origin };

    /// <summary>The same job with one more property.</summary>
    internal Job With(string property, string value)
    {
        var configuration = new Configuration(Configuration);
        configuration.Set(property, value);
        return new Job(Parts with { Configuration = configuration }) { Origin = Origin };
    }

    /// <summary>The job that a program describes.</summary>
    /// <exception cref="JobDefinitionException">It is not one that can run; the message says what to change.</exception>
    public static Job From(IJobProgram program, string[] args, Configuration configuration)
    {
        var builder = new JobBuilder(configuration).Named(program.GetType().Name);
        program.Configure(builder, args);
        return new Job(builder.Build().Parts) { Origin = JobOrigin.Of(program, args) };
    }
}
