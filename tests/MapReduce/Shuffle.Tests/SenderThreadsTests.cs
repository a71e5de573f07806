using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.MapReduce.Shuffle.Tests;

public sealed class SenderThreadsTests
{
    [Fact]
    public async Task A_thread_that_cannot_start_refuses_its_turn_and_no_other()
    {
        var scarce = true;
        using var senders = new SenderThreads(1, Start);
        await Assert.ThrowsAsync<ReducerLostException>(() => senders.RunAsync("a", static () => Assert.Fail("ran without a thread")));
        scarce = false;
        var ran = false;
        await senders.RunAsync("a", () => ran = true); // The one place is free again.
        Assert.True(ran);

        // What .NET throws when pthread_create says EAGAIN.
        void Start(Thread thread)
        {
            if (scarce)
            {
                throw new OutOfMemoryException();
            }

            thread.Start();
        }
    }

    [Fact]
    public async Task A_job_with_many_turns_delays_another_by_one()
    {
        using var senders = new SenderThreads(1, static t => t.Start());
        using var begin = new ManualResetEventSlim();
        var order = new List<string>(); // By the one thread.
        List<Task> all = [senders.RunAsync("a", begin.Wait)];
        all.AddRange(Enumerable.Range(0, 50).Select(_ => senders.RunAsync("a", () => order.Add("a"))));
        all.AddRange(Enumerable.Range(0, 2).Select(_ => senders.RunAsync("b", () => order.Add("b"))));
        Assert.True(senders.AreWaitedFor);
        begin.Set();
        await Task.WhenAll(all);
        Assert.InRange(order.LastIndexOf("b"), 1, 3);
        Assert.Equal(52, order.Count);
        Assert.False(senders.AreWaitedFor);
    }
}
