using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.MapReduce.Sort;
using Hathi.Records;
using Hathi.Records.Compression;
using Hathi.Records.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>A job with map outputs on a node, and a reduce of it.</summary>
public abstract class FetchTests : IAsyncLifetime
{
    private const string Application = "application_1700000000000_0007";

    private static readonly JobId s_job = new("1700000000000", 7);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-fetch");
    private ShuffleService _service = null!;
    private FileSystem _files = null!;

    /// <summary>Of the job.</summary>
    private protected byte[] Secret { get; } = [1, 2, 3, 4];

    /// <summary>Has all outputs that are written.</summary>
    private protected ShuffleService Service => _service;

    public ValueTask InitializeAsync()
    {
        _service = Start(NullLogger.Instance);
        _files = FileSystems.Get(new Uri("file:///"), new Configuration());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _files.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Another node that has the same outputs.</summary>
    private protected ShuffleService Start(ILogger log)
    {
        var service = ShuffleService.Start(
            new ShuffleOptions { Address =
                new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [Path.Combine(_directory.FullName, "nm")] }, log);
        service.AddApplication(Application, "ada", new Hadoop.Tokens.Token([], Secret, "mapreduce.job", "").ToBytes());
        return service;
    }

    private protected static TaskAttemptId Map(int number, int attempt = 0) => new(new TaskId(s_job, TaskKind.Map, number), attempt);

    private protected MapOutputPlace Place(TaskAttemptId map) => new(map, "127.0.0.1", _service.Address.Port, IsLost: false);

    private protected string Write(TaskAttemptId map, IEnumerable<(byte[] Key, byte[] Value)> records, CompressionCodec? codec)
    {
        var directory = Path.Combine(_directory.FullName, "nm", "usercache", "ada", "appcache", Application, "output", map.ToString());
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, IFile.OutputName);
        var index = new IndexRecord[2];
        using (var writer = new IFileWriter(path, codec))
        {
            for (var partition = 0; partition < index.Length; partition++)
            {
                writer.BeginSegment();
                foreach (var (key, value) in records)
                {
                    writer.Append(key, value);
                }

                index[partition] = writer.EndSegment();
            }

            writer.Flush();
        }

        SpillIndex.Write(path + IFile.IndexSuffix, index);
        return path;
    }

    private protected TaskState State() => State(new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Reduce<R>());

    private protected TaskState State(JobBuilder builder) => State(builder, s_job);

    private protected TaskState State(JobBuilder builder, JobId id)
    {
        var job = builder.Build();
        var context = new JobContext(job, id, new JobFileSystems(_files, job.Configuration));
        var directory = Path.Combine(_directory.FullName, "reduce");
        Directory.CreateDirectory(directory);
        return new TaskState(
            context,
            new TaskAttemptId(new TaskId(id, TaskKind.Reduce, 1), 0),
            directory,
            job.Parts.OutputFormat.CreateCommitter(context),
            CancellationToken.None);
    }

    private protected sealed class M : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text value, Context context)
        {
        }
    }

    private protected sealed class R : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text key, Values<Text> values, Context context)
        {
        }
    }

    private protected sealed class PlainOrder : BytesComparer
    {
        protected override ReadOnlySpan<byte> Body(ReadOnlySpan<byte> key) => key;
    }
}
