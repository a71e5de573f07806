using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.MapReduce.Shuffle.Tests;

public sealed class PeerPaceTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Bytes_now_and_then_do_not_begin_the_time_anew(long bytes)
    {
        var pace = new PeerPace(10 * s_second, 100);
        for (var second = 0; second < 10; second++)
        {
            Assert.Equal((10 - second) * s_second, pace.Left);
            pace.Waited(s_second);
            pace.Took(bytes);
        }

        Assert.Equal(TimeSpan.Zero, pace.Left);
    }

    [Fact]
    public void Who_takes_enough_goes_on_for_ever()
    {
        var pace = new PeerPace(10 * s_second, 100);
        for (var second = 0; second < 1000; second++)
        {
            pace.Waited(s_second);
            Assert.NotEqual(TimeSpan.Zero, pace.Left);
            pace.Took(12);
        }
    }
}
