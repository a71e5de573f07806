using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A worker whose answer was lost with its connection asks again.</summary>
public sealed class LostAnswerTests : IAsyncDisposable
{
    private const string Worker = "container_1700000000000_0001_01_000001#0";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly MasterFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public LostAnswerTests() => File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task It_is_told_the_same_as_long_as_nothing_was_heard_of_it()
    {
        var master = await StartAsync();
        var first = await NextAsync(master);
        Assert.Equal(first, await NextAsync(master));
        Assert.Equal(first, await NextAsync(master));
        Assert.Null(_fixture.Board.Find(Attempt(first))!.Outcome);
        await master.Workers.DoneAsync(
            new TaskDoneRequestProto { Report = new AttemptReportProto { Attempt = first.Attempt, Counters = new CounterSetsProto() } },
            default).WaitAsync(Patience);
        Assert.NotEqual(first, await NextAsync(master));
    }

    /// <summary>What was decided while nobody asked is told once.</summary>
    [Fact]
    public async Task It_is_not_told_again_when_it_is_done()
    {
        var master = await StartAsync();
        var first = await NextAsync(master);
        await master.AskAsync<bool>(answer =>
        {
            master.Workers.Run(new JobEffect.RunAttempt(Worker, Attempt(first)));
            answer.SetResult(true);
        }).WaitAsync(Patience);
        Assert.Equal(first, await NextAsync(master));
        await master.Workers.DoneAsync(
            new TaskDoneRequestProto { Report = new AttemptReportProto { Attempt = first.Attempt, Counters = new CounterSetsProto() } },
            default).WaitAsync(Patience);
        var second = await NextAsync(master);
        Assert.NotEqual(first, second);
        Assert.NotEqual(Attempt(first), Attempt(second));
    }

    [Fact]
    public async Task One_that_had_begun_has_given_it_up()
    {
        var master = await StartAsync();
        var first = await NextAsync(master);
        await master.Workers.ReportAsync(
            new AttemptReportProto { Attempt = first.Attempt, Progressed = true }, default).WaitAsync(Patience);
        await NextAsync(master);
        Assert.Equal(Outcome.Failed, _fixture.Board.Find(Attempt(first))!.Outcome);
    }

    [Fact]
    public async Task Another_process_in_its_place_has_given_it_up()
    {
        var master = await StartAsync();
        var first = await NextAsync(master);
        await master.Workers.HelloAsync(new HelloRequestProto { Container = Worker }, default).WaitAsync(Patience);
        await NextAsync(master);
        Assert.Equal(Outcome.Failed, _fixture.Board.Find(Attempt(first))!.Outcome);
    }

    private static AttemptRef Attempt(NextTaskResponseProto next) =>
        new(new TaskRef((TaskType)next.Attempt.Type, next.Attempt.Task), next.Attempt.Number);

    private static async Task<NextTaskResponseProto> NextAsync(JobMaster master)
    {
        while (true)
        {
            var next = await master.Workers.NextTaskAsync(new NextTaskRequestProto { Container = Worker }, default).WaitAsync(Patience);
            if (next.What != NextTaskResponseProto.Types.What.Wait)
            {
                return next;
            }
        }
    }

    private async Task<JobMaster> StartAsync()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        _loop = master.RunAsync(_stop.Token);
        Assert.True(await master.OfferAsync(
            new JobInput.ContainerGranted(Worker, "here", "/default-rack", JobCore.MapPriority, long.MaxValue)).WaitAsync(Patience));
        return master;
    }
}
