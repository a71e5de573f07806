using System.Runtime.CompilerServices;
using Hathi.Hadoop.Rpc;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// Texts of requests, checked against <see cref="RequestLimits"/>. No field of a request is read but through this class,
/// <see cref="RequestNumbers"/>, <see cref="RequestIds"/>, <see cref="RequestLists"/> and <see cref="RequestTokens"/>: a test
/// reads the compiled code.
/// </summary>
internal static class RequestTexts
{
    /// <summary>An application's name.</summary>
    public static string Name(string name, [CallerArgumentExpression(nameof(name))] string field = "") =>
        name.AtMost(RequestLimits.Name, field);

    /// <summary>An application's type, cut.</summary>
    public static string Type(string type) => type.Length > RequestLimits.Type ? type[..RequestLimits.Type] : type;

    /// <summary>A queue: its path, or the name of a leaf.</summary>
    public static string Queue(string queue, [CallerArgumentExpression(nameof(queue))] string field = "") =>
        queue.AtMost(RequestLimits.Queue, field);

    /// <summary>A host.</summary>
    public static string Host(string host, [CallerArgumentExpression(nameof(host))] string field = "") =>
        host.AtMost(RequestLimits.Host, field);

    /// <summary>A host, a rack, or *; or an expression of labels.</summary>
    public static string Place(string place, [CallerArgumentExpression(nameof(place))] string field = "") =>
        place.AtMost(RequestLimits.Place, field);

    /// <summary>A user.</summary>
    public static string User(string user, [CallerArgumentExpression(nameof(user))] string field = "") =>
        user.AtMost(RequestLimits.User, field);

    /// <summary>The version of a NodeManager.</summary>
    public static string Version(string version, [CallerArgumentExpression(nameof(version))] string field = "") =>
        version.AtMost(RequestLimits.User, field);

    /// <summary>A URL.</summary>
    public static string Url(string url, [CallerArgumentExpression(nameof(url))] string field = "") => url.AtMost(RequestLimits.Url, field);

    /// <summary>What an application's values are compared with.</summary>
    public static string FilterValue(string value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value.AtMost(RequestLimits.FilterValue, field);

    /// <summary>A time, as wall milliseconds.</summary>
    /// <exception cref="RpcFault">It is not of a time's form.</exception>
    public static long Time(string time, [CallerArgumentExpression(nameof(time))] string field = "") =>
        ExpireTimes.Parse(time.AtMost(RequestLimits.Time, field));

    /// <summary>Why something was done or happened: its end, as Apache's BoundedAppender keeps it.</summary>
    public static string Diagnostics(string why) => why.Length <= RequestLimits.Diagnostics ? why : why[^RequestLimits.Diagnostics..];

    /// <summary>Who may see or change an application.</summary>
    public static string AccessList(string list, [CallerArgumentExpression(nameof(list))] string field = "") =>
        list.AtMost(RequestLimits.AccessList, field);

    /// <summary>The name of a variable of a submission that was taken.</summary>
    public static string Variable(string name) => name;

    /// <summary>A tag, in small letters. The refusals are Apache's (ApplicationSubmissionContextPBImpl.checkTags).</summary>
    public static string Tag(string tag)
    {
        if (tag.Length > RequestLimits.Tag)
        {
            throw new RpcFault(
                JavaErrors.IllegalArgument,
                $"Tag {tag[..RequestLimits.Tag]}... is too long, maximum allowed length of a tag is {RequestLimits.Tag}");
        }

        return tag.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new RpcFault(JavaErrors.IllegalArgument, $"A tag can only have ASCII characters! Invalid tag - {tag}")
            : tag.ToLowerInvariant();
    }
}
