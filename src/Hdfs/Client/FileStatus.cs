namespace Hathi.Hdfs.Client;

/// <summary>One file or directory (Apache's FileStatus).</summary>
/// <param name="Path">Absolute path without scheme and authority, for example /user/ada/a.txt.</param>
/// <param name="IsDirectory">Directory or file.</param>
/// <param name="Length">Bytes; 0 for a directory.</param>
/// <param name="Replication">Replicas wanted; 0 for a directory.</param>
/// <param name="BlockSize">Bytes a block; 0 for a directory.</param>
/// <param name="ModificationTime">Milliseconds since 1970.</param>
/// <param name="AccessTime">Milliseconds since 1970; 0 when unknown.</param>
/// <param name="Owner">User name.</param>
/// <param name="Group">Group name.</param>
/// <param name="Mode">Permission bits with sticky bit, octal 0-1777.</param>
/// <param name="ChildCount">Entries of a directory; -1 when unknown.</param>
/// <param name="FileId">Inode id; 0 when the file system has none.</param>
public sealed record FileStatus(
    string Path,
    bool IsDirectory,
    long Length,
    short Replication,
    long BlockSize,
    long ModificationTime,
    long AccessTime,
    string Owner,
    string Group,
    int Mode,
    int ChildCount,
    long FileId)
{
    /// <summary>Beside <see cref="Mode"/> there is an access control list.</summary>
    public bool HasAcl { get; init; }

    /// <summary>A device, pipe or socket of this machine: it is written where it is, and neither replaced nor deleted by a copy.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>The last component of <see cref="Path"/>; empty for the root.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
