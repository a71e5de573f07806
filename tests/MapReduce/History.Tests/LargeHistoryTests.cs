using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Tests;

/// <summary>What a history takes in memory has an end, whoever wrote it.</summary>
public sealed class LargeHistoryTests
{
    private const int Tasks = 20_000;
    private const long Most = 8 << 20;
    private static readonly HistoryFileName Name = new("job_1795343521049_0001", 5, "ada", "large", 34, 2, 1, "SUCCEEDED", "default", 11);
    private static readonly HistoryEntry Entry = new(Name, "/done/large.jhist", "/c", 34);
    private static readonly LoadLimits Unlimited = new(long.MaxValue, long.MaxValue, -1);
    private static readonly HistoryCounters Counters = HistoryFileTests.All.OfType<TaskFinished>().First().Counters;

    [Fact]
    public async Task A_file_is_read_as_it_comes_and_counters_are_kept_once()
    {
        var job = await ReadAsync(Tasks, Unlimited);
        Assert.Equal(Tasks, job.Tasks.Count);
        Assert.InRange(job.Weight, Tasks * 1_000, Tasks * 10_000);
        Assert.Null(job.NotLoaded);

        // A task has the counters of the attempt that did it, once.
        Assert.Same(job.Tasks[7].Attempts[0].Counters, job.Tasks[7].Counters);
    }

    [Fact]
    public async Task Of_one_that_takes_more_than_it_may_is_known_what_its_name_says_and_a_way_to_see_it()
    {
        var job = await ReadAsync(Tasks, Unlimited with { Memory = Most });
        Assert.Equal(
            "the tasks and counters of the job take more than 8 MiB of memory, and are not loaded; "
            + "`mapred job -history /done/large.jhist` shows it",
            job.NotLoaded);
        AssertIsByName(job);
    }

    [Fact]
    public async Task Of_a_file_that_is_too_long_only_the_beginning_is_read()
    {
        await using var file = new Growing(Tasks);
        var job = await CompletedJob.ReadAsync(
            Entry, new HistoryReader(file).ReadAsync(default), 3L << 30, Unlimited with { File = 2L << 30 });
        Assert.Equal(
            "the job's history has 3221225472 bytes, and those of more than 2147483648 are not loaded; "
            + "`mapred job -history /done/large.jhist` shows it",
            job.NotLoaded);
        AssertIsByName(job);
        Assert.InRange(file.Given, 1, Tasks / 2);
    }

    [Fact]
    public async Task Long_texts_weigh_too()
    {
        var events = Enumerable.Range(0, 100).Select(static n => (HistoryEvent)new AttemptUnsuccessful(
            $"task_1_0001_m_{n:000000}", "MAP", $"attempt_1_0001_m_{n:000000}_0", 1, "h", 1, "/r", "FAILED", new string('x', 65_536),
            null));
        AssertIsByName(await CompletedJob.ReadAsync(Entry, events.ToAsyncEnumerable(), 1, Unlimited with { Memory = Most }));
    }

    /// <summary>Apache's default is -1, and 0 is no limit either. What is known before the tasks stays: who may see the job.</summary>
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public async Task More_tasks_than_an_operator_wants_are_not_loaded(int most, bool isShown)
    {
        var job = await CompletedJob.ReadAsync(Entry, HistoryFileTests.All.ToAsyncEnumerable(), 1, Unlimited with { Tasks = most });
        Assert.Equal(3, job.TotalMaps + job.TotalReduces);
        Assert.NotEmpty(job.Acls);
        if (isShown)
        {
            Assert.Null(job.NotLoaded);
        }
        else
        {
            Assert.Contains("mapreduce.jobhistory.loadedjob.tasks.max", job.NotLoaded, StringComparison.Ordinal);
            Assert.NotEmpty(job.Masters);
            AssertIsByName(job);
        }
    }

    private static void AssertIsByName(CompletedJob job)
    {
        Assert.Equal(("SUCCEEDED", 34, 2, 1), (job.Status, job.FinishTime, job.FinishedMaps, job.FinishedReduces));
        Assert.Equal(11, job.LaunchTime);
        Assert.Empty(job.Tasks);
        Assert.Empty(job.TotalCounters.Groups);
        Assert.InRange(job.Weight, 0, 1 << 20);
    }

    private static async Task<CompletedJob> ReadAsync(int tasks, LoadLimits limits)
    {
        await using var file = new Growing(tasks);
        return await CompletedJob.ReadAsync(Entry, new HistoryReader(file).ReadAsync(default), 1, limits);
    }

    /// <summary>A history of so many maps, of which no more than a task is in memory.</summary>
    private sealed class Growing(int tasks) : MemoryStream
    {
        private int _next = -1;
        private byte[] _now = [];
        private int _at;

        /// <summary>Tasks of which something was read.</summary>
        public int Given => _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == _now.Length && _next < tasks)
            {
                (_now, _at) = (_next < 0 ? HistoryFile.Header() : Of(_next), 0);
                _next++;
            }

            var read = Math.Min(buffer.Length, _now.Length - _at);
            _now.AsSpan(_at, read).CopyTo(buffer.Span);
            _at += read;
            return new(read);
        }

        private static byte[] Of(int number)
        {
            var (task, attempt) = ($"task_1795343521049_0001_m_{number:000000}", $"attempt_1795343521049_0001_m_{number:000000}_0");
            return HistoryFileTests.Write(
            [
                new TaskStarted(task, "MAP", 12, "pi-201"),
                new AttemptStarted(
                    task, "MAP", attempt, 13, "pi-201", 8042, 13562, "container_1795343521049_0001_01_000002", "NODE_LOCAL", "VIRGIN"),
                new MapAttemptFinished(task, attempt, "MAP", "SUCCEEDED", 20, 21, "pi-201", 8041, "/rack-1", "map", Counters),
                new TaskFinished(task, "MAP", 21, "SUCCEEDED", Counters, attempt),
            ])[HistoryFile.Header().Length..];
        }
    }
}
