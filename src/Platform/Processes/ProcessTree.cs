using System.Globalization;
using Hathi.Base;

namespace Hathi.Platform.Processes;

/// <summary>Ends all processes of a container: those of its group, those below them, those that made a session of their own while being watched.</summary>
public static class ProcessTree
{
    /// <summary>All of them now. Before they are sent anything: those that left the session are found by their parents, as long as these live.</summary>
    /// <exception cref="IOException">They are not known, for there is no descriptor left.</exception>
    public static IReadOnlyList<ProcessEntry> Of(int leader) => ProcessTable.Read().Tree(leader);

    /// <summary>Sends a signal to the group, at once, and to those of <paramref name="all"/> that have left it.</summary>
    public static void Signal(int leader, IReadOnlyList<ProcessEntry> all, int signal)
    {
        _ = SignalGroup(leader, signal);
        SendToOthers(leader, all, signal);
    }

    /// <summary>Sends a signal to the first process's group, which takes neither a look nor a descriptor.</summary>
    /// <returns>Whether there is anybody in it.</returns>
    public static bool SignalGroup(int leader, int signal) => Signals.Send(-leader, signal) == 0;

    /// <summary>Sends a signal to those that have left the group, and to those of <paramref name="earlier"/> that still are what they were.</summary>
    /// <returns>All of them, those of the group too; the kernel takes a moment.</returns>
    /// <exception cref="IOException">They are not known, for there is no descriptor left; nobody was sent anything.</exception>
    public static IReadOnlyList<ProcessEntry> SignalOthers(int leader, int signal, IReadOnlyList<ProcessEntry> earlier)
    {
        var all = ProcessTable.Read().Tree(leader);
        foreach (var process in earlier)
        {
            if (!all.Any(p => p.Pid == process.Pid) && ProcessTable.Find(process.Pid) is { } now && now.StartTime == process.StartTime)
            {
                all.Add(now);
            }
        }

        SendToOthers(leader, all, signal);
        return all;
    }

    /// <summary>SIGQUIT to the Java processes: they print their threads. Others would end.</summary>
    /// <param name="leader">The first process.</param>
    /// <param name="table">As it is now.</param>
    public static void ThreadDump(int leader, ProcessTable table)
    {
        foreach (var process in table.Tree(leader))
        {
            if (process.Name == "java")
            {
                _ = Signals.Send(process.Pid, Signals.Quit);
            }
        }
    }

    /// <summary>Sends a signal to all but the first process, which waits for them and tells how they ended.</summary>
    /// <param name="leader">The first process.</param>
    /// <param name="signal">Its number.</param>
    /// <param name="table">As it is now.</param>
    public static void SignalBelow(int leader, int signal, ProcessTable table)
    {
        foreach (var process in table.Tree(leader))
        {
            if (process.Pid != leader)
            {
                _ = Signals.Send(process.Pid, signal);
            }
        }
    }

    /// <summary>
    /// Ends a process tree whose leader's number was written down some time ago: the number may have gone to another process since, so only one whose command line names it is ended.
    /// </summary>
    /// <param name="leader">The number.</param>
    /// <param name="name">What its command line has in it.</param>
    /// <returns>Whom it has told to; nobody where the leader is not there any more.</returns>
    /// <exception cref="IOException">This process has no descriptor left to look at them with; some may have been told all the same.</exception>
    public static IReadOnlyList<ProcessEntry> KillNamed(int leader, string name)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{leader}/cmdline")).Contains(name, StringComparison.Ordinal) ? Kill(leader) : [];
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            return []; // It has ended, or is not ours.
        }
    }

    private static IReadOnlyList<ProcessEntry> Kill(int leader)
    {
        var all = Of(leader);
        Signal(leader, all, Signals.Kill);
        return all;
    }

    private static void SendToOthers(int leader, IReadOnlyList<ProcessEntry> all, int signal)
    {
        foreach (var process in all)
        {
            if (process.Group != leader)
            {
                _ = Signals.Send(process.Pid, signal);
            }
        }
    }
}
