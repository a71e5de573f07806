using System.Collections.Concurrent;

namespace Hathi.Platform.Tests;

public sealed class WorkerThreadsTests
{
    [Fact]
    public void A_thread_that_cannot_start_refuses_its_operation_and_no_other()
    {
        var failed = new ConcurrentQueue<string>();
        var scarce = true;
        var threads = new WorkerThreads("test", 1, Start, (what, _) => failed.Enqueue(what));
        Assert.False(threads.TryRun(() => Assert.Fail("ran without a thread")));
        Assert.Equal(0, threads.Busy);
        Assert.Contains("No thread could be started", Assert.Single(failed), StringComparison.Ordinal);

        scarce = false;
        using var ran = new ManualResetEventSlim();
        Assert.True(threads.TryRun(ran.Set)); // The one place is free again.
        Assert.True(ran.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.True(threads.End(20_000));

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
    public void An_operation_that_throws_ends_neither_the_process_nor_its_place()
    {
        var failed = new ConcurrentQueue<Exception>();
        var threads = new WorkerThreads("test", 1, static t => t.Start(), (_, e) => failed.Enqueue(e));
        var wrong = new FormatException("of our own");
        Assert.True(threads.TryRun(() => throw wrong));
        using var ran = new ManualResetEventSlim();
        Patience.Until(() => threads.TryRun(ran.Set)); // Refused as long as the first runs.
        Assert.True(ran.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.Same(wrong, Assert.Single(failed));
        Assert.True(threads.End(20_000));
    }

    [Fact]
    public async Task An_operation_that_does_not_end_is_left_behind()
    {
        var threads = new WorkerThreads("test", 1, static t => t.Start(), static (_, _) => { });
        using var release = new ManualResetEventSlim();
        Assert.True(threads.TryRun(() => release.Wait(CancellationToken.None)));
        Assert.False(threads.End(1));
        Assert.False(threads.Ended.IsCompleted);
        release.Set();
        await threads.Ended.Patiently();
        Assert.True(threads.End(20_000));
    }
}
