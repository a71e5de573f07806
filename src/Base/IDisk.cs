namespace Hathi.Base;

/// <summary>
/// The small part of a file system that durable structures need, so that a simulated disk can lie, tear and rot.
/// Paths are absolute or relative to the process, '/'-separated. Safe from any thread.
/// </summary>
/// <remarks>
/// A new, renamed or deleted name survives a crash only after <see cref="SyncDirectory"/> of its directory, and bytes and
/// length only after <see cref="IDiskFile.Sync"/>. Failures of the environment are <see cref="System.IO.IOException"/>
/// (a full disk is <see cref="DiskFullException"/>) or <see cref="UnauthorizedAccessException"/>, with the path in the message.
/// </remarks>
public interface IDisk
{
    /// <summary>Opens a file.</summary>
    /// <exception cref="System.IO.FileNotFoundException">The file must exist for <paramref name="mode"/> and does not.</exception>
    /// <exception cref="System.IO.IOException">The file exists and <paramref name="mode"/> is <see cref="DiskOpen.CreateNew"/>, or the disk failed.</exception>
    IDiskFile Open(string path, DiskOpen mode);

    /// <summary>Whether there is a file, not a directory, of this name.</summary>
    bool FileExists(string path);

    /// <summary>Whether there is a directory of this name.</summary>
    bool DirectoryExists(string path);

    /// <summary>Makes the directory and its missing parents, each made durable in its parent; nothing when it is there.</summary>
    void CreateDirectory(string path);

    /// <summary>The names (without the directory) of the files and directories in it, in ordinal order.</summary>
    /// <exception cref="System.IO.DirectoryNotFoundException">There is no such directory.</exception>
    IReadOnlyList<string> List(string directory);

    /// <summary>Renames a file in one step; a file of the new name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing when it is not there.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void SyncDirectory(string path);

    /// <summary>Takes the lock that a file of this name stands for, until disposed or until the process ends, however it ends.</summary>
    /// <exception cref="DiskLockedException">Somebody else holds it; the message says who.</exception>
    IDisposable Lock(string path);
}

/// <summary>How a file is opened.</summary>
public enum DiskOpen
{
    /// <summary>An existing file, to read.</summary>
    Read,

    /// <summary>An existing file, to read and write.</summary>
    ReadWrite,

    /// <summary>A file that must not exist yet, to read and write.</summary>
    CreateNew,

    /// <summary>A file to read and write, emptied when it exists and made when it does not.</summary>
    CreateOrEmpty,
}
