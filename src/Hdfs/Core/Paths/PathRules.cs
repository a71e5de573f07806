using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Paths;

/// <summary>
/// What a path may look like. Source: DFSUtilClient.isValidName, FSDirectory's reserved names. How long a path may be is checked
/// before the Core sees it.
/// </summary>
internal static class PathRules
{
    public const string Reserved = "/.reserved";

    /// <summary>Followed by the number of an inode: that inode.</summary>
    public const string Inodes = Reserved + "/.inodes";

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

        // ".." after an id asks for the parent; anywhere else it would become a name, and commands that join names would
        // leave their directory.
        var afterId = path.StartsWith("/.reserved/.inodes/", StringComparison.Ordinal) ? 3 : -1;
        var index = 0;
        foreach (var range in rest.Split('/'))
        {
            var name = rest[range];
            if (name.IsEmpty || name.Contains(':') || name is "."
                || (name is ".." && (index != afterId || range.End.GetOffset(rest.Length) != rest.Length)))
            {
                return false;
            }

            index++;
        }

        return true;
    }

    /// <summary>Whether a name means another place than a child, to whoever joins names.</summary>
    public static bool IsDots(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);

    /// <summary>Refuses what is not absolute.</summary>
    public static void CheckAbsolute(string path)
    {
        if (!path.StartsWith('/'))
        {
            throw new HdfsFault(HdfsError.InvalidPath, $"Absolute path required, but got '{path}'");
        }
    }

    public static HdfsFault Invalid(string what) => new(HdfsError.InvalidPath, "Invalid path name " + what);
}
