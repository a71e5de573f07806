using Hathi.Hadoop.Conf;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>A job as <see cref="JobBuilder"/> has made it; there are no others.</summary>
/// <param name="parts">What it is made of.</param>
/// <param name="origin">How another process can make the same job; null when only this one can.</param>
internal sealed class BuiltJob(JobParts parts, JobOrigin? origin) : Job
{
    public override string Name => Parts.Name;

    public override Configuration Configuration => Parts.Configuration;

    public override IReadOnlyList<string> InputPaths => Parts.InputPaths;

    public override string OutputPath => Parts.OutputPath;

    public override int Reducers => Parts.Reducers;

    internal override SerializerSet Serializers => Parts.Serializers;

    internal JobParts Parts { get; } = parts;

    internal JobOrigin? Origin { get; } = origin;
}

/// <summary>What those see of a job who run it.</summary>
internal static class BuiltJobs
{
    extension(Job job)
    {
        /// <summary>What it is made of.</summary>
        internal JobParts Parts => ((BuiltJob)job).Parts;

        /// <summary>How another process can make the same job; null when only this one can.</summary>
        internal JobOrigin? Origin => ((BuiltJob)job).Origin;

        /// <summary>The same job under this name, from there.</summary>
        internal Job Named(string name, JobOrigin? origin) => new BuiltJob(job.Parts with { Name = name }, origin);

        /// <summary>The same job with one more property.</summary>
        internal Job With(string property, string value)
        {
            var configuration = new Configuration(job.Configuration);
            configuration.Set(property, value);
            return new BuiltJob(job.Parts with { Configuration = configuration }, job.Origin);
        }
    }

    extension(JobContext context)
    {
        /// <summary>What the job is made of.</summary>
        internal JobParts Parts => context.Job.Parts;
    }
}
