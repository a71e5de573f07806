using Hathi.Bench.Checks;

namespace Hathi.Bench.Tests;

/// <summary>What processes cost, from /proc.</summary>
public sealed class ProcessorTimeTests
{
    [Theory]
    [InlineData("42 (hathi) S 7 42 42 0 -1 4194560 100 200 0 0 31 12 5 3 20 0 19 0 123456 1 2")]
    [InlineData("42 (a) b) (c) S 7 42 42 0 -1 4194560 100 200 0 0 31 12 5 3 20 0 19 0 123456 1 2")]
    public void A_line_of_stat_tells_the_parent_and_both_times_whatever_the_name(string stat) =>
        Assert.Equal(new ProcessTimes(7, 43, 8), ProcessorTime.Parse(stat));

    [Fact]
    public void A_tree_costs_what_all_of_it_and_all_that_ended_below_it_cost()
    {
        var all = new Dictionary<int, ProcessTimes>
        {
            [1] = new(0, 10_000, 10_000),
            [10] = new(1, 100, 20),
            [11] = new(10, 3, 4),
            [12] = new(11, 5, 6),
            [20] = new(1, 200, 0),
            [30] = new(1, 7_000, 0),
        };
        Assert.Equal((3.38, 2), ProcessorTime.Sum(all, [10, 20]));
        Assert.Throws<BenchException>(() => ProcessorTime.Sum(all, [10, 21]));
    }

    [Fact]
    public void Of_this_process_it_finds_something()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc");
        Assert.True(ProcessorTime.Own > 0);
        Assert.True(ProcessorTime.OfChildren >= 0);
        Assert.True(ProcessorTime.OfTrees([Environment.ProcessId]).Seconds >= 0);
    }
}
