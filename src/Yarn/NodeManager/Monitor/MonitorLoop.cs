using Hathi.Base;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>Looks at processes in a short interval, and ends containers over their memory.</summary>
internal sealed class MonitorLoop(NodeManagerOptions options, ApplicationTable applications, NodeUsage usage, IClock clock, ILogger log)
{
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.MonitorInterval);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            Look();
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
            log.MemoryNotWatched(e.Message);
        }
    }

    private void End(OverMemory over)
    {
        if (!options.CheckMemory)
        {
            return;
        }

        var text = MemoryDiagnostics.Text(over);
        if (applications.Order(over.Container, new KillOrder(ExitStatus.OverMemory, text)))
        {
            log.OverMemory(text.Split('\n')[0]);
        }
    }
}
