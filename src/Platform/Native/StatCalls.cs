using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Native;

/// <summary>What kind of file something is, whose, and of when: statx(2) on Linux, stat(2) and fstat(2) on macOS.</summary>
public static unsafe partial class StatCalls
{
    // linux/stat.h and fcntl.h.
    private const int AtCurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint WantType = 1;
    private const uint BasicStats = 0x7FF;

    /// <summary>Larger than any of the structures that the kernel fills.</summary>
    private const int BufferSize = 512;

    private static bool IsDarwinX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static long StatxNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.X86 => 383,
        Architecture.Arm => 397,
        _ => 291, // the generic table
    };

    /// <summary>Of what a path leads to.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Path(string path, out FileStat stat)
    {
        var buffer = stackalloc byte[BufferSize];
        var result = OperatingSystem.IsLinux() ? StatX(AtCurrentDirectory, path, 0, BasicStats, buffer)
            : IsDarwinX64 ? StatDarwinX64(path, buffer)
            : StatDarwin(path, buffer);
        return Made(result, buffer, out stat);
    }

    /// <summary>Whether a descriptor is a regular file's.</summary>
    /// <returns>0 and the answer, or the error number.</returns>
    internal static int IsRegular(SafeFileHandle file, out bool isRegular)
    {
        var buffer = stackalloc byte[BufferSize];
        var result = OperatingSystem.IsLinux() ? (nint)StatxOf(StatxNumber, file, "", EmptyPath, WantType, buffer)
            : IsDarwinX64 ? FStatDarwinX64(file, buffer)
            : FStatDarwin(file, buffer);
        var error = Made(result, buffer, out var stat);
        isRegular = error == 0 && stat.IsRegular;
        return error;
    }

    private static int Made(nint result, byte* buffer, out FileStat stat)
    {
        var error = ErrorNumber.Of(result);
        stat = error != 0 ? default : OperatingSystem.IsLinux() ? FromLinux(buffer) : FromDarwin(buffer);
        return error;
    }

    // struct statx of linux/stat.h: uid 20, gid 24, mode 28 (16 bits), size 40, atime 64, mtime 112 (seconds 64 bits, nanoseconds 32).
    private static FileStat FromLinux(byte* b) => new(
        *(ushort*)(b + 28),
        *(uint*)(b + 20),
        *(uint*)(b + 24),
        *(long*)(b + 40),
        Milliseconds(*(long*)(b + 112), *(uint*)(b + 120)),
        Milliseconds(*(long*)(b + 64), *(uint*)(b + 72)));

    // struct stat of macOS with 64-bit inodes: mode 4 (16 bits), uid 16, gid 20, atime 32, mtime 48, size 96.
    private static FileStat FromDarwin(byte* b) => new(
        *(ushort*)(b + 4),
        *(uint*)(b + 16),
        *(uint*)(b + 20),
        *(long*)(b + 96),
        Milliseconds(*(long*)(b + 48), *(long*)(b + 56)),
        Milliseconds(*(long*)(b + 32), *(long*)(b + 40)));

    private static long Milliseconds(long seconds, long nanoseconds) => (seconds * 1000) + (nanoseconds / 1_000_000);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long StatxOf(long number, SafeFileHandle file, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatDarwin(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatDarwinX64(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int FStatDarwin(SafeFileHandle file, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FStatDarwinX64(SafeFileHandle file, byte* buffer);
}
