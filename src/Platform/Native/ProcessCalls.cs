using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>Calls of libc and the kernel on processes that .NET does not offer. For signals see <see cref="Processes.Signals"/>.</summary>
public static unsafe partial class ProcessCalls
{
    // The number of pidfd_open on every architecture of Linux.
    private const long PidfdOpenNumber = 434;

    // waitpid: do not wait.
    private const int NoHang = 1;

    /// <summary>Waits for a child to end, and lets its number go.</summary>
    /// <param name="pid">The child.</param>
    /// <param name="status">How it ended; see wait(2).</param>
    /// <returns>Its number; below zero: the error number.</returns>
    public static int Wait(int pid, out int status) => Wait(pid, 0, out status);

    /// <summary>The same without waiting.</summary>
    /// <returns>Its number; 0: it has not ended; below zero: the error number.</returns>
    public static int Look(int pid, out int status) => Wait(pid, NoHang, out status);

    /// <summary>A descriptor that can be read from when a process has ended. Linux 5.3.</summary>
    /// <returns>It; below zero: the error number.</returns>
    public static int Open(int pid) => (int)ErrorNumber.OrBelowZero((nint)PidfdOpen(PidfdOpenNumber, pid, 0));

    /// <summary>Leaves the session of the terminal, if this process does not lead one.</summary>
    public static void BeginSession() => _ = SetSid();

    /// <returns>0 or the error number.</returns>
    internal static int Kill(int pid, int signal) => ErrorNumber.Of(SendSignal(pid, signal));

    private static int Wait(int pid, int options, out int status)
    {
        int told;
        var result = ErrorNumber.Again((pid, Status: (nint)(&told), options), static w => WaitPid(w.pid, (int*)w.Status, w.options));
        status = result > 0 ? told : 0;
        return (int)result;
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long PidfdOpen(long number, long pid, long flags);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
