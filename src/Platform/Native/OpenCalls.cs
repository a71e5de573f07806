using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Native;

/// <summary>open and openat, without the shared lock that .NET would take, and be refused. Linux and macOS only.</summary>
internal static unsafe partial class OpenCalls
{
    // fcntl.h; two of them differ between machines of Linux. Reading is 0.
    private static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private static int OnlyDirectory => OperatingSystem.IsMacOS() ? 0x100000 : IsArm ? 0x4000 : 0x10000;

    private static int NoLink => OperatingSystem.IsMacOS() ? 0x100 : IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens a directory, through links.</summary>
    /// <param name="path">Which.</param>
    /// <param name="error">0, or why the handle is invalid.</param>
    internal static SafeFileHandle Directory(string path, out int error) => At(path, OnlyDirectory | CloseOnExec, out error);

    /// <summary>Opens a directory in a directory; a link is none.</summary>
    internal static SafeFileHandle Directory(SafeFileHandle parent, string name, out int error) =>
        Directory(parent, Ended(name), out error);

    /// <inheritdoc cref="Directory(SafeFileHandle, string, out int)"/>
    /// <param name="parent">Where.</param>
    /// <param name="name">Its bytes, and a zero.</param>
    /// <param name="error">0, or why the handle is invalid.</param>
    internal static SafeFileHandle Directory(SafeFileHandle parent, ReadOnlySpan<byte> name, out int error) =>
        In(parent, name, OnlyDirectory | NoLink | CloseOnExec, out error);

    /// <summary>Opens whatever it is to read, through links, and waits for nobody.</summary>
    internal static SafeFileHandle Anything(string path, out int error) => At(path, NonBlocking | CloseOnExec, out error);

    /// <summary>Opens whatever is in a directory to read, unless it is a link, and waits for nobody.</summary>
    internal static SafeFileHandle Anything(SafeFileHandle parent, string name, out int error) =>
        In(parent, Ended(name), NonBlocking | NoLink | CloseOnExec, out error);

    private static SafeFileHandle At(string path, int flags, out int error) =>
        Opened(ErrorNumber.Again((path, flags), static o => Open(o.path, o.flags)), out error);

    private static SafeFileHandle In(SafeFileHandle parent, ReadOnlySpan<byte> name, int flags, out int error)
    {
        fixed (byte* at = name)
        {
            var open = (parent, Name: (nint)at, flags);
            return Opened(ErrorNumber.Again(open, static o => OpenAt(o.parent, (byte*)o.Name, o.flags)), out error);
        }
    }

    private static byte[] Ended(string name) => Encoding.UTF8.GetBytes(name + '\0');

    private static SafeFileHandle Opened(nint file, out int error)
    {
        error = (int)-Math.Min(file, 0);
        return new SafeFileHandle(Math.Max(file, -1), ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(SafeFileHandle directory, byte* name, int flags);
}
