using Hathi.Base;

namespace Hathi.Platform.Tests;

public sealed class NodeLogTests
{
    [Fact]
    public void A_line_has_time_level_area_and_message_and_lesser_levels_are_dropped()
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], NodeLogLevel.Info, new FixedClock(), NodeLog.MaxFileBytes))
        {
            log.Debug("rpc", "not kept");
            log.Info("namenode", "formatted /data");
            log.Error("namenode", "stopped", new InvalidOperationException("because"));
            Assert.False(log.IsEnabled(NodeLogLevel.Debug));
        }

        Assert.Equal(
            "2001-09-09 01:46:40.123Z INFO  namenode  formatted /data\n"
            + "2001-09-09 01:46:40.123Z ERROR namenode  stopped\n"
            + "    System.InvalidOperationException: because\n",
            File.ReadAllText(temp["node.log"]));
    }

    [Fact]
    public void A_file_at_its_limit_is_turned_over_once()
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], NodeLogLevel.Info, new FixedClock(), 100))
        {
            for (var i = 0; i < 7; i++)
            {
                log.Info("a", $"line {i}");
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
            $"2001-09-09 01:46:40.123Z INFO  namenode  opened by a{escaped}2001-09-09 01:46:40.123Z ERROR namenode  forged\n",
            Written(log => log.Info("namenode", "opened by " + forged)));
        var lines = Written(log => log.Error("namenode", "stopped", new InvalidOperationException(forged))).Split('\n');
        Assert.All(lines[1..^1], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    [Fact]
    public void A_long_message_keeps_its_beginning_and_its_end()
    {
        var line = Written(log => log.Error(
            "a", "begins " + new string('x', 100_000) + " what to do", new InvalidOperationException(new string('y', 100_000))));
        Assert.Contains("  begins xxx", line, StringComparison.Ordinal);
        Assert.Contains(" … 100018 characters … ", line, StringComparison.Ordinal);
        Assert.Contains(" what to do\n    System.InvalidOperationException: yyy", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 20_000, 21_000);
    }

    private static string Written(Action<NodeLog> write)
    {
        using var temp = new TempDirectory();
        using (var log = NodeLog.ToFile(temp["node.log"], NodeLogLevel.Info, new FixedClock(), NodeLog.MaxFileBytes))
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
