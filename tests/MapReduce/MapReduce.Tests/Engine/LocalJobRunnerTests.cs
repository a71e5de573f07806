using System.Collections.Concurrent;
using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Engine;

public sealed class LocalJobRunnerTests : IDisposable
{
    private readonly JobBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Without_a_reducer_the_mappers_output_is_the_jobs()
    {
        _bench.Write("small.txt", "b\na\n"u8);
        _bench.Write("large.txt", "zzz\nyyy\n"u8);
        var result = await _bench.RunAsync(_bench.Job().Map<Upper>());
        Assert.Equal(["ZZZ", "YYY"], File.ReadAllLines(Path.Combine(_bench.Out, "part-m-00000")));
        Assert.Equal(["B", "A"], File.ReadAllLines(Path.Combine(_bench.Out, "part-m-00001")));
        Assert.Equal(4, result.Counters[TaskCounter.MapOutputRecords].Value);
        Assert.Equal((2, 0), (result.Maps, result.Reducers));
    }

    [Fact]
    public async Task Empty_input_gives_empty_output()
    {
        _bench.Write("a.txt", []);
        var result = await _bench.RunAsync(Job.From(new WordCount(), [_bench.In, _bench.Out], _bench.Configuration));
        Assert.Equal("", File.ReadAllText(Path.Combine(_bench.Out, "part-r-00000")));
        Assert.Equal(0, result.Counters[TaskCounter.MapInputRecords].Value);
    }

    [Fact]
    public async Task A_map_that_fails_is_tried_four_times()
    {
        _bench.Write("a.txt", "x\ny\n"u8);
        var attempts = new ConcurrentQueue<string>();
        var progress = new Watcher();
        var job = _bench.Job().Map(() => new Flaky(attempts, failures: 3)).Build();
        var result = await JobBench.RunAsync(
            job, new LocalFileSystem(_bench.Configuration), progress, TestContext.Current.CancellationToken);
        Assert.Equal(["x", "y"], _bench.Lines());
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"attempt_{result.Id.ToString()[4..]}_m_000000_{i}"), attempts);
        Assert.Equal(3, progress.Failures.Count);
        Assert.Equal(4, result.Counters[JobCounter.TotalLaunchedMaps].Value);
        Assert.Equal(3, result.Counters[JobCounter.NumFailedMaps].Value);
        Assert.Equal(2, result.Counters[TaskCounter.MapInputRecords].Value);
    }

    [Fact]
    public async Task A_record_that_the_mapper_cannot_take_is_named()
    {
        _bench.Write("a.txt", "1\n22\nthree\u0001\n4\n"u8);
        var e = await Assert.ThrowsAsync<JobFailedException>(() => _bench.RunAsync(_bench.Job().Map<Parse>()));
        Assert.Matches(
            $"^job_local[0-9]+_[0-9]+ \\(job\\) failed because task_local[0-9]+_[0-9]+_m_000000 failed 4 times; the last time: "
            + $"Parse failed at byte 5 of file:{_bench.In}/a.txt, which starts \"three\\.\": FormatException: "
            + "'three\u0001' is not a whole number of 64 bits\\.$",
            e.Message);
        Assert.Equal(4, e.Counters[JobCounter.NumFailedMaps].Value);
    }

    [Fact]
    public async Task A_key_that_the_reducer_cannot_take_is_named()
    {
        _bench.Write("a.txt", "good\nbad\n"u8);
        var e = await Assert.ThrowsAsync<JobFailedException>(() => _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Picky>()));
        Assert.EndsWith(
            "_r_000000 failed 4 times; the last time: Picky failed on the key \"bad\": InvalidOperationException: I do not like it",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_job_and_leaves_no_output()
    {
        _bench.Write("a.txt", new byte[3 << 20]);
        _bench.Write("b.txt", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("line\n", 400_000))));
        using var stop = new CancellationTokenSource();
        var job = _bench.Job().Map(() => new Stops(stop)).Reduce<Picky>().Build();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => JobBench.RunAsync(job, new LocalFileSystem(_bench.Configuration), NoProgress.Instance, stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Out));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_code_that_never_returns()
    {
        _bench.Write("a.txt", "x\n"u8);
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var job = _bench.Job().Map(() => new Hangs(stop, release)).Build();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => JobBench.RunAsync(job, new LocalFileSystem(_bench.Configuration), NoProgress.Instance, stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Out));
        release.Set();
    }

    [Fact]
    public async Task Progress_ends_with_everything_done()
    {
        _bench.Write("a.txt", "a b c\n"u8);
        var progress = new Watcher();
        var job = Job.From(new WordCount(), [_bench.In, _bench.Out], _bench.Configuration);
        await JobBench.RunAsync(job, new LocalFileSystem(_bench.Configuration), progress, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), progress.Started);
        var last = progress.Last!;
        Assert.Equal(
            (1, 1, 1.0, 1, 1, 1.0), (last.MapsDone, last.Maps, last.MapFraction, last.ReducersDone, last.Reducers, last.ReduceFraction));
        Assert.Equal((6, 6), (last.BytesRead, last.BytesTotal));
    }

    /// <summary>Random records through tiny buffers, any number of spills and passes, against the same computed by LINQ.</summary>
    [Fact]
    public async Task What_comes_out_is_what_LINQ_computes()
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var random = new SeededRandom(seed);
            var lines = Enumerable.Range(0, random.Next(4000))
                .Select(_ => Encoding.ASCII.GetString(random.Bytes(random.Next(random.Chance(0.1) ? 3000 : 12), "abc"u8))).ToList();
            _bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
            var partitions = random.Next(1, 5);
            var job = _bench.Job().Map<Keys>().Reduce<Count>().Reducers(partitions)
                .Set("mapreduce.task.io.sort.mb", "1").Set("mapreduce.task.io.sort.factor", "2")
                .Set("mapreduce.input.fileinputformat.split.maxsize", (20_000 + random.Next(3_000_000)).ToString());
            if (random.Chance(0.5))
            {
                job.Combine<AddUp>();
            }

            var result = await _bench.RunAsync(job);
            var expected = lines.GroupBy(l => l, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Key}\t{g.Count()}");
            Assert.True(expected.SequenceEqual(_bench.Lines().Order(StringComparer.Ordinal).ToList()), $"seed {seed}");
            Assert.Equal(lines.Count, result.Counters[TaskCounter.MapInputRecords].Value);
            foreach (var part in Directory.GetFiles(_bench.Out, "part-r-*"))
            {
                Assert.Equal(File.ReadLines(part).Order(StringComparer.Ordinal), File.ReadLines(part));
            }

            Directory.Delete(_bench.Out, recursive: true);
        }
    }

    [Fact]
    public async Task A_combiner_changes_counts_of_records_and_nothing_else()
    {
        var random = new SeededRandom(5);
        var text = new MemoryStream();
        for (var i = 0; i < 150_000; i++)
        {
            // First many different keys, where combining does not pay, then few.
            text.Write(random.Bytes(i < 80_000 ? 9 : 2, "abcdefgh"u8));
            text.WriteByte((byte)'\n');
        }

        _bench.Write("a.txt", text.ToArray());
        _bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        var plain = await _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Count>());
        var expected = _bench.Lines();
        Directory.Delete(_bench.Out, recursive: true);
        var combined = await _bench.RunAsync(_bench.Job().Map<Keys>().Combine<AddUp>().Reduce<Count>());
        Assert.Equal(expected, _bench.Lines());
        Assert.Equal(150_000, plain.Counters[TaskCounter.ReduceInputRecords].Value);
        Assert.True(combined.Counters[TaskCounter.ReduceInputRecords].Value < 100_000);
        Assert.True(combined.Counters[TaskCounter.CombineInputRecords].Value > combined.Counters[TaskCounter.CombineOutputRecords].Value);
    }

    [Fact]
    public async Task A_combiner_is_never_run_without_a_value()
    {
        // So long that no two of them fit where the combiner's table keeps the values of a key.
        string[] values = [new('a', 300), new('b', 400), new('c', 400), new('d', 500)];
        _bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Join('\n', values)));
        await _bench.RunAsync(_bench.Job().Map<OneKey>().Combine<Shortest>().Reduce<Shortest>());
        Assert.Equal(["key\t" + values[0]], _bench.Lines());
    }

    [Fact]
    public async Task Output_files_have_the_jobs_replication_and_block_size_whatever_the_file_system_was_opened_with()
    {
        _bench.Write("a.txt", "a\n"u8);
        var files = new FaultyFileSystem(new LocalFileSystem(_bench.Configuration));
        var job = _bench.Job().Map<Keys>().Reduce<Count>().Set("dfs.replication", "2").Set("dfs.blocksize", "1m").Build();
        await JobBench.RunAsync(job, files, NoProgress.Instance, TestContext.Current.CancellationToken);
        Assert.Contains(files.Created, static o => (o.Replication, o.BlockSize) == (2, 1 << 20));
    }

    [Fact]
    public async Task A_record_larger_than_the_buffer_passes()
    {
        var large = new string('x', 3 << 20);
        _bench.Write("a.txt", Encoding.ASCII.GetBytes($"b\n{large}\na\n"));
        await _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Count>().Reducers(2).Set("mapreduce.task.io.sort.mb", "1"));
        Assert.Equal(["a\t1", "b\t1", large + "\t1"], _bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Records_go_where_the_partitioner_says()
    {
        _bench.Write("a.txt", "1\n2\n3\n4\n5\n6\n"u8);
        await _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Count>().Reducers(2).PartitionBy(() => new OddEven()));
        Assert.Equal(["2\t1", "4\t1", "6\t1"], File.ReadAllLines(Path.Combine(_bench.Out, "part-r-00000")));
        Assert.Equal(["1\t1", "3\t1", "5\t1"], File.ReadAllLines(Path.Combine(_bench.Out, "part-r-00001")));
    }

    [Fact]
    public async Task A_partition_out_of_range_is_an_error()
    {
        _bench.Write("a.txt", "7x\n"u8);
        var e = await Assert.ThrowsAsync<JobFailedException>(
            () => _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Count>().Reducers(2).PartitionBy(() => new OddEven())));
        Assert.Contains("OddEven answered partition -1; it must be from 0 to 1.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_sort_by_one_order_and_group_by_another()
    {
        // "user,time": sorted by both, grouped by user: the first value is the earliest.
        _bench.Write("a.txt", "bo,3\nal,2\nbo,1\nal,9\nbo,2\n"u8);
        await _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<First>().GroupBy(new ByUser()));
        Assert.Equal(["al,2\t2", "bo,1\t3"], _bench.Lines());
    }

    [Fact]
    public async Task Keys_sort_backwards_when_asked()
    {
        _bench.Write("a.txt", "a\nc\nb\nc\n"u8);
        await _bench.RunAsync(_bench.Job().Map<Keys>().Combine<AddUp>().Reduce<Count>().SortBy(new Backwards()));
        Assert.Equal(["c\t2", "b\t1", "a\t1"], _bench.Lines());
    }

    [Fact]
    public async Task Intermediate_data_without_a_place_is_the_environments_fault()
    {
        _bench.Write("a.txt", "a\n"u8);
        File.WriteAllText(Path.Combine(_bench.Root, "tmp"), "not a directory");
        var e = await Assert.ThrowsAsync<JobFailedException>(() => _bench.RunAsync(_bench.Job().Map<Keys>().Reduce<Count>()));
        Assert.Contains("Intermediate data cannot be kept in", e.Message, StringComparison.Ordinal);
        Assert.Contains("mapreduce.cluster.local.dir", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_do_what_they_say()
    {
        _bench.Write("a.txt", "one two two\nthree three three\n"u8);
        await _bench.RunAsync(Job.From(new Grep(), [_bench.In, _bench.Out, "^t.*e$"], _bench.Configuration));
        Assert.Equal([$"file:{_bench.In}/a.txt\tthree three three"], _bench.Lines());
        Directory.Delete(_bench.Out, recursive: true);
        await _bench.RunAsync(Job.From(new WordCount(), [_bench.In, _bench.Out], _bench.Configuration));
        await _bench.RunAsync(Job.From(new TopWords(), [_bench.Out, _bench.Out + "/top", "2"], _bench.Configuration));
        Assert.Equal(["three\t3", "two\t2"], File.ReadAllLines(Path.Combine(_bench.Out, "top", "part-r-00000")));
    }

    private sealed class Upper : Mapper<long, Text, Null, string>
    {
        public override void Map(long key, Text value, Context context) => context.Write(Null.Value, value.ToString().ToUpperInvariant());
    }

    private sealed class Keys : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context) => context.Write(value, 1);
    }

    private sealed class OneKey : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text value, Context context) => context.Write("key", value);
    }

    private sealed class Shortest : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text key, Values<Text> values, Context context)
        {
            var shortest = (string?)null;
            foreach (var value in values)
            {
                shortest = shortest is null || value.Length < shortest.Length ? value.ToString() : shortest;
            }

            context.Write(key, shortest ?? "");
        }
    }

    private sealed class Parse : Mapper<long, Text, long, Null>
    {
        public override void Map(long key, Text value, Context context) => context.Write(value.ToInt64(), Null.Value);
    }

    private sealed class Flaky(ConcurrentQueue<string> attempts, int failures) : Mapper<long, Text, Null, Text>
    {
        public override void Setup(Context context) => attempts.Enqueue(context.Attempt.ToString());

        public override void Map(long key, Text value, Context context)
        {
            context.Write(Null.Value, value);
            if (attempts.Count <= failures)
            {
                throw new IOException("not yet");
            }
        }
    }

    private sealed class Stops(CancellationTokenSource stop) : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
            stop.Cancel();
            context.Write(value, 1);
        }
    }

    private sealed class Hangs(CancellationTokenSource stop, ManualResetEventSlim release) : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
            stop.Cancel();
            release.Wait(CancellationToken.None);
        }
    }

    private sealed class Count : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }

    private sealed class AddUp : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }

    private sealed class First : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }

    private sealed class Picky : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context)
        {
            if (key == "bad"u8)
            {
                throw new InvalidOperationException("I do not like it");
            }
        }
    }

    private sealed class OddEven : Partitioner<Text, long>
    {
        public override int GetPartition(Text key, long value, int partitions) => key.Length > 1 ? -1 : (int)key.ToInt64() % partitions;
    }

    private sealed class ByUser : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a[1..3].SequenceCompareTo(b[1..3]);
    }

    private sealed class Backwards : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => b.SequenceCompareTo(a);
    }

    private sealed class Watcher : IJobProgress
    {
        internal (int Maps, int Reducers) Started { get; private set; }

        internal JobProgress? Last { get; private set; }

        internal ConcurrentQueue<string> Failures { get; } = new();

        void IJobProgress.Started(Job job, JobId id, int maps, int reducers) => Started = (maps, reducers);

        public void Report(JobProgress progress) => Last = progress;

        public void AttemptFailed(TaskAttemptId attempt, string message) => Failures.Enqueue(message);
    }
}
