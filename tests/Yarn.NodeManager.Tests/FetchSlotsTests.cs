using Hathi.Yarn.NodeManager.Localize;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class FetchSlotsTests
{
    [Fact]
    public async Task One_user_has_half_and_others_have_the_rest()
    {
        var slots = new FetchSlots(4);
        var ada = Enumerable.Range(0, 4).Select(_ => EnterAsync(slots, "ada")).ToList();
        var bob = EnterAsync(slots, "bob");
        var cid = EnterAsync(slots, "cid");
        var dan = EnterAsync(slots, "dan");
        Assert.Equal([true, true, false, false], ada.Select(static t => t.IsCompletedSuccessfully));
        Assert.Equal([true, true, false], new[] { bob, cid, dan }.Select(static t => t.IsCompletedSuccessfully));

        // Who has the fewest comes first, however long others wait.
        (await bob).Dispose();
        await dan;
        Assert.Equal([true, true, false, false], ada.Select(static t => t.IsCompletedSuccessfully));
        (await ada[0]).Dispose();
        await ada[2];
        Assert.False(ada[3].IsCompleted);
    }

    [Fact]
    public async Task Who_does_not_wait_any_more_leaves_the_queue()
    {
        var slots = new FetchSlots(1);
        using var gone = new CancellationTokenSource();
        var first = await EnterAsync(slots, "ada");
        var second = slots.EnterAsync(slots.Queue("ada"), gone.Token);
        var third = EnterAsync(slots, "ada");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();
        (await EnterAsync(slots, "bob")).Dispose();
    }

    [Fact]
    public async Task What_several_want_comes_in_the_turn_of_whoever_of_them_is_first_and_counts_as_his()
    {
        var slots = new FetchSlots(2);
        var mine = await EnterAsync(slots, "ada");
        var turn = slots.Queue("ada");
        var shared = slots.EnterAsync(turn, default);
        Assert.False(shared.IsCompleted);
        slots.Join(turn, "bob");
        var theirs = await shared.Patiently();
        var next = EnterAsync(slots, "bob");
        Assert.False(next.IsCompleted);
        mine.Dispose();
        Assert.False(next.IsCompleted); // he has the shared one
        theirs.Dispose();
        await next.Patiently();
    }

    [Fact]
    public async Task Who_wants_it_no_more_lends_it_no_turn()
    {
        var slots = new FetchSlots(2);
        var mine = await EnterAsync(slots, "ada");
        var taken = await EnterAsync(slots, "cid");
        var turn = slots.Queue("ada");
        var shared = slots.EnterAsync(turn, default);
        slots.Join(turn, "bob");
        slots.Join(turn, "bob");
        slots.Leave(turn, "bob");
        slots.Leave(turn, "bob");
        taken.Dispose();
        Assert.False(shared.IsCompleted);
        mine.Dispose();
        (await shared.Patiently()).Dispose();
    }

    private static Task<IDisposable> EnterAsync(FetchSlots slots, string user) => slots.EnterAsync(slots.Queue(user), default);
}
