using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>
/// Error numbers, and the one conversion of what calls of libc give: those of this folder answer with what they did or with an error
/// number, and leave it to nobody to ask for the last one. A signal interrupts some of them although the runtime asks for calls to be begun
/// again (posix_fallocate in memory, syncs and opens of file systems over a network): that is no fault, and they are made again here.
/// Which kind of fault of a disk a number is says <see cref="Base.DiskFaults"/>. Source: errno.h of Linux and Darwin.
/// </summary>
public static class ErrorNumber
{
    /// <summary>EPERM.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT.</summary>
    public const int NoEntry = 2;

    /// <summary>ESRCH.</summary>
    public const int NoProcess = 3;

    /// <summary>ENXIO: of open, a pipe that nobody reads, or a socket.</summary>
    public const int NoDeviceOrAddress = 6;

    /// <summary>EACCES.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR.</summary>
    public const int NotDirectory = 20;

    /// <summary>EISDIR.</summary>
    public const int IsDirectory = 21;

    /// <summary>EINVAL.</summary>
    public const int InvalidArgument = 22;

    // EINTR.
    private const int Interrupted = 4;

    /// <summary>EAGAIN: no room, nothing to read, or the time of a socket has passed; of a lock, somebody else holds it.</summary>
    public static int TryAgain => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>ENOTEMPTY: what does not go as long as there is something in it.</summary>
    public static int NotEmpty => OperatingSystem.IsMacOS() ? 66 : 39;

    /// <summary>ELOOP: too many links, one that leads to itself, or one that is not followed.</summary>
    public static int Loop => OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>ENOTSUP.</summary>
    public static int NotSupported => OperatingSystem.IsMacOS() ? 45 : 95;

    /// <summary>ENOTCONN: the socket has no peer.</summary>
    public static int NotConnected => OperatingSystem.IsMacOS() ? 57 : 107;

    /// <summary>What the system says to it.</summary>
    public static string Message(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>Of a call that gives -1 and sets the error number, and that no signal interrupts.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int Of(nint result) => result >= 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>The same of a call that gives more than whether it was done.</summary>
    /// <returns>What the call gave, or the error number below zero.</returns>
    internal static nint OrBelowZero(nint result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    /// <summary>Makes a call that gives -1 and sets the error number, again as long as a signal interrupts it.</summary>
    /// <returns>What the call gave, or the error number below zero.</returns>
    internal static nint Again<T>(T argument, Func<T, nint> call)
    {
        nint result;
        do
        {
            result = OrBelowZero(call(argument));
        }
        while (result == -Interrupted);
        return result;
    }

    /// <summary>Makes a call that gives the error number itself, again as long as a signal interrupts it.</summary>
    /// <returns>0 or the error number.</returns>
    internal static int AgainByNumber<T>(T argument, Func<T, int> call)
    {
        int error;
        do
        {
            error = call(argument);
        }
        while (error == Interrupted);
        return error;
    }
}
