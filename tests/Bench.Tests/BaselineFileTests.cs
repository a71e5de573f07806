using Hathi.Bench.Checks;

namespace Hathi.Bench.Tests;

/// <summary>
/// The file of figures that <c>bench --check</c> compares with: what is read from it, and what is said of one that is none.
/// </summary>
public sealed class BaselineFileTests
{
    private const string Name = "bench/baseline.json";
    private const string Row = """{ "row": "put", "what": "a file", "seconds": 1.5, "calibration": 0.5 }""";

    [Fact]
    public void What_is_written_is_read_again()
    {
        Figure[] figures = [new("put", "a file of 256 MiB", 1.25, 0.5), new("open", "of one of 20000 files", 0.0000123451, 0.498765432)];
        var text = BaselineFile.Format(figures, "2 × a machine");
        Assert.Contains("\"machine\": \"2 × a machine\"", text, StringComparison.Ordinal);
        Assert.Equal([figures[0], figures[1] with { Seconds = 0.000012345 }], BaselineFile.Parse(text, Name));
    }

    [Theory]
    [InlineData("", "is no baseline")]
    [InlineData("null", "is empty")]
    [InlineData("[]", "is no baseline")]
    [InlineData("""{ "version": 1, "machine": "m", "rows": [""", "is no baseline")]
    [InlineData("""{ "version": 1, "machine": "m" }""", "is no baseline")]
    [InlineData("""{ "version": 1, "machine": "m", "rows": null }""", "is no baseline")]
    [InlineData("""{ "version": 1, "machine": "m", "rows": [null] }""", "one of its rows is null")]
    [InlineData("""{ "version": 1, "machine": "m", "rows": [], "row": 1 }""", "'row'")]
    [InlineData("""{ "version": 1, "machine": "m", "rows": [{ "row": "put", "what": "a file", "seconds": 1 }] }""", "'calibration'")]
    [InlineData(
        """{ "version": 1, "machine": "m", "rows": [{ "row": "put", "what": "a file", "seconds": "1", "calibration": 1 }] }""",
        "$.rows[0].seconds")]
    [InlineData(
        """{ "version": 1, "machine": "m", "rows": [{ "row": "put", "what": "a file", "seconds": 0, "calibration": 1 }] }""",
        "figures of 'put' are not")]
    [InlineData(
        """{ "version": 1, "machine": "m", "rows": [{ "row": "put", "what": "a file", "seconds": 1, "calibration": -1 }] }""",
        "figures of 'put' are not")]
    [InlineData("""{ "version": 2, "machine": "m", "rows": [] }""", "is of version 2")]
    [InlineData($$"""{ "version": 1, "machine": "m", "rows": [{{Row}}, {{Row}}] }""", "'put' stands there twice")]
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

    [Fact]
    public void Rows_that_were_measured_anew_take_the_place_of_the_old_and_the_others_stay()
    {
        static Figure Of(string row, double seconds) => new(row, "", seconds, 1);
        Assert.Equal(
            [Of("put", 1), Of("get", 3), Of("ls", 4)],
            BaselineFile.Merge([Of("put", 1), Of("get", 2)], [Of("ls", 4), Of("get", 3)]));
    }
}
