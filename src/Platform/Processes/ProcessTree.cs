using System.Globalization;
using Hathi.Base;

namespace Hathi.Platform.Processes;

/// <summary>Ends all processes of a container: those of its group, those below them, those that made a session of their own while being watched.</summary>
public static class ProcessTree
{
    /// <summary>Asks all of them to end.</summary>
    /// <exception cref="IOException">Those of its group were asked; the others are not known, for there is no descriptor left.</exception>
    public static IReadOnlyList<ProcessEntry> Terminate(int leader)
    {
        _ = Signals.Send(-leader, Signals.Terminate);
        var all = ProcessTable.Read().Tree(leader);
        SignalOthers(leader, all, Signals.Terminate);
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

    /// <summary>Ends what a first process that ended by itself has left behind: mostly nothing, which one call finds out.</summary>
    public static IReadOnlyList<ProcessEntry> Clear(int leader) => Signals.Send(-leader, Signals.Kill) == 0 ? Kill(leader, []) : [];

    /// <summary>Ends all of them, and of <paramref name="earlier"/> those that still are what they were.</summary>
    /// <returns>Whom it has told to; the kernel takes a moment.</returns>
    /// <exception cref="IOException">Those of its group were ended; the others are not known, for there is no descriptor left.</exception>
    public static IReadOnlyList<ProcessEntry> Kill(int leader, IReadOnlyList<ProcessEntry> earlier)
    {
        _ = Signals.Send(-leader, Signals.Kill); // at once, and without a look
        var all = ProcessTable.Read().Tree(leader);
        foreach (var process in earlier)
        {
            if (!all.Any(p => p.Pid == process.Pid) && ProcessTable.Find(process.Pid) is { } now && now.StartTime == process.StartTime)
            {
                all.Add(now);
            }
        }

        SignalOthers(leader, all, Signals.Kill);
        return all;
    }

    /// <summary>
    /// Ends a process tree whose leader's number was written down some time ago: the number may have gone to another process since, so only one whose command line names it is ended.
    /// </summary>
    /// <param name="leader">The number.</param>
    /// <param name="name">What its command line has in it.</param>
    /// <returns>Whom it has told to; nobody where the leader is not there any more.</returns>
    public static IReadOnlyList<ProcessEntry> KillNamed(int leader, string name)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{leader}/cmdline")).Contains(name, StringComparison.Ordinal) ? Kill(leader, []) : [];
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return []; // It has ended, or is not ours.
        }
    }

    // Whoever has left the group.
    private static void SignalOthers(int leader, IReadOnlyList<ProcessEntry> all, int signal)
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
