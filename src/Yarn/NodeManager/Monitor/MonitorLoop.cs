using Hathi.Base;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>Looks at processes in a short interval and at disks in a long one, and ends containers over their memory.</summary>
internal sealed class MonitorLoop(NodeManagerOptions options, ApplicationTable applications, NodeUsage usage, DiskHealth disks, Action healthChanged, IClock clock, INodeLog log)
{
    private const string Area = "monitor";

    private Task _checking = Task.CompletedTask;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.MonitorInterval);
        var disksAt = clock.Read().MonotonicMilliseconds + (long)options.Disks.Interval.TotalMilliseconds;
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            Look();
            var now = clock.Read().MonotonicMilliseconds;
            var isDue = now >= disksAt;
            if (_checking.IsCompleted && (isDue || disks.IsSuspected))
            {
                disksAt = TryCheck() ? now + (long)options.Disks.Interval.TotalMilliseconds : disksAt;
            }
            else if (isDue)
            {
                Told(disks.LeaveOutWhatHangs);
            }
        }
    }

    // Where there is no thread to be had, as when a container has forked without end, the next tick tries again.
    private bool TryCheck()
    {
        try
        {
            _checking = Task.Factory.StartNew(Check, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or TaskSchedulerException)
        {
            log.Warn(Area, $"the node's directories are not looked at now: there is no thread for it ({e.Message})", null);
            return false;
        }
    }

    // On a thread of its own: a disk that hangs has no end, and memory is watched meanwhile.
    private void Check()
    {
        try
        {
            Told(disks.Check);
        }
        catch (Exception e)
        {
            log.Error(Area, $"the node's directories could not be looked at: {e.Message}", e);
        }
    }

    private void Told(Action look)
    {
        var healthy = disks.IsHealthy;
        look();
        if (disks.IsHealthy != healthy)
        {
            healthChanged();
        }
    }

    /// <summary>Takes one look at all running containers.</summary>
    internal void Look()
    {
        var running = new List<Container>();
        foreach (var application in applications.All)
        {
            foreach (var container in application.Containers.Values)
            {
                if (container.Pid != 0 && !container.IsDone)
                {
                    running.Add(container);
                }
            }
        }

        try
        {
            foreach (var over in usage.Look(running, clock.Read().MonotonicMilliseconds))
            {
                End(over);
            }
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is FormatException)
        {
            log.Warn(Area, $"/proc could not be read, memory is not watched now: {e.Message}", null);
        }
    }

    private void End(OverMemory over)
    {
        if (!options.CheckMemory)
        {
            return;
        }

        var text = MemoryDiagnostics.Text(over);
        if (over.Container.Order(new KillOrder(ExitStatus.OverMemory, text)))
        {
            log.Warn(Area, text.Split('\n')[0], null);
        }
    }
}
