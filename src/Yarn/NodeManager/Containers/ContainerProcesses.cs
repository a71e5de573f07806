using Hathi.Base;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// Ends all processes of one container, whatever process group or session they have made for themselves: SIGTERM, the same time for all of
/// them to go, SIGKILL. One flow at a time. Source: ContainerCleanup.signalProcess, ContainerExecutor.DelayedProcessKiller, which know the
/// first process's group only.
/// </summary>
/// <param name="container">Has a first process, which may have ended.</param>
/// <param name="isKnown">
/// Whether its first process was seen by this node; of another one's only the session's number is left, which may
/// have gone to others since.
/// </param>
/// <param name="watch">Tells of ends.</param>
/// <param name="look">Looks as long as it takes.</param>
/// <param name="log">Where what does not go is told.</param>
internal sealed class ContainerProcesses(Container container, bool isKnown, ProcessWatch watch, PatientLook look, ILogger log)
{
    /// <summary>How long killed processes are waited for: the kernel needs milliseconds, a disk that hangs has no end.</summary>
    private static readonly TimeSpan StragglerWait = TimeSpan.FromSeconds(5);

    private IReadOnlyList<ProcessEntry> _seen = [];

    /// <summary>Whether the first process of a container of before a restart still runs.</summary>
    internal static bool FirstRuns(Container container)
    {
        if (ProcessTable.Find(container.Pid) is not { } process)
        {
            return false;
        }

        // A start time that was not written down does not make whoever has the number now the container's: its first process leads a
        // session, and its script's path names it.
        if (container.ProcessStart == 0 && process.Session == container.Pid && ProcessTree.IsNamed(container.Pid, container.Id))
        {
            container.ProcessStart = process.StartTime;
        }

        return process.StartTime == container.ProcessStart;
    }

    /// <summary>Returns when nobody is left, or hangs in the kernel.</summary>
    /// <param name="exit">The first process's end.</param>
    /// <param name="grace">Between SIGTERM and SIGKILL, for all of them.</param>
    internal async Task EndAsync(Task exit, TimeSpan grace)
    {
        try
        {
            await (OperatingSystem.IsLinux() ? EndAllAsync(exit, grace) : EndGroupAsync(exit, grace)).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.ProcessesNotSeen(container.Id, e.Message);
            await EndGroupAsync(exit, grace).ConfigureAwait(false);
        }
    }

    private async Task EndAllAsync(Task exit, TimeSpan grace)
    {
        // Before anybody is told: those that left the session are found by their parents, as long as these live.
        var first = look.TryNow(Look);
        _seen = first ?? [];
        // Takes neither a look nor a descriptor. Who is not reaped keeps his number.
        var isTold = !exit.IsCompleted && ProcessTree.SignalGroup(container.Pid, Signals.Terminate);
        if (!await GoAsync(exit, first is not null, isTold, grace).ConfigureAwait(false))
        {
            _seen = look.TryNow(Look) ?? _seen;
            _ = !exit.IsCompleted && ProcessTree.SignalGroup(container.Pid, Signals.Kill);
            await KillAsync().ConfigureAwait(false);
        }
    }

    // Where there is no /proc. The number is the group's as long as anybody is in it.
    private async Task EndGroupAsync(Task exit, TimeSpan grace)
    {
        if (!exit.IsCompleted)
        {
            _ = ProcessTree.SignalGroup(container.Pid, Signals.Terminate);
            await exit.WaitAsync(grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ = (!exit.IsCompleted || !OperatingSystem.IsLinux()) && ProcessTree.SignalGroup(container.Pid, Signals.Kill);
    }

    // False: some are still there. Those that come meanwhile are waited for and told nothing: they clean up for those that were.
    private async Task<bool> GoAsync(Task exit, bool hasLooked, bool isTold, TimeSpan grace)
    {
        using var late = new CancellationTokenSource(grace);
        try
        {
            if (!hasLooked)
            {
                _seen = await look.AtAsync(container.Id, Look).WaitAsync(late.Token).ConfigureAwait(false);
            }

            if (_seen.Count > 0)
            {
                await look.AtAsync(container.Id, () => Send(Signals.Terminate, isTold)).WaitAsync(late.Token).ConfigureAwait(false);
            }

            await EndsAsync(exit).WaitAsync(late.Token).ConfigureAwait(false);
            while (_seen.Count > 0)
            {
                _seen = await look.AtAsync(container.Id, Look).WaitAsync(late.Token).ConfigureAwait(false);
                await EndsAsync(exit).WaitAsync(late.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return false;
        }
    }

    // A look is not one moment: who forks while /proc is read leaves a child that was not seen, but is the next time.
    private async Task KillAsync()
    {
        using var limit = new CancellationTokenSource(StragglerWait);
        while ((_seen = await look.AtAsync(container.Id, Look).ConfigureAwait(false)).Count > 0)
        {
            await look.AtAsync(container.Id, () => Send(Signals.Kill, isGroupTold: false)).ConfigureAwait(false);
            try
            {
                await EndsAsync(Task.CompletedTask).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                log.ProcessesStay(container.Id, _seen.Count, _seen[0].Name, _seen[0].Pid);
                return;
            }
        }
    }

    private Task EndsAsync(Task exit) => Task.WhenAll(_seen.Select(p => (Task)watch.ExitAsync(p.Pid, child: false)).Append(exit));

    private List<ProcessEntry> Look()
    {
        var table = ProcessTable.Read();
        var all = isKnown ? table.Tree(container.Pid, container.ProcessStart) : ProcessTree.Marked(table, container.Pid, container.Id);
        table.AddStill(all, container.Seen);
        table.AddStill(all, _seen);
        return all;
    }

    // The group at once, so that none of it can fork meanwhile; the others by their numbers, each of which is looked at again.
    private bool Send(int signal, bool isGroupTold)
    {
        if (!isGroupTold && _seen.Any(p => p.Group == container.Pid && ProcessTree.IsStill(p)))
        {
            _ = ProcessTree.SignalGroup(container.Pid, signal);
        }

        foreach (var process in _seen)
        {
            _ = process.Group != container.Pid && ProcessTree.Signal(process, signal);
        }

        return true;
    }
}
