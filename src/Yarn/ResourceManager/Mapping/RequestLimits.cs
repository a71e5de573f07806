using System.Runtime.CompilerServices;
using Hathi.Rpc;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// What a request may hold before the Core sees it. Apache's ResourceManager sets few of these limits; each stands where everything real is far below it. Bytes of
/// whole requests are bounded before they are decoded (<see cref="Protocols.RequestBytes"/>).
/// </summary>
internal static class RequestLimits
{
    /// <summary>Characters of an application's name: it is shown in every list, and programs put a whole query into it.</summary>
    public const int Name = 8_000;

    /// <summary>Characters of a queue's path.</summary>
    public const int Queue = 1_000;

    /// <summary>Characters of a host's name as it is written (RFC 1035): no name service takes a longer one.</summary>
    public const int Host = 253;

    /// <summary>Characters of the place of an ask: a host, or a rack's path.</summary>
    public const int Place = 1_000;

    /// <summary>Characters of a user's name, and of a version (LOGIN_NAME_MAX).</summary>
    public const int User = 256;

    /// <summary>Characters of a URL: what browsers and proxies carry.</summary>
    public const int Url = 8_000;

    /// <summary>Characters of a text that tells why; what is before them is cut off (yarn.app.attempt.diagnostics.limit.kc, 64).</summary>
    public const int Diagnostics = 64 * 1024;

    /// <summary>Asks, releases, or names of nodes to avoid, in one heartbeat of a master: each of 10,000 nodes and their racks at several priorities, and the Core takes them in one step.</summary>
    public const int PlacesOfAllocate = 65_536;

    /// <summary>Containers or applications in one call of a node: it runs some hundreds.</summary>
    public const int OfNode = 65_536;

    /// <summary>Values of one filter of getApplications: each is compared with every application.</summary>
    public const int FilterValues = 1_000;

    /// <summary>Containers that a submission asks for its master: one for each place that will do.</summary>
    public const int MasterAsks = 1_000;

    /// <exception cref="RpcFault">IllegalArgumentException: it is longer.</exception>
    public static string AtMost(this string text, int characters, [CallerArgumentExpression(nameof(text))] string field = "") => text.Length <= characters
        ? text
        : throw new RpcFault(JavaErrors.IllegalArgument, $"{FieldOf(field)} has {text.Length} characters, and at most {characters} are taken.");

    /// <exception cref="RpcFault">IllegalArgumentException: there are more.</exception>
    public static IReadOnlyCollection<T> AtMost<T>(this IReadOnlyCollection<T> list, int count, [CallerArgumentExpression(nameof(list))] string field = "") => list.Count <= count
        ? list
        : throw new RpcFault(JavaErrors.IllegalArgument, $"{FieldOf(field)} has {list.Count} entries, and at most {count} are taken in one call.");

    /// <summary>Bytes of what a submission says of its logs: it goes into the token of each container that the application gets.</summary>
    public const int LogContextBytes = 16 * 1024;

    /// <summary>The end of a text that tells why, as Apache's BoundedAppender keeps it.</summary>
    public static string LastOf(this string text) => text.Length <= Diagnostics ? text : text[^Diagnostics..];

    private static string FieldOf(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
