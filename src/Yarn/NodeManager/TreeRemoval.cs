using Hathi.Yarn.NodeManager.Recovery;

namespace Hathi.Yarn.NodeManager;

/// <summary>
/// Removes trees that a walk by paths does not: with directories that let their owner change nothing (Go's module cache), or so deep that no path leads to the last one. Every directory is
/// moved up into the first one and emptied there, so that no path is longer than two names below it and no call nests. Links are removed, not followed.
/// </summary>
internal static class TreeRemoval
{
    /// <exception cref="IOException">Something in it cannot be removed, or comes into it meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">Something in it is somebody else's.</exception>
    internal static void Remove(string root)
    {
        DirectoryListing.Reopen(Path.GetDirectoryName(root)!);
        if (new DirectoryInfo(root).LinkTarget is not null)
        {
            File.Delete(root);
            return;
        }

        var ahead = new Stack<string>();
        Empty(root, ahead.Push);
        var moved = 0L;
        while (ahead.TryPop(out var directory))
        {
            Empty(directory, below =>
            {
                DirectoryListing.Reopen(below); // one that cannot be written to cannot be moved either
                var above = Fresh(root, ref moved);
                Directory.Move(below, above);
                ahead.Push(above);
            });
            Directory.Delete(directory);
        }

        Directory.Delete(root);
    }

    private static void Empty(string directory, Action<string> found)
    {
        DirectoryListing.Reopen(directory);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                found(entry.FullName);
            }
            else
            {
                File.Delete(entry.FullName);
            }
        }
    }

    private static string Fresh(string root, ref long moved)
    {
        string path;
        do
        {
            path = $"{root}/.removed-{++moved}";
        }
        while (Path.Exists(path));
        return path;
    }
}
