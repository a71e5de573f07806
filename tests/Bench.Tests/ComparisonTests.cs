using Hathi.Bench.Checks;

namespace Hathi.Bench.Tests;

/// <summary>What <c>bench --check</c> says of figures beside a baseline.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData(1.00, nameof(Verdict.Met))]
    [InlineData(1.14, nameof(Verdict.Met))]
    [InlineData(1.16, nameof(Verdict.Slower))]
    [InlineData(0.88, nameof(Verdict.Met))]
    [InlineData(0.86, nameof(Verdict.Faster))]
    public void A_row_may_cost_15_percent_more(double seconds, string verdict)
    {
        var row = Assert.Single(Compare([Before("put", 1)], [After("put", (seconds, 0.5))]));
        Assert.Equal(verdict, row.Verdict.ToString());
        Assert.Equal(verdict == nameof(Verdict.Slower), row.Failed);
        Assert.Equal(seconds, row.Ratio!.Value, 3);
    }

    [Theory]
    [InlineData(2.0, 1.0, nameof(Verdict.Met))] // a machine of half the speed: the calibration takes twice as long too
    [InlineData(1.0, 0.4, nameof(Verdict.Slower))] // a faster machine, on which as much time is more work
    [InlineData(0.4, 0.25, nameof(Verdict.Faster))]
    public void What_is_compared_is_the_ratio_to_the_calibration(double seconds, double calibration, string verdict) =>
        Assert.Equal(verdict, Assert.Single(Compare([Before("put", 1)], [After("put", (seconds, calibration))])).Verdict.ToString());

    [Fact]
    public void Of_several_runs_the_one_in_the_middle_counts_each_with_its_own_calibration()
    {
        var now = After("put", (9, 0.5), (1.05, 0.5), (2.2, 1.0), (0.9, 0.5), (0.1, 0.5));
        Assert.Equal(new Run(1.05, 0.5), now.Median);
        var row = Assert.Single(Compare([Before("put", 1)], [now]));
        Assert.Equal(Verdict.Met, row.Verdict);
        Assert.Equal(0.1, row.Against(now.Lowest)!.Value, 3);
        Assert.Equal(9, row.Against(now.Highest)!.Value, 3);
        Assert.Equal(1, After("put", (1, 0.5), (2, 0.5)).Median.Seconds);
    }

    [Theory]
    [InlineData(1.60, nameof(Verdict.Met))]
    [InlineData(1.62, nameof(Verdict.Slower))]
    [InlineData(0.79, nameof(Verdict.Met))]
    [InlineData(0.77, nameof(Verdict.Faster))]
    public void What_a_baseline_has_seen_is_no_more_than_its_scatter(double seconds, string verdict)
    {
        var baseline = After("put", (1, 0.5), (1.4, 0.5), (0.9, 0.5));
        var row = Assert.Single(Compare([baseline], [After("put", (seconds, 0.5))]));
        Assert.Equal(verdict, row.Verdict.ToString());
        Assert.Equal(seconds, row.Ratio!.Value, 3);
        Assert.Equal(1.61, row.Most!.Value, 3);
    }

    [Fact]
    public void A_row_on_one_side_only_fails_whichever_it_is()
    {
        var rows = Compare([Before("put", 1), Before("gone", 1)], [After("put", (1, 0.5)), After("new", (1, 0.5))]);
        Assert.Equal(
            [("put", Verdict.Met, false), ("new", Verdict.NotInBaseline, true), ("gone", Verdict.NotMeasured, true)],
            rows.Select(static r => (r.Row, r.Verdict, r.Failed)));
        Assert.All(rows.Skip(1), static r => Assert.Null(r.Ratio));
    }

    [Fact]
    public void Rows_that_nobody_asked_for_are_left_out()
    {
        var rows = Comparison.Compare([Before("put", 1), Before("get", 1)], [After("get", (2, 0.5))], static row => row == "get");
        Assert.Equal([("get", Verdict.Slower)], rows.Select(static r => (r.Row, r.Verdict)));
    }

    [Fact]
    public void Figures_of_different_work_are_not_compared()
    {
        var now = After("put", (1, 0.5)) with { What = "a file of 1 MiB" };
        var row = Assert.Single(Compare([Before("put", 1)], [now]));
        Assert.Equal((Verdict.OtherWork, true), (row.Verdict, row.Failed));
        Assert.Null(row.Ratio);
        Assert.Contains($"the baseline is of {Work}", CheckReport.Table([row]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_says_what_was_what_is_and_how_the_runs_lie()
    {
        var rows = Compare(
            [Before("put", 1), Before("ls", 0.12), Before("gone", 1)],
            [After("put", (1.25, 0.5), (1.15, 0.5), (1.4, 0.5)), After("ls", (0.1, 0.5)), After("new", (42e-6, 0.5))]);
        Assert.Equal(
            """
            | row | what | baseline | now | ratio | most | runs | |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
            | put | a file of 256 MiB | 1.00 s | 1.25 s | 1.25 | 1.15 | 1.15 to 1.40 | **slower** |
            | ls | a file of 256 MiB | 120.0 ms | 100.0 ms | 0.83 | 1.15 | 0.83 to 0.83 | faster: a new baseline would keep that |
            | new | a file of 256 MiB |  | 42.0 µs |  |  |  | **not in the baseline** |
            | gone | a file of 256 MiB | 1.00 s |  |  |  |  | **not measured** |

            """,
            CheckReport.Table(rows));
    }

    private const string Work = "a file of 256 MiB";

    private static IReadOnlyList<Compared> Compare(Figure[] baseline, Figure[] now) =>
        Comparison.Compare(baseline, now, static _ => true);

    private static Figure Before(string row, double seconds) => After(row, (seconds, 0.5));

    private static Figure After(string row, params (double Seconds, double Calibration)[] runs) =>
        new(row, Work, [.. runs.Select(static r => new Run(r.Seconds, r.Calibration))]);
}
