using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// What makes two resources the same one on this node: place, time stamp, kind, pattern, and who may see it. Source: LocalResourceRequest.
/// </summary>
/// <param name="Scope">"public", "private/USER" or "application/USER/APPLICATION".</param>
/// <param name="Url">As text.</param>
/// <param name="TimeStamp">Milliseconds since 1970.</param>
/// <param name="Type">File, archive, pattern.</param>
/// <param name="Pattern">What of the archive is unpacked; "" unless <paramref name="Type"/> is pattern.</param>
internal sealed record ResourceKey(string Scope, string Url, long TimeStamp, LocalResourceTypeProto Type, string Pattern)
{
    internal const string PublicScope = "public";

    internal static ResourceKey Of(LocalResourceProto resource, string user, string application) => new(
        resource.Visibility switch
        {
            LocalResourceVisibilityProto.Public => PublicScope,
            LocalResourceVisibilityProto.Private => PrivateScope(user),
            _ => ApplicationScope(user, application),
        },
        Text(resource.Resource),
        resource.Timestamp,
        resource.Type,
        resource.Type == LocalResourceTypeProto.Pattern ? resource.Pattern : "");

    internal static string PrivateScope(string user) => $"private/{user}";

    internal static string ApplicationScope(string user, string application) => $"application/{user}/{application}";

    /// <summary>scheme://user@host:port/file, with what is there of it.</summary>
    internal static string Text(URLProto url)
    {
        var authority = (url.HasUserInfo && url.UserInfo.Length > 0 ? url.UserInfo + "@" : "")
            + url.Host
            + (url.HasPort && url.Port > 0 ? string.Create(CultureInfo.InvariantCulture, $":{url.Port}") : "");
        return url.HasScheme && url.Scheme.Length > 0 ? $"{url.Scheme}://{authority}{url.File}" : url.File;
    }
}
