using System.ComponentModel;
using System.Globalization;
using Hathi.Base;
using Hathi.Lab.Spec;
using Hathi.Platform.Processes;

namespace Hathi.Lab.Drivers.Process;

/// <summary>
/// The operating-system process of one node, found again by later commands through its pid file. A pid alone could be reused: the file also
/// keeps the time the process was started, and a process with another start time is not ours.
/// </summary>
public sealed class NodeProcess
{
    private readonly string _pidFile;

    private NodeProcess(int id, string pidFile)
    {
        Id = id;
        _pidFile = pidFile;
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>The running process of a pid file; null when there is none (any more).</summary>
    public static NodeProcess? Find(string pidFile)
    {
        string[] words;
        try
        {
            words = File.ReadAllText(pidFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return null;
        }

        if (words.Length != 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        return StartStamp(id) == words[1] ? new NodeProcess(id, pidFile) : null;
    }

    /// <summary>Starts a program that outlives this one, with its output appended to a file.</summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to this process's environment.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="logFile">Receives standard output and error.</param>
    /// <param name="pidFile">Where to remember it.</param>
    /// <exception cref="LabException">It could not be started.</exception>
    public static NodeProcess Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string directory, string logFile,
        string pidFile)
    {
        // The shell opens the log and becomes the program, so that no pipe ties the node to this process.
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = directory };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1");
        start.ArgumentList.Add("hathi");
        start.ArgumentList.Add(logFile);
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        try
        {
            using var process = System.Diagnostics.Process.Start(start)!;
            var stamp = StartStamp(process.Id)
                ?? throw new LabException($"{program} ended at once; the end of {logFile}:\n{LogFile.Tail(logFile)}");
            File.WriteAllText(pidFile, $"{process.Id} {stamp}\n");
            return new NodeProcess(process.Id, pidFile);
        }
        catch (Win32Exception e)
        {
            throw new LabException($"{program} could not be started: {e.Message}", e);
        }
    }

    /// <summary>True while it runs (also when paused).</summary>
    public bool IsRunning => Find(_pidFile)?.Id == Id;

    /// <summary>True between <see cref="PauseAsync"/> and <see cref="Resume"/>.</summary>
    public bool IsPaused => State() == 'T';

    /// <summary>Resident memory in bytes; 0 when unknown.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                var pages = File.ReadAllText($"/proc/{Id}/statm").Split(' ');
                return long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                return 0;
            }
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does; returns when it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        Signal(Signals.Kill);
        await WaitForExitAsync(TimeSpan.FromSeconds(10), cancellationToken).ConfigureAwait(false);
        File.Delete(_pidFile);
    }

    /// <summary>Asks it to end; after the grace it is killed.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (IsPaused)
        {
            Resume();
        }

        Signal(Signals.Terminate);
        if (!await WaitForExitAsync(grace, cancellationToken).ConfigureAwait(false))
        {
            await KillAsync(cancellationToken).ConfigureAwait(false);
        }

        File.Delete(_pidFile);
    }

    /// <summary>Freezes it: its sockets stay open and nobody answers. Returns when it stands still.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        Signal(Signals.Stop);
        await UntilAsync(() => IsPaused || !IsRunning, TimeSpan.FromSeconds(10), cancellationToken).ConfigureAwait(false);
    }

    public void Resume() => Signal(Signals.Continue);

    private Task<bool> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        UntilAsync(() => !IsRunning, limit, cancellationToken);

    // A process that is not our child cannot be awaited by event everywhere; a look every 10 ms costs nothing at the pace of a command.
    internal static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > end)
            {
                return false;
            }

            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private void Signal(int signal)
    {
        if (IsRunning)
        {
            _ = Signals.Send(Id, signal);
        }
    }

    private char State()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Id}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return ' ';
        }
    }

    // Field 22 of /proc/PID/stat, clock ticks since boot; elsewhere the start time that the runtime gives. A zombie
    // does not count as running.
    private static string? StartStamp(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] == "Z" ? null : fields[19];
            }

            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
