namespace Hathi.Base;

/// <summary>
/// What a failed call to a disk says of the disk, and so what is to be done about it. Read from error numbers by <see cref="DiskFaults"/>.
/// </summary>
public enum DiskFault
{
    /// <summary>
    /// None of the others: the call did not fit what is there (a name too long, a directory where a file should be), or
    /// the system does not say.
    /// </summary>
    Other,

    /// <summary>No room (ENOSPC). The disk works, and works on when something is deleted.</summary>
    Full,

    /// <summary>Room that this user may not have (EDQUOT, EFBIG). The disk works.</summary>
    Quota,

    /// <summary>
    /// The process or the machine has run out of open files or memory (EMFILE, ENFILE, ENOMEM): says nothing of the disk, and passes.
    /// </summary>
    Descriptors,

    /// <summary>This user may not (EACCES, EPERM).</summary>
    Permission,

    /// <summary>The disk or its file system is broken (EIO, EROFS, EUCLEAN, …).</summary>
    Medium,

    /// <summary>There is no such file or directory (ENOENT, ENOTDIR).</summary>
    Gone,
}
