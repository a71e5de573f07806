namespace Hathi.Architecture.Tests;

public sealed class TidyTests
{
    private const int MaxLines = 400;

    /// <summary>Files that may be longer, and why.</summary>
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal)
    {
    };

    private static readonly string[] NotInSource = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Thread" + ".Sleep("];

    [Fact]
    public void Files_are_small()
    {
        var tooLong =
            from file in Sources()
            where !LongFiles.ContainsKey(file)
            let lines = File.ReadLines(Path.Join(Repository.Root, file)).Count()
            where lines > MaxLines
            select $"{file}: {lines} lines";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Exceptions_that_are_no_longer_needed_are_struck_off()
    {
        var small = LongFiles.Keys.Where(
            f => !File.Exists(Path.Join(Repository.Root, f)) || File.ReadLines(Path.Join(Repository.Root, f)).Count() <= MaxLines);
        Assert.Empty(small);
    }

    [Fact]
    public void Nothing_is_left_for_later_and_nothing_sleeps()
    {
        var left =
            from file in Sources()
            from line in File.ReadLines(Path.Join(Repository.Root, file)).Select((text, i) => (Text: text, Number: i + 1))
            from word in NotInSource
            where line.Text.Contains(word, StringComparison.Ordinal)
            select $"{file}:{line.Number}: {word}";
        Assert.Empty(left);
    }

    /// <summary>
    /// .NET's own conversion fails for times that any peer may tell and any user may give a file; the one place that
    /// bounds them is for all.
    /// </summary>
    [Fact]
    public void Times_of_others_are_converted_in_one_place()
    {
        var elsewhere =
            from file in Repository.Files("src", "*.cs")
            where file != "src/Base/UnixTimes.cs"
            from line in File.ReadLines(Path.Join(Repository.Root, file)).Select((text, i) => (Text: text, Number: i + 1))
            where line.Text.Contains("FromUnixTime", StringComparison.Ordinal)
                || line.Text.Contains("UnixEpoch.Add", StringComparison.Ordinal)
            select $"{file}:{line.Number}: use UnixTimes.At";
        Assert.Empty(elsewhere);
    }

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"));
}
