using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.DataNode.Options;

/// <summary>One entry of dfs.datanode.data.dir.</summary>
/// <param name="Path">Absolute directory.</param>
/// <param name="Kind">What the disk is, from a prefix such as [SSD].</param>
public readonly record struct VolumeLocation(string Path, StorageKind Kind)
{
    /// <summary>Reads the comma-separated list: <c>/data/1,[SSD]file:///data/2</c>. Source: StorageLocation.parse.</summary>
    /// <exception cref="FormatException">An entry is empty, relative or of an unknown kind; the message quotes it.</exception>
    public static IReadOnlyList<VolumeLocation> Parse(string list)
    {
        var result = new List<VolumeLocation>();
        foreach (var entry in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            result.Add(ParseOne(entry));
        }

        return result.Count > 0 ? result : throw new FormatException($"{DataNodeKeys.Volumes} names no directory.");
    }

    private static VolumeLocation ParseOne(string entry)
    {
        var kind = StorageKind.Disk;
        var path = entry;
        if (entry.StartsWith('['))
        {
            var end = entry.IndexOf(']', StringComparison.Ordinal);
            kind = (end < 0 ? "" : entry[1..end].ToUpperInvariant()) switch
            {
                "DISK" => StorageKind.Disk,
                "SSD" => StorageKind.Ssd,
                "ARCHIVE" => StorageKind.Archive,
                "RAM_DISK" => StorageKind.RamDisk,
                _ => throw new FormatException(
                    $"{DataNodeKeys.Volumes}: '{entry}' begins with a storage type that is not DISK, SSD, ARCHIVE or RAM_DISK."),
            };
            path = entry[(end + 1)..];
        }

        if (path.StartsWith("file:", StringComparison.Ordinal))
        {
            path = new Uri(path).LocalPath;
        }

        return System.IO.Path.IsPathFullyQualified(path)
            ? new VolumeLocation(System.IO.Path.GetFullPath(path), kind)
            : throw new FormatException($"{DataNodeKeys.Volumes}: '{entry}' is not an absolute path.");
    }
}
