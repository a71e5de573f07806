using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;
using Hathi.Records;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Maps and reduce in the master's own process: the reduce has all that the maps put out, whatever happens between.</summary>
public sealed class UberJobTests : IAsyncDisposable
{
    private static readonly string[] Words =
    [
        "and\t30", "word0\t5", "word1\t5", "word2\t4", "word3\t4", "word4\t4", "word5\t4", "word6\t4",
    ];

    private readonly MasterFixture _fixture = new();

    public UberJobTests() => File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_second_master_runs_the_maps_again_whose_output_its_reduces_need()
    {
        await _fixture.RunAsync<CountWords>(1);
        _fixture.ForgetCommit();
        await _fixture.CutHistoryAsync(static e => e is TaskStarted { TaskType: "REDUCE" });
        Assert.Equal((Outcome.Succeeded, ""), await _fixture.RunAsync<CountWords>(2, earlier => earlier is { Tasks.Count: 0, End: null }));
        Assert.Equal(Words, _fixture.Output());
    }

    [Fact]
    public async Task A_reduce_that_is_ended_on_request_has_all_maps_when_it_runs_again()
    {
        var reduce = new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0);
        var run = _fixture.RunAsync<CountWordsSlowly>(1);
        await _fixture.UntilAsync(board => board.Find(reduce) is { Status: CountWordsSlowly.Waits });
        _fixture.Master.Post(() => _fixture.Master.Step(new JobInput.KillAttempt(reduce, AsFailure: false)));
        Assert.Equal((Outcome.Succeeded, ""), await run);
        Assert.Equal(Words, _fixture.Output());
        Assert.Equal(Outcome.Killed, _fixture.Board.Find(reduce)?.Outcome);
    }

    /// <summary>Who ends an attempt that is not there is told so, as Apache's MRClientService does.</summary>
    [Theory]
    [InlineData("m_000000_99", "Unknown TaskAttempt attempt_1700000000000_0001_m_000000_99")]
    [InlineData("m_000099_0", "Unknown Task task_1700000000000_0001_m_000099")]
    [InlineData("r_000000_1", "Unknown TaskAttempt attempt_1700000000000_0001_r_000000_1")]
    public async Task An_attempt_that_is_not_there_cannot_be_ended(string attempt, string expected)
    {
        var reduce = new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0);
        var run = _fixture.RunAsync<CountWordsSlowly>(1);
        await _fixture.UntilAsync(board => board.Find(reduce) is { Status: CountWordsSlowly.Waits });
        foreach (var asFailure in new[] { false, true })
        {
            var fault = await Assert.ThrowsAsync<Hadoop.Rpc.RpcFault>(() => End(attempt, asFailure));
            Assert.Equal(("java.io.IOException", expected), (fault.JavaClass, fault.Message));
        }

        await End("r_000000_0", asFailure: false);
        Assert.Equal((Outcome.Succeeded, ""), await run);
        Task End(string of, bool asFailure) => _fixture.Master.AskAsync<Google.Protobuf.IMessage>(answer => answer.SetResult(
            _fixture.Desk.EndAttempt(
                Protocol.IdText.ParseAttempt("attempt_1700000000000_0001_" + of), asFailure, new Protocol.KillTaskAttemptResponseProto())));
    }

    [Fact]
    public async Task A_map_that_fails_after_its_work_is_counted_once()
    {
        _fixture.Configuration.Set(BrokenOutput.Key, "first map");
        Assert.Equal((Outcome.Succeeded, ""), await _fixture.RunAsync<CountWordsBroken>(1));
        Assert.Equal(Words, _fixture.Output());
        Assert.Single(_fixture.Board.Attempts, a => a.Outcome == Outcome.Failed);
    }

    [Theory]
    [InlineData("setup", "InvalidOperationException: setup is broken")]
    [InlineData("commit", "InvalidOperationException: commit is broken")]
    public async Task What_a_committer_throws_fails_the_job(string where, string message)
    {
        _fixture.Configuration.Set(BrokenOutput.Key, where);
        Assert.Equal((Outcome.Failed, message), await _fixture.RunAsync<CountWordsBroken>(1));
        Assert.Equal(where == "commit", File.Exists(Path.Combine(_fixture.Staging, "COMMIT_FAIL")));
    }

    [Fact]
    public async Task A_committer_that_cannot_clear_up_does_not_hold_the_job()
    {
        _fixture.Configuration.Set(BrokenOutput.Key, "abort");
        var (outcome, message) = await _fixture.RunAsync<RefusesBroken>(1);
        Assert.Equal(Outcome.Failed, outcome);
        Assert.Contains("m_000000 failed 4 times; the last time: M failed at byte", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reduce_that_hangs_is_ended_and_tried_again()
    {
        _fixture.Configuration.Set("mapreduce.task.timeout", "2000");
        Assert.Equal((Outcome.Succeeded, ""), await _fixture.RunAsync<CountWordsSlowly>(1));
        Assert.Equal(Words, _fixture.Output());
        Assert.Equal(Outcome.Failed, _fixture.Board.Find(new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0))?.Outcome);
    }

    [Fact]
    public async Task A_client_is_not_told_an_end_when_only_the_master_is_given_up()
    {
        var reduce = new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0);
        var run = _fixture.RunAsync<CountWordsSlowly>(1);
        await _fixture.UntilAsync(board => board.Find(reduce) is { Status: CountWordsSlowly.Waits });
        var master = _fixture.Master;
        var seen = long.MaxValue;
        var early = master.AskAsync<Protocol.Umbilical.WatchResponseProto>(answer => master.Watchers.Ask(seen, master, answer));
        master.Post(() =>
        {
            master.Halt();
            master.Abandon("Another master follows.");
        });
        var late = master.AskAsync<Protocol.Umbilical.WatchResponseProto>(answer => master.Watchers.Ask(seen, master, answer));
        Assert.Equal("Another master follows.", (await Assert.ThrowsAsync<RpcFault>(() => early)).Message);
        await Assert.ThrowsAsync<RpcFault>(() => late);
        Assert.Equal(Protocol.Umbilical.WatchResponseProto.Types.State.Running, master.State);
        await master.Ended;
        await _fixture.StopAsync();
        await run;
        Assert.DoesNotContain(HistoryFile.Read(await File.ReadAllBytesAsync(_fixture.HistoryPath(1)), out _), e => e is JobUnsuccessful);
    }
}

/// <summary>As <see cref="CountWords"/>, but the first attempt at the first reduce waits to be stopped.</summary>
public sealed class CountWordsSlowly : IJobProgram
{
    /// <summary>Its status then.</summary>
    internal const string Waits = "waits";

    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<CountWords.M>().Reduce<R>().Reducers(2).Output(args[1]);

    private sealed class R : Reducer<Text, long, Text, long>
    {
        public override void Setup(Context context)
        {
            if (context.Attempt is { Number: 0, Task.Number: 0 })
            {
                context.Status = Waits;
                context.CancellationToken.WaitHandle.WaitOne();
                context.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }
}
