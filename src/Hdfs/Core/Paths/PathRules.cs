using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Paths;

/// <summary>What a path may look like. Source: DFSUtilClient.isValidName, FSDirectory's reserved names, HdfsConstants.MAX_PATH_LENGTH and MAX_PATH_DEPTH.</summary>
internal static class PathRules
{
    public const string Reserved = "/.reserved";
    private const int MaxLength = 8000;
    private const int MaxDepth = 1000;

    public static ReadOnlySpan<byte> ReservedName => ".reserved"u8;

    public static ReadOnlySpan<byte> InodesName => ".inodes"u8;

    public static ReadOnlySpan<byte> RawName => "raw"u8;

    public static ReadOnlySpan<byte> SnapshotName => ".snapshot"u8;

    /// <summary>Whether a new file or directory may have this path.</summary>
    public static bool IsValidNew(string path)
    {
        if (!path.StartsWith('/'))
        {
            return false;
        }

        var rest = path.AsSpan(1).TrimEnd('/');
        if (rest.IsEmpty)
        {
            return true;
        }

        var inInodes = path.StartsWith("/.reserved/.inodes/", StringComparison.Ordinal);
        foreach (var range in rest.Split('/'))
        {
            var name = rest[range];
            if (name.IsEmpty || name.Contains(':') || name is "." || (name is ".." && !inInodes))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Refuses a path that is too long or too deep to make.</summary>
    public static void CheckLength(string operation, string path)
    {
        if (path.Length > MaxLength || Depth(path) > MaxDepth)
        {
            throw new HdfsFault(HdfsError.Io, $"{operation}: Pathname too long.  Limit {MaxLength} characters, {MaxDepth} levels.");
        }
    }

    /// <summary>Refuses what is not absolute.</summary>
    public static void CheckAbsolute(string path)
    {
        if (!path.StartsWith('/'))
        {
            throw new HdfsFault(HdfsError.InvalidPath, $"Absolute path required, but got '{path}'");
        }
    }

    public static HdfsFault Invalid(string what) => new(HdfsError.InvalidPath, "Invalid path name " + what);

    private static int Depth(ReadOnlySpan<char> path)
    {
        var depth = 0;
        for (var i = 0; i < path.Length; i++)
        {
            depth += path[i] != '/' && (i == 0 || path[i - 1] == '/') ? 1 : 0;
        }

        return depth;
    }
}
