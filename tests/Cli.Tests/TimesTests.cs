using System.Globalization;
using Hathi.Base;
using Hathi.Cli.Kit.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>Whoever may write a file gives it any time of 64 bits; whoever lists its directory sees it, and what is beside it.</summary>
public sealed class TimesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-times-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<long> Extremes() =>
        [long.MinValue, -1, 0, 1L << 53, 253_402_300_799_999, 253_402_300_800_000, long.MaxValue];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>What Java prints; the days were counted by another program.</summary>
    [Theory]
    [InlineData(0, "1970-01-01 00:00:00", "1970-01-01T00:00:00.000Z")]
    [InlineData(253_402_300_799_999, "9999-12-31 23:59:59", "9999-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_800_000, "10000-01-01 00:00:00", "+10000-01-01T00:00:00.000Z")]
    [InlineData(1L << 53, "287396-10-12 08:59:00", "+287396-10-12T08:59:00.992Z")]
    [InlineData(long.MaxValue, "292278994-08-17 07:12:55", "+292278994-08-17T07:12:55.807Z")]
    public void YearsAreAsLongAsTheyAre(long time, string text, string iso)
    {
        Assert.Equal(text, Times.UtcSeconds(time));
        Assert.Equal(iso, Times.Iso(time));
        var year = int.Parse(text[..text.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        Assert.InRange(int.Parse(Times.Java(time).Split(' ')[^1], CultureInfo.InvariantCulture), year - 1, year + 1);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task EverythingShowsAndCopiesThem(long time)
    {
        await File.WriteAllTextAsync(_root + "/a", "1", Cancel);
        await File.WriteAllTextAsync(_root + "/b", "22", Cancel);
        Directory.CreateDirectory(_root + "/to");
        foreach (var command in (string[])
        [
            "-ls R", "-ls -u R", "-ls --json R", "-ls -t R", "-stat %y%x%Y%X R/a R/b", "-stat --json R/a R/b", "-get -p R/a R/b R/to",
            "-cp -p -f R/a R/b R/to",
        ])
        {
            var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()))
            {
                Describe = s => s.Name == "a" ? s with { ModificationTime = time, AccessTime = time } : s,
            };
            var (output, error, code) = await VerbRun.RunAsync(
                files, new Configuration(), [.. command.Split(' ').Select(w => w.Replace("R", _root, StringComparison.Ordinal))]);
            Assert.Equal(("", 0), (error, code));
            Assert.True(File.Exists(_root + "/to/b") || !command.Contains("/to", StringComparison.Ordinal));
            Assert.True(output.Contains("/b", StringComparison.Ordinal) || !command.StartsWith("-ls", StringComparison.Ordinal), output);
        }
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void AnyTimeIsATimeInAnyZone(long time)
    {
        var at = UnixTimes.At(time);
        _ = at.ToLocalTime();
        Assert.InRange(at.ToOffset(TimeSpan.FromHours(14)).Year, 1, 9999);
        Assert.InRange(at.ToOffset(TimeSpan.FromHours(-12)).Year, 1, 9999);
        Assert.True(time is < 0 or > 253_402_200_000_000 || at.ToUnixTimeMilliseconds() == time, at.ToString(CultureInfo.InvariantCulture));
    }
}
