using Hathi.Hadoop.Conf;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>A job that runs: what formats and tasks may know of it. Safe from any thread.</summary>
public sealed class JobContext
{
    internal JobContext(Job job, JobId id, JobFileSystems fileSystems)
    {
        Job = job;
        Id = id;
        FileSystems = fileSystems;
    }

    public Job Job { get; }

    public JobId Id { get; }

    public JobFileSystems FileSystems { get; }

    public Configuration Configuration => Job.Configuration;

    internal SerializerSet Serializers => Job.Serializers;
}
