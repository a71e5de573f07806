namespace Hathi.Base;

/// <summary>
/// The small part of a file system that durable structures need, so that a simulated disk can lie, tear and rot.
/// Paths are absolute or relative to the process, '/'-separated. Safe from any thread.
/// </summary>
/// <remarks>
/// A new, renamed or deleted name survives a crash only after <see cref="SyncDirectory"/> of its directory, and bytes and
/// length only after <see cref="IDiskFile.Sync"/>. Every failure is a <see cref="DiskException"/>, whose kind says what that means for
/// the disk; its message names the path.
/// </remarks>
public interface IDisk
{
    /// <summary>Opens a file.</summary>
    /// <exception cref="DiskException">
    /// <see cref="DiskFault.Gone"/>: the file must exist for <paramref name="mode"/> and does not. <see cref="DiskFault.Other"/>: it exists
    /// and <paramref name="mode"/> is <see cref="DiskOpen.CreateNew"/>. Or the disk failed.
    /// </exception>
    IDiskFile Open(string path, DiskOpen mode);

    /// <summary>Whether there is a file, not a directory, of this name.</summary>
    /// <exception cref="DiskException">It cannot be told: the disk failed, or this user may not look.</exception>
    bool FileExists(string path);

    /// <summary>Whether there is a directory of this name.</summary>
    /// <exception cref="DiskException">It cannot be told: the disk failed, or this user may not look.</exception>
    bool DirectoryExists(string path);

    /// <summary>The length of a file in bytes; null when there is no file of this name.</summary>
    long? FileLength(string path);

    /// <summary>Makes the directory and its missing parents, each made durable in its parent; nothing when it is there.</summary>
    void CreateDirectory(string path);

    /// <summary>
    /// Makes a directory like <see cref="CreateDirectory"/>, or closes one that is there, so that other users of the machine cannot look
    /// into it (0700, as Apache's daemons make theirs): keys, tokens, block files.
    /// </summary>
    /// <returns>False: it is there and belongs to somebody else, so that its mode stays what it is.</returns>
    bool CreatePrivateDirectory(string path);

    /// <summary>The names (without the directory) of the files and directories in it, in ordinal order.</summary>
    /// <exception cref="DiskException"><see cref="DiskFault.Gone"/>: there is no such directory. Or the disk failed.</exception>
    IReadOnlyList<string> List(string directory);

    /// <summary>As <see cref="List"/>, with what each is and how long; a file that goes meanwhile is left out.</summary>
    /// <exception cref="DiskException"><see cref="DiskFault.Gone"/>: there is no such directory. Or the disk failed.</exception>
    IReadOnlyList<DiskEntry> Entries(string directory);

    /// <summary>Renames a file in one step; a file of the new name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing when it is not there.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void SyncDirectory(string path);

    /// <summary>How much room the file system of a directory has.</summary>
    DiskSpace Space(string directory);

    /// <summary>Takes the lock that a file of this name stands for, until disposed or until the process ends, however it ends.</summary>
    /// <param name="path">The file; made when it is not there, and left there.</param>
    /// <param name="holder">Who takes it, for others to read in the file.</param>
    /// <exception cref="DiskLockedException">Somebody else holds it; the message says who.</exception>
    IDisposable Lock(string path, string holder);
}

/// <summary>One name in a directory.</summary>
/// <param name="Name">Without the directory.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Length">Bytes of a file; 0 for a directory.</param>
public readonly record struct DiskEntry(string Name, bool IsDirectory, long Length);

/// <summary>Room of a file system in bytes.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Free">Not used by anybody.</param>
/// <param name="Available">Free for this user.</param>
public readonly record struct DiskSpace(long Total, long Free, long Available);

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
