using Hathi.Platform.Native;

namespace Hathi.Platform.Processes;

/// <summary>Signals to processes, as kill(2) sends them.</summary>
public static class Signals
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
    /// <returns>0 or the error number.</returns>
    public static int Send(int pid, int signal) => ProcessCalls.Kill(pid, signal);
}
