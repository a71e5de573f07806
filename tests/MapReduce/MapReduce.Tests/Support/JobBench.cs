using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Tests.Support;

/// <summary>A directory of its own, with what it takes to run small jobs in it.</summary>
internal sealed class JobBench : IDisposable
{
    internal JobBench()
    {
        Root = Directory.CreateTempSubdirectory("hathi-mr-").FullName;
        Configuration.Set("hadoop.tmp.dir", Path.Combine(Root, "tmp"));
    }

    internal string Root { get; }

    internal Configuration Configuration { get; } = new();

    internal string In => Path.Combine(Root, "in");

    internal string Out => Path.Combine(Root, "out");

    internal JobBuilder Job() => new JobBuilder(Configuration).Input(In).Output(Out);

    /// <summary>Writes a file of the input directory.</summary>
    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(In);
        var path = Path.Combine(In, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    internal Task<JobResult> RunAsync(JobBuilder job) => RunAsync(job.Build());

    internal Task<JobResult> RunAsync(Job job) =>
        RunAsync(job, new LocalFileSystem(Configuration), NoProgress.Instance, TestContext.Current.CancellationToken);

    internal static Task<JobResult> RunAsync(Job job, FileSystem fileSystem, IJobProgress progress, CancellationToken cancellationToken) =>
        new LocalJobRunner(fileSystem).RunAsync(job, progress, cancellationToken);

    /// <summary>The lines of all part files, in the order of the files.</summary>
    internal string[] Lines() => [.. Directory.GetFiles(Out, "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
