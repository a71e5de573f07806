using Hathi.Yarn.NodeManager.Localize;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class FetchSlotsTests
{
    [Fact]
    public async Task One_user_has_half_and_others_have_the_rest()
    {
        var slots = new FetchSlots(4);
        var ada = Enumerable.Range(0, 4).Select(_ => slots.EnterAsync("ada", default)).ToList();
        var bob = slots.EnterAsync("bob", default);
        var cid = slots.EnterAsync("cid", default);
        var dan = slots.EnterAsync("dan", default);
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
        var first = await slots.EnterAsync("ada", default);
        var second = slots.EnterAsync("ada", gone.Token);
        var third = slots.EnterAsync("ada", default);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();
        (await slots.EnterAsync("bob", default)).Dispose();
    }
}
