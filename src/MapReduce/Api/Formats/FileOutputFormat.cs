using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Output;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Output as files of a new directory: part-m-00000, part-r-00000, …, and _SUCCESS. Source: Apache <c>FileOutputFormat</c>.
/// </summary>
public abstract class FileOutputFormat<TKey, TValue> : OutputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>The codec that the job asks for; null when it asks for none.</summary>
    /// <exception cref="JobDefinitionException">There is no such codec.</exception>
    private protected static CompressionCodec? OutputCodec(TaskContext task, CompressionCodec otherwise) =>
        OutputCodec(task.Configuration, otherwise);

    public override async ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken)
    {
        OutputCodec(job.Configuration, CompressionCodec.Default);
        var output = job.FileSystems.Resolve(job.Job.OutputPath);
        if (await output.FileSystem.GetFileStatusAsync(output.Path, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new FileAlreadyExistsException($"Output directory {output} already exists", null);
        }
    }

    public override OutputCommitter CreateCommitter(JobContext job) => new FileOutputCommitter(
        job.FileSystems.Resolve(job.Job.OutputPath),
        job.Configuration.Get(MapReduceKeys.MasterAttempt),
        job.Configuration.Get(TaskKeys.MarkSuccess));

    private static CompressionCodec? OutputCodec(Configuration configuration, CompressionCodec otherwise) =>
        configuration.Get(TaskKeys.CompressOutput)
            ? CompressionCodec.ByProperty(configuration, TaskKeys.OutputCodec.Name, otherwise)
            : null;
}
