using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>
/// A local resource of a launch context, field by field. It is checked once, when its container is to start
/// (<see cref="RequestLaunch.Check"/>).
/// </summary>
internal static class RequestResources
{
    /// <summary>scheme://user@host:port/file, with what is there of it.</summary>
    public static string Url(URLProto url)
    {
        var authority = (url.HasUserInfo && url.UserInfo.Length > 0 ? url.UserInfo + "@" : "")
            + url.Host
            + (url.HasPort && url.Port > 0 ? string.Create(CultureInfo.InvariantCulture, $":{url.Port}") : "");
        return url.HasScheme && url.Scheme.Length > 0 ? $"{url.Scheme}://{authority}{url.File}" : url.File;
    }

    /// <summary>
    /// Milliseconds since 1970: the file's time when the container's launch context was made. Any other number is another file.
    /// </summary>
    public static long TimeStamp(LocalResourceProto resource) => resource.Timestamp;

    /// <summary>Bytes that it is said to have; none or fewer than one: nothing is said.</summary>
    public static long Size(LocalResourceProto resource) => resource.Size;

    public static LocalResourceTypeProto Type(LocalResourceProto resource) => resource.Type;

    public static LocalResourceVisibilityProto Visibility(LocalResourceProto resource) => resource.Visibility;

    /// <summary>What of the archive is unpacked, a regular expression; "" unless the type is pattern.</summary>
    public static string Pattern(LocalResourceProto resource) => resource.Type == LocalResourceTypeProto.Pattern ? resource.Pattern : "";

    /// <summary>Refuses one of which something is missing, in Apache's words, or too long.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">What, and of which.</exception>
    public static void Check(StringLocalResourceMapProto named)
    {
        var name = named.Key;
        if (name.Length > RequestLimits.ResourceName)
        {
            throw TooLong("the name", name, RequestLimits.ResourceName);
        }

        var value = named.Value;
        var missing = value?.Resource is null ? "URL" : !value.HasType ? "type" : !value.HasVisibility ? "visibility" : null;
        if (missing is not null)
        {
            throw YarnFaults.Yarn($"Null resource {missing} for local resource {name}");
        }

        var url = value!.Resource;
        if ((long)url.Scheme.Length + url.UserInfo.Length + url.Host.Length + url.File.Length > RequestLimits.Url)
        {
            throw TooLong("the URL", name, RequestLimits.Url);
        }

        if (value.Pattern.Length > RequestLimits.Pattern)
        {
            throw TooLong("the pattern", name, RequestLimits.Pattern);
        }
    }

    private static Hathi.Hadoop.Rpc.RpcFault TooLong(string what, string name, int most) =>
        YarnFaults.Yarn($"{what} of local resource {(name.Length > RequestLimits.ResourceName ? name[..100] + "..." : name)} has more than "
            + $"{most} characters");
}
