using Hathi.Platform.Disk;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Removes a tree of the node's, also where a container, which is a process of the same user, has taken away what the directory
/// above it lets this user do.
/// </summary>
internal static class TreeRemoval
{
    /// <exception cref="IOException">
    /// Something in it cannot be removed, or comes into it without end; or the directory above it is not there.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">No path leads to it.</exception>
    internal static void Remove(string root)
    {
        DirectoryListing.Reopen(Path.GetDirectoryName(root)!);
        DirectoryTree.Remove(root);
    }
}
