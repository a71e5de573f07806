using System.Text.RegularExpressions;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>Which log files of an application are aggregated, by the patterns of its owner. One that is none, or takes too long for one name, leaves nothing out and is not tried on the next.</summary>
/// <param name="context">What the application asked for; null: all.</param>
/// <param name="limit">For one pattern and name.</param>
internal sealed class WantedLogs(LogAggregationContextProto? context, TimeSpan limit)
{
    private const int MostPattern = 1_000;

    private string _include = context?.IncludePattern ?? "";
    private string _exclude = context?.ExcludePattern ?? "";

    /// <summary>Whether a pattern is left that is tried.</summary>
    internal bool HasPatterns => _include.Length + _exclude.Length > 0;

    internal bool IsWanted(string name) => Matches(ref _include, name, otherwise: true) && !Matches(ref _exclude, name, otherwise: false);

    private bool Matches(ref string pattern, string name, bool otherwise)
    {
        // .NET reads classes within classes by recursion, and the end of a stack is the end of the process.
        if (pattern.Length > MostPattern)
        {
            pattern = "";
        }

        try
        {
            return pattern.Length == 0 ? otherwise : Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant, limit);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            pattern = "";
            return otherwise;
        }
    }
}
