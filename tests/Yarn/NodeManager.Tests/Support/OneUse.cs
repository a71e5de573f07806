using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests.Support;

internal static class OneUse
{
    /// <summary>Uses one resource.</summary>
    internal static async Task<LocalizedResource> UseAsync(
        this ResourceCache cache, LocalResourceProto resource, string user, string application)
    {
        var used = new List<LocalizedResource>();
        await cache.UseAsync([resource], user, application, used, CancellationToken.None).Patiently();
        return Assert.Single(used);
    }
}
