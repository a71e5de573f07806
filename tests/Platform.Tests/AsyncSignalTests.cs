namespace Hathi.Platform.Tests;

public sealed class AsyncSignalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signals_before_a_wait_count_once()
    {
        var signal = new AsyncSignal();
        signal.Set();
        signal.Set();
        Assert.True(signal.WaitAsync().AsTask().IsCompletedSuccessfully);
        var next = signal.WaitAsync().AsTask();
        Assert.False(next.IsCompleted);
        signal.Set();
        await next.Patiently();
    }

    [Fact]
    public async Task A_wait_whose_time_is_over_takes_no_signal_away()
    {
        var signal = new AsyncSignal();
        await signal.WaitAsync(TimeSpan.Zero, Cancel);
        signal.Set();
        Assert.True(signal.WaitAsync(Patience.Limit, Cancel).IsCompletedSuccessfully);
        Assert.False(signal.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_takes_no_signal_away()
    {
        var signal = new AsyncSignal();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var wait = signal.WaitAsync(Patience.Limit, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.Patiently());
        signal.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signal.WaitAsync(Patience.Limit, end.Token));
        Assert.True(signal.WaitAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Signals_that_come_as_a_time_ends_are_not_lost()
    {
        var signal = new AsyncSignal();
        var work = 0;
        for (var round = 1; round <= 2_000; round++)
        {
            var more = round;
            var setting = Task.Run(
                () =>
                {
                    Volatile.Write(ref work, more);
                    signal.Set();
                },
                Cancel);
            await signal.WaitAsync(TimeSpan.Zero, Cancel);
            while (Volatile.Read(ref work) < more)
            {
                await signal.WaitAsync().AsTask().Patiently();
            }

            await setting.Patiently();
        }
    }
}
