using System.Text.RegularExpressions;

namespace Hathi.Platform;

/// <summary>A regular expression that a user wrote: where a server runs it, bounded in length and in time.</summary>
public static class UserPattern
{
    /// <summary>
    /// Characters of a pattern. .NET reads groups and classes within each other by recursion, and the end of a stack is
    /// the end of the process.
    /// </summary>
    public const int MostCharacters = 1_000;

    /// <summary>For one name.</summary>
    public static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pattern, ready to be matched: <see cref="Regex.IsMatch(string)"/> throws
    /// <see cref="RegexMatchTimeoutException"/> after the limit.
    /// </summary>
    /// <exception cref="ArgumentException">It is too long, or no regular expression.</exception>
    public static Regex Of(string pattern, RegexOptions options, TimeSpan limit) => pattern.Length <= MostCharacters
        ? new Regex(pattern, options | RegexOptions.CultureInvariant, limit)
        : throw new ArgumentException($"it has {pattern.Length} characters, and {MostCharacters} are taken", nameof(pattern));
}
