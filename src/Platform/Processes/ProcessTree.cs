using System.Globalization;
using System.Text;
using Hathi.Base;

namespace Hathi.Platform.Processes;

/// <summary>
/// Whose a process is, and signals to the processes of a container: those of its session, those below them, those that made a session of
/// their own while being watched. A number alone names nobody: it may have gone to another process since.
/// </summary>
public static class ProcessTree
{
    /// <summary>
    /// Of an environment that is looked at: exec takes at most 2 MiB of arguments and environment where nobody has
    /// raised the stack's limit.
    /// </summary>
    private const int MostEnvironmentBytes = 2 << 20;

    /// <summary>Sends a signal to the first process's group, which takes neither a look nor a descriptor.</summary>
    /// <returns>Whether there is anybody in it.</returns>
    public static bool SignalGroup(int leader, int signal) => Signals.Send(-leader, signal) == 0;

    /// <summary>Sends a signal to one that was seen, if it still is who it was.</summary>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="IOException">There is no descriptor left to look with.</exception>
    public static bool Signal(ProcessEntry process, int signal) => IsStill(process) && Signals.Send(process.Pid, signal) == 0;

    /// <summary>Whether one that was seen is there and has not given its number to another.</summary>
    /// <exception cref="IOException">There is no descriptor left to look with.</exception>
    public static bool IsStill(ProcessEntry process) => ProcessTable.Find(process.Pid) is { } now && now.StartTime == process.StartTime;

    /// <summary>SIGQUIT to the Java processes: they print their threads. Others would end.</summary>
    /// <param name="tree">The container's, as they are now.</param>
    public static void ThreadDump(IReadOnlyList<ProcessEntry> tree)
    {
        foreach (var process in tree)
        {
            _ = process.Name == "java" && Signal(process, Signals.Quit);
        }
    }

    /// <summary>Sends a signal to all but the first process, which waits for them and tells how they ended.</summary>
    /// <param name="leader">The first process.</param>
    /// <param name="signal">Its number.</param>
    /// <param name="tree">The container's, as they are now.</param>
    public static void SignalBelow(int leader, int signal, IReadOnlyList<ProcessEntry> tree)
    {
        foreach (var process in tree)
        {
            _ = process.Pid != leader && Signal(process, signal);
        }
    }

    /// <summary>Whether the command line of a process has a name in it.</summary>
    /// <exception cref="IOException">This process has no descriptor left to look with.</exception>
    public static bool IsNamed(int pid, string name) => Holds(pid, "cmdline", name);

    /// <summary>One that leads a session and has a name in its command line; null: there is none, or no /proc.</summary>
    /// <param name="table">As it is now.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="IOException">This process has no descriptor left to look with.</exception>
    public static ProcessEntry? LeaderNamed(ProcessTable table, string name)
    {
        foreach (var process in table.Leaders())
        {
            if (IsNamed(process.Pid, name))
            {
                return process;
            }
        }

        return null;
    }

    /// <summary>
    /// What is left of a session of some time ago, of which only the number is known: those of that number that have the container's name
    /// as a variable's value, and all below them.
    /// </summary>
    /// <param name="table">As it is now.</param>
    /// <param name="session">The number.</param>
    /// <param name="name">The value, <c>CONTAINER_ID</c>'s.</param>
    /// <exception cref="IOException">This process has no descriptor left to look with.</exception>
    public static List<ProcessEntry> Marked(ProcessTable table, int session, string name)
    {
        var found = new List<ProcessEntry>();
        table.AddStill(found, [.. table.OfSession(session).Where(p => Holds(p.Pid, "environ", $"={name}\0"))]);
        return found;
    }

    /// <summary>
    /// Ends a process tree whose leader's number was written down some time ago: the number may have gone to another process since, so only
    /// one whose command line names it is ended; where it is not there any more, those of its session that have the
    /// name in their environment.
    /// </summary>
    /// <param name="leader">The number.</param>
    /// <param name="name">What its command line has in it.</param>
    /// <returns>Whom it has told to; nobody where none of it is there any more.</returns>
    /// <exception cref="IOException">
    /// This process has no descriptor left to look at them with; some may have been told all the same.
    /// </exception>
    public static IReadOnlyList<ProcessEntry> KillNamed(int leader, string name)
    {
        var first = ProcessTable.Find(leader);
        var isThere = IsNamed(leader, name) && first is { } process && IsStill(process);
        var table = ProcessTable.Read();
        var all = isThere ? table.Tree(leader, first!.Value.StartTime) : Marked(table, leader, name);
        _ = isThere && SignalGroup(leader, Signals.Kill);
        foreach (var one in all)
        {
            _ = (!isThere || one.Group != leader) && Signal(one, Signals.Kill);
        }

        return all;
    }

    private static bool Holds(int pid, string file, string text)
    {
        try
        {
            using var stream = File.OpenRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
            var bytes = new MemoryStream();
            var piece = new byte[4096];
            for (int read; bytes.Length < MostEnvironmentBytes && (read = stream.Read(piece)) > 0;)
            {
                bytes.Write(piece, 0, read);
            }

            return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            return false; // It has ended, or is not ours.
        }
    }
}
