using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Platform.Tests;

public sealed class NodeLogTests
{
    [Fact]
    public void A_line_has_time_level_area_and_message_and_lesser_levels_are_dropped()
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], LogLevel.Information, new FixedClock(), NodeLog.MaxFileBytes))
        {
            Say(log, LogLevel.Debug, "not kept");
            Say(log, LogLevel.Information, "formatted /data");
            Say(log, LogLevel.Error, "stopped", new InvalidOperationException("because"));
            Assert.False(log.IsEnabled(LogLevel.None));
            Assert.False(log.IsEnabled(LogLevel.Debug));
        }

        Assert.Equal(
            "2001-09-09 01:46:40.123Z INFO  namenode 3000  formatted /data\n"
            + "2001-09-09 01:46:40.123Z ERROR namenode 3000  stopped\n"
            + "    System.InvalidOperationException: because\n",
            File.ReadAllText(temp["node.log"]));
    }

    [Fact]
    public void A_file_at_its_limit_is_turned_over_once()
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], LogLevel.Information, new FixedClock(), 150))
        {
            for (var i = 0; i < 7; i++)
            {
                Say(log, LogLevel.Information, $"line {i}");
            }
        }

        Assert.Equal(["line 6"], Messages(temp["node.log"]));
        Assert.Equal(["line 3", "line 4", "line 5"], Messages(temp["node.log.1"]));
    }

    [Theory]
    [InlineData('\n', @"\n")]
    [InlineData('\r', @"\r")]
    [InlineData('\t', @"\t")]
    [InlineData('\0', @"\u0000")]
    [InlineData('\x1b', @"\u001B")]
    [InlineData('\x7f', @"\u007F")]
    [InlineData('\x85', @"\u0085")]
    [InlineData('\u2028', @"\u2028")]
    [InlineData('\u2029', @"\u2029")]
    public void No_name_forges_a_line(char control, string escaped)
    {
        var forged = $"a{control}2001-09-09 01:46:40.123Z ERROR namenode  forged";
        Assert.Equal(
            $"2001-09-09 01:46:40.123Z INFO  namenode 3000  opened by a{escaped}2001-09-09 01:46:40.123Z ERROR namenode  forged\n",
            Written(log => Say(log, LogLevel.Information, "opened by " + forged)));
        var lines = Written(log => Say(log, LogLevel.Error, "stopped", new InvalidOperationException(forged))).Split('\n');
        Assert.All(lines[1..^1], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    [Fact]
    public void A_long_message_keeps_its_beginning_and_its_end()
    {
        var line = Written(log => Say(
            log, LogLevel.Error, "begins " + new string('x', 100_000) + " what to do",
            new InvalidOperationException(new string('y', 100_000))));
        Assert.Contains("  begins xxx", line, StringComparison.Ordinal);
        Assert.Contains(" … 100018 characters … ", line, StringComparison.Ordinal);
        Assert.Contains(" what to do\n    System.InvalidOperationException: yyy", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 20_000, 21_000);
    }

    [Theory]
    [InlineData(1_300, "Area", "datanode", "datanode 1300")] // as it stands in a text
    [InlineData(1_399, "area", "namenode", "namenode 1399")] // as the parameter is called
    [InlineData(1_300, "reason", "namenode", "? 1300")]
    [InlineData(3_099, "area", "datanode", "namenode 3099")]
    [InlineData(9_900, "area", "datanode", "? 9900")]
    public void Who_speaks_says_the_range_of_the_id_and_of_what_several_systems_have_the_event(
        int id, string name, string value, string speaker)
    {
        KeyValuePair<string, object?>[] values = [new("index", 7L), new(name, value)];
        Assert.Equal(
            $"2001-09-09 01:46:40.123Z WARN  {speaker}  said\n",
            Written(log => log.Log(LogLevel.Warning, new EventId(id), values, null, static (_, _) => "said")));
    }

    private static void Say(NodeLog log, LogLevel level, string text, Exception? error = null) =>
        log.Log(level, new EventId(3_000), text, error, static (said, _) => said);

    private static string Written(Action<NodeLog> write)
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], LogLevel.Information, new FixedClock(), NodeLog.MaxFileBytes))
        {
            write(log);
        }

        return File.ReadAllText(temp["node.log"]);
    }

    private static IEnumerable<string> Messages(string path) =>
        File.ReadLines(path).Select(l => l[(l.LastIndexOf("  ", StringComparison.Ordinal) + 2)..]);

    private sealed class FixedClock : IClock
    {
        public Now Read() => new(1_000_000_000_123, 0);
    }
}
