namespace Hathi.Base;

/// <summary>Small files as a whole.</summary>
public static class DiskFiles
{
    /// <summary>What a file is called while <see cref="Replace"/> makes it.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>All bytes of a file.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="path">Which.</param>
    /// <param name="maxBytes">A file that is longer is not what it should be; its first bytes are given.</param>
    /// <exception cref="DiskException">It is not there, or the disk failed.</exception>
    public static byte[] ReadAll(this IDisk disk, string path, int maxBytes)
    {
        using var file = disk.Open(path, DiskOpen.Read);
        var bytes = new byte[Math.Min(file.Length, maxBytes)];
        var n = file.Read(0, bytes);
        return n == bytes.Length ? bytes : bytes[..n];
    }

    /// <summary>
    /// Writes a file durably beside the one of that name and puts it in its place, so that a crash leaves one or the other.
    /// </summary>
    /// <param name="disk">Where.</param>
    /// <param name="path">Which.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="DiskException">The disk failed; the old file is there.</exception>
    public static void Replace(this IDisk disk, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + TemporarySuffix;
        using (var file = disk.Open(temporary, DiskOpen.CreateOrEmpty))
        {
            file.Write(0, content);
            file.Sync();
        }

        disk.Rename(temporary, path);
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
