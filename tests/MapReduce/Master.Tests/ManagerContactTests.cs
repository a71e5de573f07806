namespace Hathi.MapReduce.Master.Tests;

public class ManagerContactTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Who_was_heard_within_the_window_need_not_wait()
    {
        var clock = new Clock();
        var contact = new ManagerContact(clock);
        clock.Now += s_window;
        Assert.True(contact.WithinAsync(s_window, default).IsCompletedSuccessfully);
        clock.Now += TimeSpan.FromMilliseconds(1);
        contact.Heard();
        clock.Now += s_window;
        await contact.WithinAsync(s_window, default);
    }

    [Fact]
    public async Task Silence_is_waited_out_until_the_next_answer()
    {
        var clock = new Clock();
        var contact = new ManagerContact(clock);
        clock.Now += s_window + TimeSpan.FromMilliseconds(1);
        var waits = contact.WithinAsync(s_window, default);
        Assert.False(waits.IsCompleted);
        contact.Heard();
        await waits;
    }

    [Fact]
    public async Task The_wait_can_be_given_up()
    {
        var clock = new Clock();
        var contact = new ManagerContact(clock);
        clock.Now += 2 * s_window;
        using var stop = new CancellationTokenSource();
        var waits = contact.WithinAsync(s_window, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
