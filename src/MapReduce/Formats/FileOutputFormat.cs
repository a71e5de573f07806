using Hathi.Hdfs.Client;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Formats;

/// <summary>Output as files of a new directory: part-m-00000, part-r-00000, …, and _SUCCESS. Source: Apache <c>FileOutputFormat</c>.</summary>
public abstract class FileOutputFormat<TKey, TValue> : OutputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    public override async ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken)
    {
        var output = job.FileSystems.Resolve(job.Job.OutputPath);
        if (await output.FileSystem.GetFileStatusAsync(output.Path, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new FileAlreadyExistsException($"Output directory {output} already exists", null);
        }
    }

    public override OutputCommitter CreateCommitter(JobContext job) => new FileOutputCommitter(
        job.FileSystems.Resolve(job.Job.OutputPath),
        job.Configuration.GetInt("mapreduce.job.application.attempt.id", 0),
        job.Configuration.GetBool("mapreduce.fileoutputcommitter.marksuccessfuljobs", true));
}
