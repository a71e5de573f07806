using System.Runtime.CompilerServices;

namespace Hathi.Hadoop.Rpc;

/// <summary>
/// Refuses what is longer than a server takes it, for those servers where Apache sets no limit and so has no words for it. What was too
/// long is told by its name and its size, never by itself. Which limit counts, and why, stands in each server's
/// <c>Mapping/RequestLimits.cs</c>.
/// </summary>
public static class RequestBounds
{
    /// <summary>The text, if it is short enough.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="characters">UTF-16 characters, as Java's String.length() counts them.</param>
    /// <param name="field">Its name in the request.</param>
    /// <exception cref="RpcFault">IllegalArgumentException: it is longer.</exception>
    public static string AtMost(this string text, int characters, [CallerArgumentExpression(nameof(text))] string field = "") =>
        text.Length <= characters
            ? text
            : throw new RpcFault(
                JavaErrors.IllegalArgument, $"{NameOf(field)} has {text.Length} characters, and at most {characters} are taken.");

    /// <summary>The list, if it is short enough.</summary>
    /// <typeparam name="T">What is in it.</typeparam>
    /// <param name="list">As sent.</param>
    /// <param name="count">Entries.</param>
    /// <param name="field">Its name in the request.</param>
    /// <exception cref="RpcFault">IllegalArgumentException: there are more.</exception>
    public static IReadOnlyCollection<T> AtMost<T>(
        this IReadOnlyCollection<T> list, int count, [CallerArgumentExpression(nameof(list))] string field = "") => list.Count <= count
        ? list
        : throw new RpcFault(
            JavaErrors.IllegalArgument, $"{NameOf(field)} has {list.Count} entries, and at most {count} are taken in one call.");

    private static string NameOf(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
