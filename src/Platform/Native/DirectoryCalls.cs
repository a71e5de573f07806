using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Native;

/// <summary>
/// Calls of libc and the kernel by which a tree of directories is walked and emptied: each names something in an open directory, by its
/// bytes, so that it does not matter whether they are text, how deep they lie, or who moves what is above. Linux and macOS only.
/// </summary>
internal static unsafe partial class DirectoryCalls
{
    /// <summary>dirent.h: it is not known, or it is a directory.</summary>
    internal const byte UnknownType = 0;
    internal const byte DirectoryType = 4;

    // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
    private const int LinuxLength = 16;
    private const int LinuxType = 18;
    private const int LinuxName = 19;

    // struct dirent of macOS with 64-bit inodes: inode 8, offset 8, length 2, length of the name 2, type 1, name.
    private const int DarwinLength = 16;
    private const int DarwinType = 20;
    private const int DarwinName = 21;

    // fcntl.h: unlinkat is to remove a directory.
    private static int RemoveDirectory => OperatingSystem.IsMacOS() ? 0x80 : 0x200;

    private static long EntriesNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.X86 => 220,
        Architecture.Arm => 217,
        _ => 61, // the generic table
    };

    /// <summary>The next entries of an open directory, as the system lays them out; <see cref="Entry"/> reads them.</summary>
    /// <returns>How many bytes; 0: there are no more; negative: the error number.</returns>
    internal static int Read(SafeFileHandle directory, byte[] buffer)
    {
        fixed (byte* at = buffer)
        {
            var into = (directory, Start: (nint)at, buffer.Length);
            return (int)(OperatingSystem.IsMacOS()
                ? ErrorNumber.Again(into, static b => DarwinEntries(b.directory, (byte*)b.Start, (nuint)b.Length, out _))
                : ErrorNumber.Again(into, static b => (nint)LinuxEntries(EntriesNumber, b.directory, (byte*)b.Start, (nuint)b.Length)));
        }
    }

    /// <summary>One of the entries that were read.</summary>
    /// <param name="buffer">What was read.</param>
    /// <param name="at">Where it begins; moved to the next one.</param>
    /// <param name="type">What kind of file it is, as far as the file system tells.</param>
    /// <returns>Its name, with the zero that ends it.</returns>
    internal static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> buffer, ref int at, out byte type)
    {
        var (lengthAt, typeAt, nameAt) = OperatingSystem.IsMacOS()
            ? (DarwinLength, DarwinType, DarwinName)
            : (LinuxLength, LinuxType, LinuxName);
        var entry = buffer[at..];
        at += BinaryPrimitives.ReadUInt16LittleEndian(entry[lengthAt..]);
        type = entry[typeAt];
        var name = entry[nameAt..];
        return name[..(name.IndexOf((byte)0) + 1)];
    }

    /// <summary>Begins to read a directory anew.</summary>
    internal static void Rewind(SafeFileHandle directory) => _ = Seek(directory, 0, 0);

    /// <summary>Removes what is in a directory.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Unlink(SafeFileHandle parent, ReadOnlySpan<byte> name, bool isDirectory)
    {
        fixed (byte* at = name)
        {
            return ErrorNumber.Of(UnlinkAt(parent, at, isDirectory ? RemoveDirectory : 0));
        }
    }

    /// <summary>Moves what is in one directory to another.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Rename(SafeFileHandle parent, ReadOnlySpan<byte> name, SafeFileHandle target, ReadOnlySpan<byte> newName)
    {
        fixed (byte* at = name)
        fixed (byte* newAt = newName)
        {
            return ErrorNumber.Of(RenameAt(parent, at, target, newAt));
        }
    }

    /// <summary>Gives the owner all there is of what is in a directory, and nobody else anything.</summary>
    /// <returns>Whether that was done.</returns>
    internal static bool TryOpenUp(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        fixed (byte* at = name)
        {
            return ChangeModeAt(parent, at, OwnerOnly, 0) == 0;
        }
    }

    /// <summary>The same of an open directory.</summary>
    internal static bool TryOpenUp(SafeFileHandle directory) => ChangeMode(directory, OwnerOnly) == 0;

    private const uint OwnerOnly = 0x1C0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long LinuxEntries(long number, SafeFileHandle directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "__getdirentries64", SetLastError = true)]
    private static partial nint DarwinEntries(SafeFileHandle directory, byte* buffer, nuint length, out long position);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int from);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(SafeFileHandle directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(SafeFileHandle directory, byte* name, SafeFileHandle target, byte* newName);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int ChangeModeAt(SafeFileHandle directory, byte* name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);
}
