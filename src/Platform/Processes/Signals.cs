using System.Runtime.InteropServices;

namespace Hathi.Platform.Processes;

/// <summary>Signals to processes, as kill(2) sends them.</summary>
public static partial class Signals
{
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>SIGSTOP; its number differs between systems.</summary>
    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>SIGCONT.</summary>
    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <param name="pid">A process; negative: the group of that number.</param>
    /// <param name="signal">Its number; 0 only looks whether there is somebody.</param>
    /// <returns>0, or -1 with the error number as the last one of this thread.</returns>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Send(int pid, int signal);
}
