using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>A method that logs, as its file declares it.</summary>
/// <param name="Events">Its class, with the namespace.</param>
/// <param name="Id">0: none is given.</param>
internal sealed partial record LogEvent(string Events, int Id)
{
    /// <summary>Those of a source file.</summary>
    internal static IEnumerable<LogEvent> Of(string text)
    {
        var events = $"{Namespace().Match(text).Groups[1].Value}.{Class().Match(text).Groups[1].Value}";
        return Declared().Matches(text)
            .Select(m => new LogEvent(events, int.TryParse(m.Groups[1].Value, out var id) ? id : 0));
    }

    /// <summary>What is wrong with some, by their ids.</summary>
    /// <param name="all">All there are.</param>
    /// <param name="ranges">The class that each first id is of.</param>
    /// <param name="length">Ids of one class.</param>
    internal static IEnumerable<string> Wrong(IReadOnlyCollection<LogEvent> all, IReadOnlyDictionary<int, string> ranges, int length) =>
    [
        .. all.GroupBy(static e => e.Id).Where(static g => g.Count() > 1)
            .Select(static g => $"{g.Key} is there {g.Count()} times: {string.Join(", ", g.Select(static e => e.Events))}"),
        .. all.Where(e => ranges.GetValueOrDefault(e.Id - (e.Id % length)) != e.Events)
            .Select(static e => $"{e.Id} is none of {e.Events}"),
        .. ranges.Values.Except(all.Select(static e => e.Events)).Select(static name => $"{name} has a range and no events"),
        .. ranges.Keys.Where(first => first % length != 0).Select(static first => $"{first} begins no range"),
        .. ranges.Values.GroupBy(static name => name).Where(static g => g.Count() > 1).Select(static g => $"{g.Key} has two ranges"),
    ];

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^internal static partial class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)?")]
    private static partial Regex Declared();
}
