using Hathi.Yarn.NodeManager.Localize;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Who has got a slot is asked of his turn, which says so at once: the task of who waits for it ends a moment later.</summary>
public sealed class FetchSlotsTests
{
    [Fact]
    public async Task One_user_has_half_and_others_have_the_rest()
    {
        var slots = new FetchSlots(4);
        var ada = Enumerable.Range(0, 4).Select(_ => slots.Queue("ada")).ToList();
        FetchTurn[] others = [slots.Queue("bob"), slots.Queue("cid"), slots.Queue("dan")];
        Assert.Equal([true, true, false, false], ada.Select(Has));
        Assert.Equal([true, true, false], others.Select(Has));

        await ReturnAsync(slots, others[0]);
        Assert.True(Has(others[2]));
        Assert.Equal([true, true, false, false], ada.Select(Has));
        await ReturnAsync(slots, ada[0]);
        Assert.Equal([true, true, true, false], ada.Select(Has));
    }

    [Fact]
    public async Task Who_has_the_fewest_comes_first_however_long_others_wait()
    {
        var slots = new FetchSlots(4);
        FetchTurn[] held = [slots.Queue("bob"), slots.Queue("bob"), slots.Queue("ada"), slots.Queue("cid")];
        FetchTurn[] waiting = [slots.Queue("ada"), slots.Queue("dan")];
        Assert.Equal([true, true, true, true, false, false], held.Concat(waiting).Select(Has));
        await ReturnAsync(slots, held[0]);
        Assert.Equal([false, true], waiting.Select(Has));
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
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Patiently());
        first.Dispose();
        first.Dispose();
        (await third.Patiently()).Dispose();
        (await EnterAsync(slots, "bob").Patiently()).Dispose();
    }

    [Fact]
    public async Task What_several_want_comes_in_the_turn_of_whoever_of_them_is_first_and_counts_as_his()
    {
        var slots = new FetchSlots(2);
        var mine = slots.Queue("ada");
        var shared = slots.Queue("ada");
        Assert.False(Has(shared));
        slots.Join(shared, "bob");
        Assert.True(Has(shared));
        var next = slots.Queue("bob");
        Assert.False(Has(next));
        await ReturnAsync(slots, mine);
        Assert.False(Has(next)); // he has the shared one
        await ReturnAsync(slots, shared);
        Assert.True(Has(next));
    }

    [Fact]
    public async Task Who_wants_it_no_more_lends_it_no_turn()
    {
        var slots = new FetchSlots(2);
        var mine = slots.Queue("ada");
        var taken = slots.Queue("cid");
        var shared = slots.Queue("ada");
        slots.Join(shared, "bob");
        slots.Join(shared, "bob");
        slots.Leave(shared, "bob");
        slots.Leave(shared, "bob");
        await ReturnAsync(slots, taken);
        Assert.False(Has(shared));
        await ReturnAsync(slots, mine);
        Assert.True(Has(shared));
    }

    private static bool Has(FetchTurn turn) => turn.Granted.Task.IsCompletedSuccessfully;

    private static async Task ReturnAsync(FetchSlots slots, FetchTurn turn) =>
        (await slots.EnterAsync(turn, default).Patiently()).Dispose();

    private static Task<IDisposable> EnterAsync(FetchSlots slots, string user) => slots.EnterAsync(slots.Queue(user), default);
}
