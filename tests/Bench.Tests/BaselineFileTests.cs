using Hathi.Bench.Checks;

namespace Hathi.Bench.Tests;

/// <summary>
/// The file of figures that <c>bench --check</c> compares with: what is read from it, and what is said of one that is none.
/// </summary>
public sealed class BaselineFileTests
{
    private const string Name = "bench/baseline.json";
    private const string Row = """{ "row": "put", "what": "a file", "runs": [{ "seconds": 1.5, "calibration": 0.5 }] }""";

    [Fact]
    public void What_is_written_is_read_again()
    {
        Figure[] figures =
        [
            new("put", "a file of 256 MiB", [new(1.25, 0.5), new(1.5, 0.4)]),
            new("open", "of one of 20000 files", [new(0.0000123451, 0.498765432)]),
        ];
        var text = BaselineFile.Format(figures, "2 × a machine");
        Assert.Contains("\"machine\": \"2 × a machine\"", text, StringComparison.Ordinal);
        AssertEqual([figures[0], figures[1] with { Runs = [new(0.000012345, 0.498765432)] }], BaselineFile.Parse(text, Name).Rows);
    }

    [Theory]
    [InlineData("", "is no baseline")]
    [InlineData("null", "is empty")]
    [InlineData("[]", "is no baseline")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": [""", "is no baseline")]
    [InlineData("""{ "version": 2, "machine": "m" }""", "is no baseline")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": null }""", "is no baseline")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": [null] }""", "one of its rows is null")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": [], "row": 1 }""", "'row'")]
    [InlineData(
        """{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "a file", "runs": [{ "seconds": 1 }] }] }""",
        "'calibration'")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "a file", "runs": null }] }""", "is no baseline")]
    [InlineData(
        """{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "a file", "runs": [] }] }""",
        "figures of 'put' are none")]
    [InlineData(
        """{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "w", "runs": [{ "seconds": "1", "calibration": 1 }] }] }""",
        "$.rows[0].runs[0].seconds")]
    [InlineData(
        """{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "a file", "runs": [{ "seconds": 0, "calibration": 1 }] }] }""",
        "figures of 'put' are")]
    [InlineData(
        """{ "version": 2, "machine": "m", "rows": [{ "row": "put", "what": "a file", "runs": [{ "seconds": 1, "calibration": -1 }] }] }""",
        "figures of 'put' are")]
    [InlineData("""{ "version": 3, "machine": "m", "rows": [] }""", "is of version 3")]
    [InlineData($$"""{ "version": 2, "machine": "m", "rows": [{{Row}}, {{Row}}] }""", "'put' stands there twice")]
    public void What_is_none_is_refused_with_the_file_and_what_is_wrong(string text, string says)
    {
        var refused = Assert.Throws<BenchException>(() => BaselineFile.Parse(text, Name));
        Assert.Contains(Name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_there_is_an_error_that_says_how_to_make_it()
    {
        var path = Path.Join(Path.GetTempPath(), Path.GetRandomFileName(), "baseline.json");
        var refused = Assert.Throws<BenchException>(() => BaselineFile.Read(path));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("hathi bench --check --write", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 × a machine, 9 GiB, .NET 11.0.0, Linux 9", true)]
    [InlineData("4 × a machine, 8 GiB, .NET 10.0.0, Linux 8", false)]
    [InlineData("2 × another, 8 GiB, .NET 10.0.0, Linux 8", false)]
    public void Figures_of_another_machine_do_not_go_into_it(string here, bool mayGo)
    {
        const string There = "2 × a machine, 8 GiB, .NET 10.0.0, Linux 8";
        var baseline = BaselineFile.Parse(BaselineFile.Format([Of("put", 1)], There), Name);
        if (mayGo)
        {
            baseline.CheckMachine(here, Name);
            return;
        }

        var refused = Assert.Throws<BenchException>(() => baseline.CheckMachine(here, Name)).Message;
        Assert.All([Name, There, here, "--write"], said => Assert.Contains(said, refused, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_that_were_measured_anew_take_the_place_of_the_old_and_the_others_stay() => AssertEqual(
        [Of("put", 1), Of("get", 3), Of("ls", 4)],
        BaselineFile.Merge([Of("put", 1), Of("get", 2, 5)], [Of("ls", 4), Of("get", 9, 3, 1)], adds: false));

    [Fact]
    public void What_is_added_is_one_figure_more_where_the_work_is_the_same()
    {
        var other = Of("ls", 4) with { What = "of two files" };
        AssertEqual(
            [Of("put", 1), Of("get", 2, 5, 3), other],
            BaselineFile.Merge([Of("put", 1), Of("get", 2, 5), Of("ls", 1)], [other, Of("get", 9, 3, 1)], adds: true));
    }

    private static Figure Of(string row, params double[] seconds) => new(row, "", [.. seconds.Select(static s => new Run(s, 1))]);

    // Two lists are not equal, whatever is in them.
    private static void AssertEqual(IEnumerable<Figure> expected, IEnumerable<Figure> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(Figure figure) => $"{figure.Row}, {figure.What}: {string.Join(' ', figure.Runs)}";
}
