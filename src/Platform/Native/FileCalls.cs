using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Native;

/// <summary>
/// Calls of libc on files that .NET does not offer: what is flushed, kept and locked, names and owners, writes in parts. Where there is no
/// Linux, callers have another way to sync data, to keep room, to lock, and to write in parts.
/// </summary>
public static unsafe partial class FileCalls
{
    // fcntl.h: a record lock that belongs to the open file and not to the process; it conflicts with those of processes.
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    /// <summary>Writes parts that lie apart in memory, side by side into a file. Linux only.</summary>
    /// <returns>How many bytes of them; below zero: the error number.</returns>
    public static nint Write(SafeFileHandle file, FilePart* parts, int count, long offset)
    {
        var write = (file, Parts: (nint)parts, count, offset);
        return ErrorNumber.Again(write, static w => WriteVector(w.file, (FilePart*)w.Parts, w.count, w.offset));
    }

    /// <summary>Writes to a stream, a pipe or what else a descriptor stands for.</summary>
    /// <returns>How many bytes; below zero: the error number.</returns>
    public static nint Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var write = (descriptor, Start: (nint)start, bytes.Length);
            return ErrorNumber.Again(write, static w => WriteTo(w.descriptor, (byte*)w.Start, w.Length));
        }
    }

    /// <summary>
    /// Gives a file or directory another name in one step: a file, or an empty directory, that has it already goes in the same step.
    /// </summary>
    /// <returns>0 or the error number.</returns>
    public static int Rename(string source, string target) => ErrorNumber.Of(RenamePath(source, target));

    /// <summary>uint.MaxValue leaves that half as it is.</summary>
    /// <returns>0 or the error number.</returns>
    public static int ChangeOwner(string path, uint user, uint group) => ErrorNumber.Of(Chown(path, user, group));

    /// <summary>Whether this process may do all of it: 4 read, 2 write, 1 execute.</summary>
    public static bool IsAllowed(string path, int mode) => Access(path, mode) == 0;

    /// <summary>Gives up a descriptor that nothing else owns.</summary>
    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>Gives a file another name; of a symbolic link either it or what it leads to, as the system likes.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Link(string existing, string name) => ErrorNumber.Of(LinkPath(existing, name));

    /// <summary>Flushes data and what is needed to read it back, and not the times of the file.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int SyncData(SafeFileHandle file) => (int)-ErrorNumber.Again(file, static f => FDataSync(f));

    /// <summary>Flushes the names in a directory.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int SyncDirectory(string path)
    {
        using var directory = OpenCalls.Anything(path, out var error);
        return directory.IsInvalid ? error : (int)-ErrorNumber.Again(directory, static d => FSync(d));
    }

    /// <summary>Keeps room for a range of a file.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Allocate(SafeFileHandle file, long offset, long length) =>
        ErrorNumber.AgainByNumber((file, offset, length), static a => PosixFallocate(a.file, a.offset, a.length));

    /// <summary>Takes the record lock of the whole file. Linux only.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int LockRecord(SafeFileHandle file) => SetRecord(file, WriteLock);

    /// <summary>
    /// Frees the record lock. Closing the file is not enough: a child that another thread has just forked, and that has not come to its
    /// program yet, has the file open as well.
    /// </summary>
    internal static void UnlockRecord(SafeFileHandle file) => _ = SetRecord(file, NoLock);

    private static int SetRecord(SafeFileHandle file, short type)
    {
        var record = new RecordLock { Type = type };
        return ErrorNumber.Of(FileControl(file, SetOpenFileLock, ref record));
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    private static partial nint WriteVector(SafeFileHandle file, FilePart* parts, int count, long offset);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkPath(string existing, string name);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenamePath(string source, string target);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

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
