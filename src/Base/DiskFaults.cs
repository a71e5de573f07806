namespace Hathi.Base;

/// <summary>
/// The one place that reads from an exception or an error number what kind of fault of a disk it is, whoever made the call: an
/// <see cref="IDisk"/>, .NET's own files, or the system by hand.
/// </summary>
public static class DiskFaults
{
    // Where .NET keeps the error number of a system call on Windows: 0x8007nnnn. Elsewhere it is the code itself.
    private const int WindowsFacility = unchecked((int)0x80070000);
    private const int FacilityMask = unchecked((int)0xFFFF0000);

    // Larger numbers in HResult are .NET's own codes.
    private const int MaxErrno = 4095;

    /// <summary>
    /// Whether a call to a file or directory failed, as opposed to a mistake of ours: what a <c>catch</c> around such calls asks.
    /// </summary>
    /// <remarks>.NET throws <see cref="UnauthorizedAccessException"/> for EACCES, which is no <see cref="IOException"/>.</remarks>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The kind of a failed call, by the first exception in the chain that tells.</summary>
    public static DiskFault KindOf(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
        {
            var kind = OwnKind(at);
            if (kind != DiskFault.Other)
            {
                return kind;
            }
        }

        return DiskFault.Other;
    }

    /// <summary>The kind of an error number of this system (errno; GetLastError on Windows).</summary>
    public static DiskFault KindOf(int error) =>
        OperatingSystem.IsWindows() ? OnWindows(error) : OperatingSystem.IsMacOS() ? OnMacOS(error) : OnLinux(error);

    /// <summary>Whether the fault is of this process or user and not of the disk: a volume is never given up for it.</summary>
    public static bool LeavesDiskUsable(DiskFault kind) => kind is DiskFault.Full or DiskFault.Quota or DiskFault.Descriptors;

    private static DiskFault OwnKind(Exception e) => e switch
    {
        DiskException known => known.Kind,
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException => DiskFault.Gone,
        IOException when Number(e.HResult) is { } error => KindOf(error),
        UnauthorizedAccessException => e.InnerException is { } inner
            && Number(inner.HResult) is { } error
            && KindOf(error) is var kind and not DiskFault.Other
            ? kind
            : DiskFault.Permission,
        _ => DiskFault.Other,
    };

    private static int? Number(int result)
    {
        if (OperatingSystem.IsWindows())
        {
            return (result & FacilityMask) == WindowsFacility ? result & ~FacilityMask : null;
        }

        return result is > 0 and <= MaxErrno ? result : null;
    }

    // errno.h and errno-base.h of Linux; the same on all machines that .NET runs on.
    private static DiskFault OnLinux(int error) => error switch
    {
        28 => DiskFault.Full, // ENOSPC
        122 or 27 => DiskFault.Quota, // EDQUOT, EFBIG (ulimit -f)
        24 or 23 or 12 => DiskFault.Descriptors, // EMFILE, ENFILE, ENOMEM
        13 or 1 => DiskFault.Permission, // EACCES, EPERM
        2 or 20 => DiskFault.Gone, // ENOENT, ENOTDIR
        // EIO, ENXIO, ENODEV, EROFS, EBADMSG, ENOTCONN (a dead FUSE mount), ESTALE, EUCLEAN, EREMOTEIO
        5 or 6 or 19 or 30 or 74 or 107 or 116 or 117 or 121 => DiskFault.Medium,
        _ => DiskFault.Other,
    };

    // sys/errno.h of Darwin.
    private static DiskFault OnMacOS(int error) => error switch
    {
        28 => DiskFault.Full,
        69 or 27 => DiskFault.Quota,
        24 or 23 or 12 => DiskFault.Descriptors,
        13 or 1 => DiskFault.Permission,
        2 or 20 => DiskFault.Gone,
        5 or 6 or 19 or 30 or 57 or 70 or 94 => DiskFault.Medium,
        _ => DiskFault.Other,
    };

    // winerror.h.
    private static DiskFault OnWindows(int error) => error switch
    {
        112 or 39 => DiskFault.Full, // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
        1295 or 223 => DiskFault.Quota, // ERROR_DISK_QUOTA_EXCEEDED, ERROR_FILE_TOO_LARGE
        // ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_NO_SYSTEM_RESOURCES
        4 or 8 or 14 or 1450 => DiskFault.Descriptors,
        5 or 1314 => DiskFault.Permission, // ERROR_ACCESS_DENIED, ERROR_PRIVILEGE_NOT_HELD
        2 or 3 or 15 => DiskFault.Gone, // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_INVALID_DRIVE
        // write-protected, not ready, CRC, sector, write, read, general, I/O device, corrupt
        19 or 21 or 23 or 27 or 29 or 30 or 31 or 483 or 1117 or 1392 or 1393 => DiskFault.Medium,
        _ => DiskFault.Other,
    };
}
