using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;
using Hathi.Records;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Jobs from their start to their commit, with a worker in the master.</summary>
public sealed class JobMasterTests : IAsyncDisposable
{
    private readonly MasterFixture _fixture = new();

    public JobMasterTests() => File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_job_runs_to_its_commit_and_leaves_a_history()
    {
        Assert.Equal((Outcome.Succeeded, ""), await _fixture.RunAsync<CountWords>(1));
        Assert.Equal(["and\t30", "word0\t5", "word1\t5", "word2\t4", "word3\t4", "word4\t4", "word5\t4", "word6\t4"], _fixture.Output());
        Assert.Equal(30, _fixture.Board.Counters()[TaskCounter.MapInputRecords].Value);
        var events = HistoryFile.Read(await File.ReadAllBytesAsync(_fixture.HistoryPath(1)), out var complete);
        Assert.True(complete);
        Assert.IsType<JobFinished>(events[^1]);
        Assert.Equal(_fixture.Board.Attempts.Count(), events.OfType<TaskFinished>().Count());
        var started = events.OfType<AttemptStarted>().ToDictionary(e => e.AttemptId, e => e.StartTime);
        var reduces = events.OfType<ReduceAttemptFinished>().ToList();
        Assert.Equal(2, reduces.Count);
        Assert.All(reduces, r =>
        {
            Assert.InRange(r.ShuffleFinishTime, started[r.AttemptId], r.SortFinishTime);
            Assert.InRange(r.SortFinishTime, r.ShuffleFinishTime, r.FinishTime);
        });
    }

    [Fact]
    public async Task A_record_that_is_refused_fails_the_job_after_four_tries_and_is_shown()
    {
        var (outcome, message) = await _fixture.RunAsync<Refuses>(1);
        Assert.Equal(Outcome.Failed, outcome);
        Assert.StartsWith(
            "task_1700000000000_0001_m_000000 failed 4 times; the last time: M failed at byte ", message, StringComparison.Ordinal);
        Assert.EndsWith("which starts \"word3 and\": InvalidOperationException: not this one", message, StringComparison.Ordinal);
        Assert.Equal(4, _fixture.Board.Attempts.Count(a => a.Id.Task.Number == 0));
        Assert.Empty(_fixture.Output());
    }

    /// <summary>
    /// As in Apache's MapReduce; and at once, as no other attempt would do better. A report that was refused for them ended the worker,
    /// and said nothing of them.
    /// </summary>
    [Fact]
    public async Task Counters_without_end_fail_the_job_at_once()
    {
        var (outcome, message) = await _fixture.RunAsync<CountsWithoutEnd>(1);
        Assert.Equal(Outcome.Failed, outcome);
        Assert.EndsWith("Too many counters: 10001 max=10000", message, StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Board.Attempts.Count(a => a.Id.Task.Number == 0));
    }

    [Fact]
    public async Task A_second_master_runs_only_what_the_first_had_not_finished()
    {
        // The first master's history without its end, as if it had died before the commit.
        await _fixture.RunAsync<CountWords>(1);
        _fixture.ForgetCommit();
        await _fixture.CutHistoryAsync(static e => e is TaskStarted { TaskType: "REDUCE" });
        var maps = 0;
        var recovery = _fixture.RunAsync<MapsOnly>(2, earlier => (maps = earlier.Tasks.Count) > 1 && earlier.End is null);
        Assert.Equal(Outcome.Succeeded, (await recovery).Outcome);
        Assert.Equal(maps, _fixture.Board.Attempts.Count());

        // What the first one said of them the second one says again, once.
        var events = HistoryFile.Read(await File.ReadAllBytesAsync(_fixture.HistoryPath(2)), out _);
        Assert.Equal(maps, events.OfType<TaskStarted>().Count());
        Assert.Equal(maps, events.OfType<AttemptStarted>().Count());
        Assert.Equal(maps, events.OfType<MapAttemptFinished>().Count());
        Assert.Equal(maps, events.OfType<TaskFinished>().Count());
        Assert.Equal((maps, 0), Assert.Single(events.OfType<JobFinished>()) is var end ? (end.FinishedMaps, end.FinishedReduces) : default);
    }

    [Fact]
    public async Task A_kill_before_the_job_has_begun_is_not_forgotten()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1, killFirst: true);
        using var stop = new CancellationTokenSource();
        var loop = master.RunAsync(stop.Token);
        Assert.Equal((Outcome.Killed, "enough"), await master.Ended.WaitAsync(TimeSpan.FromMinutes(2)));
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>Counts words with two reduces.</summary>
public sealed class CountWords : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) =>
        job.Input(args[0]).Map<M>().Combine<R>().Reduce<R>().Reducers(2).Output(args[1]);

    internal sealed class M : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
            foreach (var word in value.Words())
            {
                context.Write(word, 1);
            }
        }
    }

    internal sealed class R : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }
}

/// <summary>Has the same maps, and nothing behind them: what is recovered of them is all there is to do.</summary>
public sealed class MapsOnly : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<CountWords.M>().Output(args[1]);
}

/// <summary>Throws on one record.</summary>
public sealed class Refuses : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Output(args[1]);

    internal sealed class M : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
            if (value.ToString() == "word3 and")
            {
                throw new InvalidOperationException("not this one");
            }
        }
    }
}

/// <summary>Makes a counter of each number.</summary>
public sealed class CountsWithoutEnd : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Output(args[1]);

    internal sealed class M : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
            for (var i = 0; i < 20_000; i++)
            {
                context.Counter("numbers", $"{i}").Increment();
            }
        }
    }
}
