using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>
/// The few calls of libc that .NET does not offer. Only called on Linux and, for directories, on macOS. A signal interrupts some of them although the runtime asks for calls to be
/// begun again (posix_fallocate in memory, syncs and opens of file systems over a network): that is no fault of the disk, and they are made again.
/// </summary>
internal static partial class PosixCalls
{
    /// <summary>Somebody else holds the lock; which of the two is up to the system.</summary>
    internal const int TryAgain = 11;

    internal const int AccessDenied = 13;
    internal const int OperationNotSupported = 95;
    internal const int InvalidArgument = 22;
    private const int Interrupted = 4;
    private const int ReadOnly = 0;

    // fcntl.h: a record lock that belongs to the open file and not to the process; it conflicts with those of processes.
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    /// <summary>Flushes data and what is needed to read it back, and not the times of the file.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int SyncData(SafeFileHandle file) => Again(file, static f => FDataSync(f)) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Keeps room for a range of a file.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Allocate(SafeFileHandle file, long offset, long length)
    {
        int error;
        do
        {
            error = PosixFallocate(file, offset, length);
        }
        while (error == Interrupted);
        return error;
    }

    /// <summary>Makes a call that gives -1 and sets the error number, again as long as a signal interrupts it.</summary>
    internal static int Again<T>(T argument, Func<T, int> call)
    {
        int result;
        do
        {
            result = call(argument);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    /// <summary>Opens a file to read without the shared lock that .NET would take, and be refused.</summary>
    /// <returns>An invalid handle when it cannot be opened.</returns>
    internal static SafeFileHandle OpenUnlocked(string path) => new(Open(path), ownsHandle: true);

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
        var file = Open(path);
        if (file < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var error = Again(file, FSync) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(file);
        return error;
    }

    private static int Open(string path) => Again(path, static p => OpenPath(p, ReadOnly));

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
