using System.Text.RegularExpressions;
using Hathi.Platform;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>
/// Which log files of an application are aggregated, by the patterns of its owner. One that is none, or takes too long, leaves nothing out
/// and is not tried on the next.
/// </summary>
/// <param name="context">What the application asked for; null: all.</param>
/// <param name="limit">For one pattern and name; for all names together there is ten times that, for there may be 100,000.</param>
/// <param name="time">For that.</param>
internal sealed class WantedLogs(LogAggregationContextProto? context, TimeSpan limit, TimeProvider time)
{
    private TimeSpan _left = 10 * limit;
    private Regex? _include = Parse(context?.IncludePattern, limit);
    private Regex? _exclude = Parse(context?.ExcludePattern, limit);

    /// <summary>Whether a pattern is left that is tried.</summary>
    internal bool HasPatterns => _include is not null || _exclude is not null;

    internal bool IsWanted(string name) => Matches(ref _include, name, otherwise: true) && !Matches(ref _exclude, name, otherwise: false);

    private static Regex? Parse(string? pattern, TimeSpan limit)
    {
        try
        {
            return string.IsNullOrEmpty(pattern) ? null : UserPattern.Of(pattern, RegexOptions.None, limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private bool Matches(ref Regex? pattern, string name, bool otherwise)
    {
        if (pattern is null)
        {
            return otherwise;
        }

        var start = time.GetTimestamp();
        try
        {
            var matches = pattern.IsMatch(name);
            _left -= time.GetElapsedTime(start);
            pattern = _left > TimeSpan.Zero ? pattern : null;
            return matches;
        }
        catch (RegexMatchTimeoutException)
        {
            pattern = null;
            return otherwise;
        }
    }
}
