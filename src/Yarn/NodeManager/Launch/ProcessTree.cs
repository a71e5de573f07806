namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>Ends all processes of a container: those of its group, those below them, those that made a session of their own while being watched.</summary>
internal static class ProcessTree
{
    /// <summary>Asks all of them to end.</summary>
    internal static IReadOnlyList<ProcessEntry> Terminate(int leader)
    {
        var all = ProcessTable.Read().Tree(leader);
        Signal(leader, all, PosixCalls.SigTerm);
        return all;
    }

    /// <summary>SIGQUIT to the Java processes: they print their threads. Others would end.</summary>
    internal static void ThreadDump(int leader)
    {
        foreach (var process in ProcessTable.Read().Tree(leader))
        {
            if (process.Name == "java")
            {
                _ = PosixCalls.Kill(process.Pid, PosixCalls.SigQuit);
            }
        }
    }

    /// <summary>Ends what a first process that ended by itself has left behind: mostly nothing, which one call finds out.</summary>
    internal static IReadOnlyList<ProcessEntry> Clear(int leader) => PosixCalls.Kill(-leader, PosixCalls.SigKill) == 0 ? Kill(leader, []) : [];

    /// <summary>Ends all of them, and of <paramref name="earlier"/> those that still are what they were.</summary>
    /// <returns>Whom it has told to; the kernel takes a moment.</returns>
    internal static IReadOnlyList<ProcessEntry> Kill(int leader, IReadOnlyList<ProcessEntry> earlier)
    {
        var all = ProcessTable.Read().Tree(leader);
        foreach (var process in earlier)
        {
            if (!all.Any(p => p.Pid == process.Pid) && ProcessTable.Find(process.Pid) is { } now && now.StartTime == process.StartTime)
            {
                all.Add(now);
            }
        }

        Signal(leader, all, PosixCalls.SigKill);
        return all;
    }

    // The group first, at once; then whoever left it.
    private static void Signal(int leader, IReadOnlyList<ProcessEntry> all, int signal)
    {
        _ = PosixCalls.Kill(-leader, signal);
        foreach (var process in all)
        {
            if (process.Group != leader)
            {
                _ = PosixCalls.Kill(process.Pid, signal);
            }
        }
    }
}
