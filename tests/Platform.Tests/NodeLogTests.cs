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
            + "System.InvalidOperationException: because\n",
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

    private static IEnumerable<string> Messages(string path) => File.ReadLines(path).Select(l => l[(l.LastIndexOf("  ", StringComparison.Ordinal) + 2)..]);

    private sealed class FixedClock : IClock
    {
        public Now Read() => new(1_000_000_000_123, 0);
    }
}
