using Hathi.Base;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// Has the disks looked at in a long interval, and at once when something could not be kept. Beside <see cref="MonitorLoop"/>: memory is
/// watched whatever the disks do.
/// </summary>
internal sealed class DiskLoop(NodeManagerOptions options, DiskHealth disks, Action healthChanged, IClock clock)
{
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.MonitorInterval);
        var interval = (long)options.Disks.Interval.TotalMilliseconds;
        var next = clock.Read().MonotonicMilliseconds + interval;
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            if (clock.Read().MonotonicMilliseconds < next && !disks.IsSuspected)
            {
                continue;
            }

            var healthy = disks.IsHealthy;
            await disks.CheckAsync(cancellationToken).ConfigureAwait(false);
            next = clock.Read().MonotonicMilliseconds + interval;
            if (disks.IsHealthy != healthy)
            {
                healthChanged();
            }
        }
    }
}
