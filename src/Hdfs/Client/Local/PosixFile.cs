using System.Runtime.InteropServices;

namespace Hathi.Hdfs.Client.Local;

/// <summary>What the machine's own file system says of one path, symbolic links followed.</summary>
internal readonly record struct PosixStat(int Mode, uint User, uint Group, long Length, long ModifiedMilliseconds, long AccessedMilliseconds)
{
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;
    private const int RegularType = 0x8000;

    internal bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    /// <summary>A device, a pipe or a socket.</summary>
    internal bool IsSpecial => (Mode & TypeMask) is not (DirectoryType or RegularType);

    internal int Permission => Mode & 0x3FF;
}

/// <summary>The calls of libc that .NET does not offer: owner and group of a file, and to change them. Linux (statx) and macOS (stat).</summary>
internal static unsafe partial class PosixFile
{
    internal const int NotPermitted = 1;
    internal const int NoSuchFile = 2;
    internal const int AccessDenied = 13;
    internal const int NotADirectory = 20;
    internal const int NotEmptyLinux = 39;

    /// <summary>A link that leads to itself leads nowhere.</summary>
    internal const int LoopLinux = 40;
    internal const int LoopMac = 62;
    internal const int NotEmptyMac = 66;
    private const int AtCurrentDirectory = -100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Larger than any of the structures that the kernel fills.</summary>
    private const int BufferSize = 512;

    /// <returns>0 or the error number.</returns>
    internal static int TryStat(string path, out PosixStat stat)
    {
        var buffer = stackalloc byte[BufferSize];
        stat = default;
        var linux = OperatingSystem.IsLinux();
        var failed = linux
            ? StatX(AtCurrentDirectory, path, 0, BasicStats, buffer) != 0
            : (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatMacX64(path, buffer) : Stat(path, buffer)) != 0;
        if (failed)
        {
            return Marshal.GetLastPInvokeError();
        }

        stat = linux ? FromLinux(buffer) : FromMac(buffer);
        return 0;
    }

    /// <summary>uint.MaxValue leaves that half as it is.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int ChangeOwner(string path, uint user, uint group) => Chown(path, user, group) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives a file or directory another name in one step: a file, or an empty directory, that has it already goes in the same step.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Rename(string source, string target) => RenameAt(source, target) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether this process may do all of it: 4 read, 2 write, 1 execute.</summary>
    internal static bool IsAllowed(string path, int mode) => Access(path, mode) == 0;

    // struct statx of linux/stat.h: uid 20, gid 24, mode 28 (16 bits), size 40, atime 64, mtime 112 (seconds 64 bits, nanoseconds 32).
    private static PosixStat FromLinux(byte* b) =>
        new(*(ushort*)(b + 28), *(uint*)(b + 20), *(uint*)(b + 24), *(long*)(b + 40), Milliseconds(*(long*)(b + 112), *(uint*)(b + 120)), Milliseconds(*(long*)(b + 64), *(uint*)(b + 72)));

    // struct stat of macOS with 64-bit inodes: mode 4 (16 bits), uid 16, gid 20, atime 32, mtime 48, size 96.
    private static PosixStat FromMac(byte* b) =>
        new(*(ushort*)(b + 4), *(uint*)(b + 16), *(uint*)(b + 20), *(long*)(b + 96), Milliseconds(*(long*)(b + 48), *(long*)(b + 56)), Milliseconds(*(long*)(b + 32), *(long*)(b + 40)));

    private static long Milliseconds(long seconds, long nanoseconds) => (seconds * 1000) + (nanoseconds / 1_000_000);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatMacX64(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(string source, string target);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}
