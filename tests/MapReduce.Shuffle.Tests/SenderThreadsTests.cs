using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.MapReduce.Shuffle.Tests;

public sealed class SenderThreadsTests
{
    [Fact]
    public async Task A_thread_that_cannot_start_refuses_its_job_and_no_other()
    {
        var scarce = true;
        using var senders = new SenderThreads(1, Start);
        await Assert.ThrowsAsync<IOException>(() => senders.RunAsync(static () => Assert.Fail("ran without a thread")));
        scarce = false;
        var ran = false;
        await senders.RunAsync(() => ran = true); // The one place is free again.
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
}
