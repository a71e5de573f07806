using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>The few calls of libc that .NET does not offer. Only called on Linux and, for directories, on macOS.</summary>
internal static partial class PosixCalls
{
    /// <summary>Somebody else holds the lock; which of the two is up to the system.</summary>
    internal const int TryAgain = 11;

    internal const int AccessDenied = 13;
    internal const int OperationNotSupported = 95;
    internal const int InvalidArgument = 22;
    private const int ReadOnly = 0;

    // fcntl.h: a record lock that belongs to the open file and not to the process; it conflicts with those of processes.
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    /// <summary>Flushes data and what is needed to read it back, and not the times of the file.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    internal static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    /// <summary>Opens a file to read without the shared lock that .NET would take, and be refused.</summary>
    /// <returns>An invalid handle when it cannot be opened.</returns>
    internal static SafeFileHandle OpenUnlocked(string path) => new(OpenPath(path, ReadOnly), ownsHandle: true);

    /// <summary>Takes the record lock of the whole file. Linux only.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int LockRecord(SafeFileHandle file) => SetRecord(file, WriteLock);

    /// <summary>
    /// Frees the record lock. Closing the file is not enough: a child that another thread has just forked, and that has not come to its program
    /// yet, has the file open as well.
    /// </summary>
    internal static void UnlockRecord(SafeFileHandle file) => _ = SetRecord(file, NoLock);

    /// <summary>Flushes the names in a directory.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int SyncDirectory(string path)
    {
        var file = OpenPath(path, ReadOnly);
        if (file < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var error = FSync(file) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(file);
        return error;
    }

    private static int SetRecord(SafeFileHandle file, short type)
    {
        var record = new RecordLock { Type = type };
        return FileControl(file, SetOpenFileLock, ref record) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command, ref RecordLock record);

    // struct flock of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct RecordLock
    {
        internal short Type;
        internal short Whence;
        internal long Start;
        internal long Length;
        internal int ProcessId;
    }
}
