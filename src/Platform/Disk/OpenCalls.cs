using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>open, openat and what kind of file a descriptor is, as libc and the kernel have them. Linux and macOS only.</summary>
internal static unsafe partial class OpenCalls
{
    internal const int NoDeviceOrAddress = 6;

    // sys/stat.h
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    // statx(2): the descriptor itself, its type alone; the mode stands at a fixed place whatever the machine.
    private const int EmptyPath = 0x1000;
    private const uint WantType = 1;
    private const int StatxBytes = 256;
    private const int StatxMode = 28;

    // sys/stat.h of macOS: struct stat with 64-bit inodes.
    private const int DarwinStatBytes = 256;
    private const int DarwinStatMode = 4;

    /// <summary>Too many links, or one that is not followed.</summary>
    internal static int Loop => OperatingSystem.IsMacOS() ? 62 : 40;

    // fcntl.h; two of them differ between machines of Linux. Reading is 0.
    private static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private static int OnlyDirectory => OperatingSystem.IsMacOS() ? 0x100000 : IsArm ? 0x4000 : 0x10000;

    private static int NoLink => OperatingSystem.IsMacOS() ? 0x100 : IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    private static long StatxNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.X86 => 383,
        Architecture.Arm => 397,
        _ => 291, // the generic table
    };

    /// <summary>Opens a directory, through links.</summary>
    /// <returns>Invalid: see the last error.</returns>
    internal static SafeFileHandle Directory(string path) => Opened(PosixCalls.Again(path, static p => Open(p, OnlyDirectory | CloseOnExec)));

    /// <summary>Opens a directory in a directory; a link is none.</summary>
    internal static SafeFileHandle Directory(SafeFileHandle parent, string name) => Directory(parent, Ended(name));

    /// <inheritdoc cref="Directory(SafeFileHandle, string)"/>
    /// <param name="parent">Where.</param>
    /// <param name="name">Its bytes, and a zero.</param>
    internal static SafeFileHandle Directory(SafeFileHandle parent, ReadOnlySpan<byte> name) => In(parent, name, OnlyDirectory | NoLink | CloseOnExec);

    /// <summary>Opens whatever it is to read, through links, and waits for nobody.</summary>
    internal static SafeFileHandle Anything(string path) => Opened(PosixCalls.Again(path, static p => Open(p, NonBlocking | CloseOnExec)));

    /// <summary>Opens whatever is in a directory to read, unless it is a link, and waits for nobody.</summary>
    internal static SafeFileHandle Anything(SafeFileHandle parent, string name) => In(parent, Ended(name), NonBlocking | NoLink | CloseOnExec);

    /// <summary>Whether a descriptor is a regular file's.</summary>
    /// <returns>0 and the answer, or the error number.</returns>
    internal static int IsRegular(SafeFileHandle file, out bool isRegular)
    {
        Span<byte> stat = stackalloc byte[StatxBytes];
        var result = OperatingSystem.IsMacOS() ? FStat(file, stat) : (int)Statx(StatxNumber, file, "", EmptyPath, WantType, stat);
        isRegular = (BinaryPrimitives.ReadUInt16LittleEndian(stat[(OperatingSystem.IsMacOS() ? DarwinStatMode : StatxMode)..]) & TypeMask) == Regular;
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static int FStat(SafeFileHandle file, Span<byte> stat) => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FStat64(file, stat[..DarwinStatBytes]) : FStatPlain(file, stat[..DarwinStatBytes]);

    private static SafeFileHandle In(SafeFileHandle parent, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* at = name)
        {
            var path = (nint)at;
            return Opened(PosixCalls.Again((parent, path, flags), static o => OpenAt(o.parent, (byte*)o.path, o.flags)));
        }
    }

    private static byte[] Ended(string name) => Encoding.UTF8.GetBytes(name + '\0');

    private static SafeFileHandle Opened(int file) => new(file, ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(SafeFileHandle directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Statx(long number, SafeFileHandle file, string path, int flags, uint mask, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int FStatPlain(SafeFileHandle file, Span<byte> stat);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FStat64(SafeFileHandle file, Span<byte> stat);
}
