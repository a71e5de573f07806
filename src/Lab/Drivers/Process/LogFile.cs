using Hathi.Base;

namespace Hathi.Lab.Drivers.Process;

/// <summary>The end of a node's log, for a message that says why it is not there.</summary>
internal static class LogFile
{
    private const int TailLines = 5;

    public static string Tail(string path)
    {
        try
        {
            return string.Join('\n', File.ReadLines(path).TakeLast(TailLines));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return "(no log)";
        }
    }
}
