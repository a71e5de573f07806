using System.Text;
using Hathi.Yarn.Client.Logs;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Aggregated logs as Apache's <c>yarn logs</c> reads them.</summary>
public sealed class AggregatedLogTests : IDisposable
{
    internal const string Golden =
        "D111D36891B5D7B639DF414092BAE15009000756455253494F4EFC000000010011000F4150504C49434154494F4E5F41434C"
        + "ED0008564945575F41505000072061646D696E73001300114150504C49434154494F4E5F4F574E4552FB0003616461001C00"
        + "1A636F6E7461696E65725F315F303030315F30315F303030303031F500067374646F7574000136FA68656C6C6F0A00000100"
        + "0004000A09000756455253494F4E1E1C001A636F6E7461696E65725F315F303030315F30315F30303030303104046E6F6E65"
        + "0110CC83CC830311646174613A424346696C652E696E646578046E6F6E65CCC30B0B10646174613A5446696C652E696E6465"
        + "78046E6F6E65CC992A2A0F646174613A5446696C652E6D657461046E6F6E65CC93060600000000000000CE00010000D111D3"
        + "6891B5D7B639DF414092BAE150";

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-logs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Expected: Apache's Utils.writeVLong.
    [Theory]
    [InlineData(0L, "00")]
    [InlineData(127L, "7F")]
    [InlineData(-32L, "E0")]
    [InlineData(128L, "CC80")]
    [InlineData(-33L, "CBDF")]
    [InlineData(5119L, "DFFF")]
    [InlineData(5120L, "A81400")]
    [InlineData(-5120L, "B800")]
    [InlineData(-5121L, "A7EBFF")]
    [InlineData(65535L, "A8FFFF")]
    [InlineData(1048575L, "B7FFFF")]
    [InlineData(1048576L, "90100000")]
    [InlineData(-1048576L, "980000")]
    [InlineData(-1048577L, "8FEFFFFF")]
    [InlineData(134217727L, "97FFFFFF")]
    [InlineData(134217728L, "8308000000")]
    [InlineData(-134217728L, "88000000")]
    [InlineData(-134217729L, "83F7FFFFFF")]
    [InlineData(2147483647L, "837FFFFFFF")]
    [InlineData(2147483648L, "840080000000")]
    [InlineData(1099511627776L, "85010000000000")]
    [InlineData(4611686018427387904L, "874000000000000000")]
    [InlineData(long.MinValue, "878000000000000000")]
    public async Task Numbers_are_written_as_TFile_has_them(long value, string hex)
    {
        var bytes = new byte[TFileFormat.MaxNumberBytes];
        Assert.Equal(hex, Convert.ToHexString(bytes, 0, TFileFormat.WriteNumber(bytes, value)));
        Assert.Equal(value, await new TFileInput(new MemoryStream(bytes)).NumberAsync(default));
    }

    [Fact]
    [GoldenBytes(typeof(TFileFormat), 1)]
    [GoldenBytes(typeof(AggregatedLogWriter), 1)]
    public async Task Bytes_of_a_small_log_stay_as_Apache_has_read_them()
    {
        var bytes = await WriteAsync(compress: false, ("container_1_0001_01_000001", "stdout", "hello\n"));
        Assert.Equal(Golden, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_written_is_read(bool compress)
    {
        var large = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"line {i}\n"));
        var bytes = await WriteAsync(
            compress,
            ("container_1_0001_01_000001", "stderr", large),
            ("container_1_0001_01_000002", "stdout", ""),
            ("container_1_0001_01_000003", "syslog", large));
        var read = new List<string>();
        await AggregatedLogReader.VisitAsync(
            new MemoryStream(bytes),
            async (entry, content) =>
            {
                using var reader = new StreamReader(content, Encoding.UTF8);
                read.Add($"{entry.Container} {entry.Name} {entry.Length} "
                    + $"{await reader.ReadToEndAsync() == (entry.Name == "stdout" ? "" : large)}");
            },
            default);
        Assert.Equal(
            [
                $"container_1_0001_01_000001 stderr {large.Length} True",
                "container_1_0001_01_000002 stdout 0 True",
                $"container_1_0001_01_000003 syslog {large.Length} True",
            ],
            read);
    }

    [Fact]
    public async Task Who_reads_only_the_start_of_a_log_gets_to_the_next_one()
    {
        var bytes = await WriteAsync(
            compress: false,
            ("container_1_0001_01_000001", "stderr", new string('x', 300_000)),
            ("container_1_0001_01_000002", "stderr", "second"));
        var names = new List<string>();
        await AggregatedLogReader.VisitAsync(
            new MemoryStream(bytes),
            async (entry, content) =>
            {
                await content.ReadExactlyAsync(new byte[5]);
                names.Add(entry.Container);
            },
            default);
        Assert.Equal(2, names.Count);
    }

    [Fact]
    public async Task A_file_that_was_not_closed_is_refused()
    {
        var bytes = await WriteAsync(compress: false, ("container_1_0001_01_000001", "stderr", "text"));
        await Assert.ThrowsAsync<InvalidDataException>(() => AggregatedLogReader.VisitAsync(
            new MemoryStream(bytes, 0, bytes.Length - 1), static (_, _) => Task.CompletedTask, default));
    }

    [Fact]
    public void Paths_are_those_of_Apache()
    {
        var paths = new AggregatedLogPaths("/tmp/logs", "logs");
        var application = YarnIds.ParseApplication("application_1700000000000_12345");
        Assert.Equal(
            "/tmp/logs/ada/bucket-logs-tfile/2345/application_1700000000000_12345/host_8041",
            paths.Node("ada", application, new NodeIdProto { Host = "host", Port = 8041 }));
    }

    private async Task<byte[]> WriteAsync(bool compress, params (string Container, string Name, string Content)[] logs)
    {
        using var stream = new MemoryStream();
        var writer = await AggregatedLogWriter.BeginAsync(stream, compress, "ada", [new("VIEW_APP", " admins")], default);
        foreach (var (container, name, content) in logs)
        {
            var directory = Directory.CreateDirectory(Path.Join(_directory, container));
            var path = Path.Join(directory.FullName, name);
            await File.WriteAllTextAsync(path, content);
            await writer.AddContainerAsync(container, _directory, [path], default);
        }

        await writer.CloseAsync(default);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("(a+)+$", "")]
    [InlineData("", "(a+)+$")]
    public void A_pattern_that_takes_too_long_leaves_nothing_out_and_is_tried_once(string include, string exclude)
    {
        var wanted = new WantedLogs(
            new LogAggregationContextProto { IncludePattern = include, ExcludePattern = exclude },
            TimeSpan.FromMilliseconds(1),
            TimeProvider.System);
        Assert.True(wanted.HasPatterns);
        Assert.True(wanted.IsWanted(new string('a', 60) + "b"));
        Assert.False(wanted.HasPatterns);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_001)]
    public void A_pattern_that_is_none_or_too_long_leaves_nothing_out(int characters)
    {
        var wanted = new WantedLogs(
            new LogAggregationContextProto { IncludePattern = new string('(', characters), ExcludePattern = new string('[', characters) },
            TimeSpan.FromMinutes(1),
            TimeProvider.System);
        Assert.False(wanted.HasPatterns);
        Assert.True(wanted.IsWanted("stdout"));
    }

    [Fact]
    public void A_pattern_has_ten_times_the_time_for_one_name_for_all_of_them()
    {
        var wanted = new WantedLogs(new LogAggregationContextProto { IncludePattern = "^a" }, TimeSpan.FromMinutes(1), new SlowTime());
        for (var i = 0; i < 10; i++)
        {
            Assert.True(wanted.HasPatterns);
            Assert.False(wanted.IsWanted("b"));
        }

        Assert.False(wanted.HasPatterns);
        Assert.True(wanted.IsWanted("b"));
    }

    /// <summary>Between two looks at it there is always a minute.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += TimeSpan.TicksPerMinute;
    }
}
