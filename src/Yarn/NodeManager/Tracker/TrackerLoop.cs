using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Platform;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Calls;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Tracker;

/// <summary>
/// The conversation with the ResourceManager: registration, heartbeats in the interval that it asks for and at once when a container has
/// ended, its orders. While it is away containers go on and it is looked for. Source: NodeStatusUpdaterImpl.
/// </summary>
internal sealed class TrackerLoop(
    TrackerLink link,
    NodeReport report,
    NodeKeys keys,
    ContainerManagement service,
    ApplicationTable applications,
    LogReports logReports,
    ILogger log)
{
    /// <summary>Pauses between attempts to reach the ResourceManager: short at first, since both often start together.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly AsyncSignal _now = new();
    private TimeSpan _interval = TimeSpan.FromSeconds(1);
    private int _responseId;
    private Task _signalling = Task.CompletedTask;

    /// <summary>Has a heartbeat sent at once; several before it leaves count once.</summary>
    internal void Beat() => _now.Set();

    /// <summary>Registers, as often as it takes.</summary>
    /// <exception cref="NodeStoppedException">The ResourceManager does not want this node.</exception>
    internal async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var response = await TryAsync(
            () => link.RegisterAsync(report.Registration(), cancellationToken), "registering", cancellationToken).ConfigureAwait(false);
        if (response.NodeAction == NodeActionProto.Shutdown)
        {
            throw new NodeStoppedException($"The ResourceManager {link.Name} does not take this node in: {response.DiagnosticsMessage}");
        }

        keys.Update(response.NmTokenMasterKey, response.ContainerTokenMasterKey);
        service.ResourceManager = response.RmIdentifier;
        _responseId = 0;
        log.Registered(link.Name, keys.NodeId);
    }

    /// <summary>Beats until it is cancelled.</summary>
    /// <exception cref="NodeStoppedException">The ResourceManager orders this node to stop.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var request = report.Heartbeat(_responseId);
            var response = await TryAsync(
                () => link.HeartbeatAsync(request, cancellationToken), "a heartbeat", cancellationToken).ConfigureAwait(false);
            if (response.NodeAction == NodeActionProto.Shutdown)
            {
                throw new NodeStoppedException($"The ResourceManager {link.Name} orders this node to stop: {response.DiagnosticsMessage}");
            }

            if (response.NodeAction == NodeActionProto.Resync)
            {
                log.ToRegisterAgain(link.Name, response.DiagnosticsMessage);
                await RegisterAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            logReports.Heard(request.LogAggregationReportsForApps.Count);
            Obey(response);
            await _now.WaitAsync(_interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Obey(NodeHeartbeatResponseProto response)
    {
        _responseId = response.ResponseId;
        _interval = response.NextHeartBeatInterval > 0 ? TimeSpan.FromMilliseconds(response.NextHeartBeatInterval) : _interval;
        keys.Update(response.NmTokenMasterKey, response.ContainerTokenMasterKey);
        foreach (var id in response.ContainersToBeRemovedFromNm)
        {
            _ = applications.AcknowledgedAsync(id);
        }

        foreach (var id in response.ContainersToCleanup)
        {
            if (applications.Find(id.Application().ToText())?.Containers.GetValueOrDefault(id.ToText()) is { } container)
            {
                applications.Order(
                    container, new KillOrder(ExitStatus.KilledByResourceManager, "Container killed by the ResourceManager.\n"));
            }
        }

        if (response.ContainersToSignal.Count > 0)
        {
            _signalling = SignalAsync(_signalling, response.ContainersToSignal);
        }

        foreach (var id in response.ApplicationsToCleanup)
        {
            _ = applications.FinishAsync(id, "Application is killed or finished, on the ResourceManager's word.\n");
        }
    }

    // Aside: all processes of the machine are read for it, and the next heartbeat is not to wait for that. One beat's after the other's.
    private async Task SignalAsync(Task before, IReadOnlyList<SignalContainerRequestProto> signals)
    {
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var table = ProcessTable.Read();
            foreach (var signal in signals)
            {
                applications.Find(signal.ContainerId.Application().ToText())?.Containers
                    .GetValueOrDefault(signal.ContainerId.ToText())?.Signal(signal.Command, table);
            }
        }
        catch (Exception e)
        {
            log.SignalsNotSent(DiskFaults.Is(e) ? null : e, signals.Count, e.Message);
        }
    }

    // Retried without end: a node is of use to its containers also while the ResourceManager is away.
    private async Task<T> TryAsync<T>(Func<Task<T>> call, string what, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        string? told = null;
        while (true)
        {
            try
            {
                var result = await call().ConfigureAwait(false);
                if (told is not null)
                {
                    log.AnswersAgain(link.Name);
                }

                return result;
            }
            catch (Exception e) when (e is RpcConnectionException or RpcRemoteException)
            {
                if (told != e.Message)
                {
                    told = e.Message;
                    log.CallFailed(what, link.Name, e.Message);
                }
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
