using System.Text;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>Shows a path as seen from a directory, "../x" where it must. Source: Apache <c>PathData.relativize</c>.</summary>
internal static class RelativePaths
{
    /// <param name="directory">Absolute.</param>
    /// <param name="path">Absolute.</param>
    /// <param name="isDirectory">Of <paramref name="path"/>.</param>
    public static string Of(string directory, string path, bool isDirectory)
    {
        if (directory == path)
        {
            return ".";
        }

        var common = CommonSlash(directory, path, isDirectory);
        var relative = new StringBuilder();
        if (common < path.Length)
        {
            relative.Append(path, common + 1, path.Length - common - 1);
        }

        // A step up for each component of the directory that the two do not share.
        for (var at = common; at >= 0 && at < directory.TrimEnd('/').Length; at = directory.IndexOf('/', at + 1))
        {
            relative.Insert(0, relative.Length == 0 ? ".." : "../");
        }

        return relative.ToString();
    }

    /// <summary>Where the last '/' is that both start with.</summary>
    private static int CommonSlash(string directory, string path, bool isDirectory)
    {
        directory = directory.EndsWith('/') ? directory : directory + "/";
        path = isDirectory && !path.EndsWith('/') ? path + "/" : path;
        var same = directory.AsSpan().CommonPrefixLength(path);
        return same == 0 ? -1 : directory.LastIndexOf('/', same - 1);
    }
}
