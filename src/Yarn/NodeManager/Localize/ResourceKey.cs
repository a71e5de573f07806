using Hathi.Yarn.NodeManager.Mapping;
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
        RequestResources.Visibility(resource) switch
        {
            LocalResourceVisibilityProto.Public => PublicScope,
            LocalResourceVisibilityProto.Private => PrivateScope(user),
            _ => ApplicationScope(user, application),
        },
        RequestResources.Url(resource.Resource),
        RequestResources.TimeStamp(resource),
        RequestResources.Type(resource),
        RequestResources.Pattern(resource));

    internal static string PrivateScope(string user) => $"private/{user}";

    internal static string ApplicationScope(string user, string application) => $"application/{user}/{application}";
}
