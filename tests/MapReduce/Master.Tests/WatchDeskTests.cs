using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Any number of clients watch a job.</summary>
public sealed class WatchDeskTests : IAsyncDisposable
{
    private readonly MasterFixture _fixture = new();
    private readonly FailureProto _failure = new() { Message = "no" };
    private readonly WatchDesk _desk;
    private int _told;

    public WatchDeskTests()
    {
        File.WriteAllText(_fixture.Path("in"), "a word");
        _desk = new WatchDesk(
            () =>
            {
                _told++;
                return new WatchResponseProto { Version = 7, State = WatchResponseProto.Types.State.Running };
            },
            seen => seen < 5 ? [_failure] : []);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_all_are_told_is_made_once_and_failures_are_told_to_those_who_have_not_heard_of_them()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        var (early, late, knows) = (Ask(master, 4), Ask(master, 6), Ask(master, 7));
        _desk.Answer(7, -1, WatchDesk.AtOnce);
        Assert.Equal(1, _told);
        Assert.Equal([_failure], (await early).Failures);
        Assert.Empty((await late).Failures);
        Assert.False(knows.IsCompleted);
    }

    [Fact]
    public async Task Those_who_wait_longest_are_answered_first_and_not_all_at_once()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        var polls = Enumerable.Range(0, 3 * WatchDesk.AtOnce).Select(_ => Ask(master, 6)).ToList();
        for (var round = 1; round <= 3; round++)
        {
            _desk.Answer(7, -1, WatchDesk.AtOnce);
            Assert.Equal(round, _told);
            Assert.All(polls.Take(round * WatchDesk.AtOnce), static p => Assert.True(p.IsCompleted));
            Assert.All(polls.Skip(round * WatchDesk.AtOnce), static p => Assert.False(p.IsCompleted));
        }
    }

    [Fact]
    public async Task One_too_many_has_the_first_answered()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        var polls = Enumerable.Range(0, WatchDesk.Most + 2).Select(_ => Ask(master, 7)).ToList();
        Assert.Equal(2, polls.Count(static p => p.IsCompleted));
        Assert.All(polls.Take(2), static p => Assert.True(p.IsCompleted));
    }

    private Task<WatchResponseProto> Ask(JobMaster master, long seen)
    {
        var answer = new TaskCompletionSource<WatchResponseProto>();
        _desk.Ask(seen, master, answer);
        return answer.Task;
    }
}
