using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Output;

public sealed class FileOutputCommitterTests : IDisposable
{
    private readonly JobBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Works_under_Hadoops_names()
    {
        var files = Prepare();
        var result = await RunAsync(files);
        var log = string.Join('\n', files.Log)
            .Replace(_bench.Out, "OUT", StringComparison.Ordinal)
            .Replace(result.Id.ToString()[4..], "J", StringComparison.Ordinal).Split('\n');
        Assert.Equal("mkdir OUT/_temporary/0", log[0]);
        Assert.Contains("create OUT/_temporary/0/_temporary/attempt_J_r_000001_0/part-r-00001", log);
        Assert.Contains("rename OUT/_temporary/0/_temporary/attempt_J_r_000001_0 OUT/_temporary/0/task_J_r_000001", log);
        Assert.Contains("rename OUT/_temporary/0/task_J_r_000001/part-r-00001 OUT/part-r-00001", log);
        Assert.Equal(["delete OUT/_temporary", "create OUT/_SUCCESS"], log[^2..]);
        Assert.Equal(
            ["_SUCCESS", "part-r-00000", "part-r-00001"],
            Directory.GetFileSystemEntries(_bench.Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// The process dies at every change in turn: without _SUCCESS no file is half there, and before the job's commit none is there at all.
    /// </summary>
    [Fact]
    public async Task A_crash_at_any_change_leaves_no_partial_output()
    {
        var whole = Prepare();
        await RunAsync(whole);
        var expected = Contents();
        var commitStarts = whole.Log.ToList()
            .FindIndex(l => l.StartsWith("rename", StringComparison.Ordinal) && l.EndsWith("/part-r-00000", StringComparison.Ordinal));
        Assert.True(commitStarts > 4);

        for (var crash = 0; crash < whole.Changes; crash++)
        {
            Directory.Delete(_bench.Out, recursive: true);
            var files = Prepare();
            files.CrashAt = crash;
            await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(files));
            var there = Contents();
            Assert.DoesNotContain("_SUCCESS", there.Keys);
            Assert.All(there, file => Assert.Equal(expected[file.Key], file.Value));
            if (crash <= commitStarts - 1)
            {
                Assert.Empty(there);
            }

            Directory.CreateDirectory(_bench.Out);
        }
    }

    [Fact]
    public async Task Readers_see_no_output_while_tasks_run()
    {
        var files = Prepare();
        var committing = false;
        files.Changed = () =>
        {
            committing |= files.Log.Last().Contains("/task_", StringComparison.Ordinal)
                && files.Log.Last().EndsWith("/part-r-00000", StringComparison.Ordinal);
            Assert.True(committing || Contents().Count == 0);
        };
        await RunAsync(files);
        Assert.True(committing);
    }

    [Fact]
    public async Task An_output_directory_that_exists_is_refused_in_Hadoops_words()
    {
        var files = Prepare();
        Directory.CreateDirectory(_bench.Out);
        var e = await Assert.ThrowsAsync<FileAlreadyExistsException>(() => RunAsync(files));
        Assert.Equal($"Output directory hdfs://127.77.18.1:8020{_bench.Out} already exists", e.Message);
        Assert.Empty(files.Log);
    }

    [Fact]
    public async Task A_failed_job_leaves_nothing_below_temporary()
    {
        _bench.Write("a.txt", "x\n"u8);
        await Assert.ThrowsAsync<JobFailedException>(() => _bench.RunAsync(_bench.Job().Map(() => new Fails())));
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Out));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Root, "tmp", "mapred", "local")));
    }

    private FaultyFileSystem Prepare()
    {
        _bench.Write("a.txt", "one two three\n"u8);
        _bench.Write("b.txt", "two three four\n"u8);
        return new FaultyFileSystem(new LocalFileSystem(_bench.Configuration));
    }

    private Task<JobResult> RunAsync(FaultyFileSystem files)
    {
        var configuration = new Configuration(_bench.Configuration);
        configuration.Set("mapreduce.job.reduces", "2");
        configuration.Set("mapreduce.local.reduce.tasks.maximum", "1");
        configuration.Set("mapreduce.reduce.maxattempts", "1");
        return JobBench.RunAsync(
            Job.From(new WordCount(), [_bench.In, _bench.Out], configuration),
            files,
            NoProgress.Instance,
            TestContext.Current.CancellationToken);
    }

    // What a job or a user would take for output.
    private Dictionary<string, string> Contents() => !Directory.Exists(_bench.Out)
        ? []
        : Directory.GetFiles(_bench.Out)
            .Where(f => Path.GetFileName(f)[0] != '.')
            .ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);

    private sealed class Fails : Mapper<long, Text, Text, Null>
    {
        public override void Map(long key, Text value, Context context)
        {
            context.Write(value, Null.Value);
            throw new InvalidOperationException("no");
        }
    }
}
