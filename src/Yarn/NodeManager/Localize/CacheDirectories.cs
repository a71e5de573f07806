using System.Globalization;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>Where resources lie that are kept, and which was fetched when.</summary>
internal static class CacheDirectories
{
    /// <summary>Those of all users and of each application on one disk.</summary>
    internal static IEnumerable<string> Below(string local, DirectoryListing listing)
    {
        yield return NodeDirectories.PublicCache(local);
        foreach (var user in listing.Directories(Path.Join(local, "usercache")))
        {
            yield return Path.Join(user, "filecache");
            foreach (var application in listing.Directories(Path.Join(user, "appcache")))
            {
                yield return Path.Join(application, "filecache");
            }
        }
    }

    /// <summary>Counts up with each fetch; 0: somebody else has made it.</summary>
    internal static long Number(string directory) =>
        long.TryParse(
            Path.GetFileName(directory).Replace("_tmp", "", StringComparison.Ordinal),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number)
            ? number
            : 0;
}
