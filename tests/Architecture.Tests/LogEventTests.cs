using System.Text.RegularExpressions;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Architecture.Tests;

/// <summary>
/// There is one way to log: a generated method, with an id of its own in the range of its file (docs/adr/0013). Who speaks follows from it.
/// </summary>
public sealed partial class LogEventTests
{
    private const string Storage = "Hathi.Hdfs.DataNode.Events.StorageLog";

    /// <summary>Types by which something is logged in another way.</summary>
    private static readonly string[] s_otherWays =
        ["Microsoft.Extensions.Logging.LoggerExtensions", "Microsoft.Extensions.Logging.LoggerFactory"];

    public static TheoryData<string> Assemblies => [.. House.MayUse.Keys];

    [Fact]
    public void An_event_has_an_id_of_its_own_in_the_range_of_its_file() => Assert.Empty(Wrong(Declared()));

    /// <summary>Houses that are refused: one with a file more, with this event.</summary>
    [Theory]
    [InlineData(4_100, Storage, $"4100 is there 2 times: {Storage}, {Storage}")]
    [InlineData(4_200, Storage, "4200 is there 2 times: Hathi.Hdfs.DataNode.Events.TransferLog, " + Storage, $"4200 is none of {Storage}")]
    [InlineData(4_299, Storage, $"4299 is none of {Storage}")]
    [InlineData(8_000, Storage, $"8000 is none of {Storage}")]
    [InlineData(0, Storage, $"0 is none of {Storage}")]
    [InlineData(4_199, "Hathi.Log.SegmentLog", "4199 is none of Hathi.Log.SegmentLog")]
    public void An_id_that_is_taken_or_another_s_is_refused(int id, string events, params string[] wrong) =>
        Assert.Equal(wrong, Wrong([.. Declared(), new LogEvent(events, id)]));

    [Fact]
    public void A_range_that_has_no_events_is_refused() =>
        Assert.Equal([$"{Storage} has a range and no events"], Wrong([.. Declared().Where(static e => e.Events != Storage)]));

    [Theory]
    [InlineData("[LoggerMessage(7, LogLevel.Debug, \"a\")]", 7)]
    [InlineData("[LoggerMessage(EventId = 8, Message = \"a\")]", 8)]
    [InlineData("[LoggerMessage(LogLevel.Debug, \"a\")]", 0)]
    public void An_event_is_seen(string declaration, int id) => Assert.Equal(
        [new LogEvent("A.B.CLog", id)],
        LogEvent.Of($"namespace A.B;\n\ninternal static partial class CLog\n{{\n    {declaration}\n}}"));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Nothing_is_logged_in_another_way(string assembly) => Assert.Empty(OtherWays(assembly));

    /// <summary>A house that is refused: this assembly, with what stands below.</summary>
    [Fact]
    public void Another_way_to_log_is_refused()
    {
        Mutants.Say(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(s_otherWays, OtherWays("Hathi.Architecture.Tests").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_text_is_made_by_hand()
    {
        var found =
            from file in Repository.Files("src", "*.cs")
            from line in File.ReadLines(Path.Join(Repository.Root, file)).Select(static (text, i) => (Text: text, Number: i + 1))
            where IsByHand(line.Text)
            select $"{file}:{line.Number}";
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("        _log.Log(LogLevel.Warning, new EventId(7), state, null, Format);", true)]
    [InlineData("        log.Log(level, $\"{path} is gone\");", true)]
    [InlineData("    private static readonly Action<ILogger, Exception?> s_gone = LoggerMessage.Define(LogLevel.Debug, 7, \"a\");", true)]
    [InlineData("        _log.LogLost(e, _area);", false)]
    [InlineData("        var y = Math.Log(x);", false)]
    public void A_text_that_is_made_by_hand_is_seen(string line, bool isSeen) => Assert.Equal(isSeen, IsByHand(line));

    private static List<LogEvent> Declared() =>
        [.. Repository.Files("src", "*.cs").SelectMany(static file => LogEvent.Of(Repository.Text(file)))];

    private static IEnumerable<string> Wrong(List<LogEvent> all) =>
        LogEvent.Wrong(all, LogAreas.Ranges.ToDictionary(static r => r.Key, static r => r.Value.Events), LogAreas.RangeLength);

    private static IEnumerable<string> OtherWays(string assembly)
    {
        using var read = new Assembly(assembly);
        return [.. read.ReferencedTypes.Intersect(s_otherWays)];
    }

    private static bool IsByHand(string line) => ByHand().IsMatch(line);

    [GeneratedRegex(@"[lL]og(?:ger)?\.Log\(|LoggerMessage\.Define")]
    private static partial Regex ByHand();

    /// <summary>What the rule is there for.</summary>
    private static class Mutants
    {
        internal static void Say(ILogger log)
        {
            using var factory = new LoggerFactory();
            log.LogWarning("{Path} is gone", "/a");
        }
    }
}
