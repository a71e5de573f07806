using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>Tells the NameNode that the node lives and how it is, and takes its orders from the answers.</summary>
internal sealed class HeartbeatLoop(NodeState node, CommandRunner commands, TimeSpan interval, IClock clock, ILogger log)
{
    /// <summary>The longest pause after a failed heartbeat (BPServiceActor.sleepAfterException).</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The least and the most that disks are waited for: a thread may be late on a busy machine, and the node is to be heard.
    /// </summary>
    private static readonly TimeSpan LeastDiskPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostDiskPatience = TimeSpan.FromSeconds(30);

    // A NameNode counts a node as dead after ten heartbeats that do not come.
    private readonly TimeSpan _diskPatience = TimeSpan.FromTicks(
        Math.Clamp(interval.Ticks * 3, LeastDiskPatience.Ticks, MostDiskPatience.Ticks));

    // Two heartbeats that are on time lie no further apart.
    private readonly RunningClock _running = new((long)(interval + MostDiskPatience).TotalMilliseconds + RunningClock.DefaultLongestGap);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="RpcRemoteException">The NameNode does not want this node any more.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var lost = false;
        while (true)
        {
            var wait = node.Session.Schedule.Get(s => s.MillisecondsToHeartbeat(clock.Read()));
            if (wait > 0)
            {
                await node.Reports.VolumesChanged.WaitAsync(TimeSpan.FromMilliseconds(wait), cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await BeatAsync(cancellationToken).ConfigureAwait(false);
                lost = false;
            }
            catch (RpcConnectionException e)
            {
                log.NameNodeSilent(lost ? LogLevel.Debug : LogLevel.Warning, node.Session.Link.Name, e.Message);
                lost = true;
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcRemoteException e) when (!NameNodeSession.IsFinal(e))
            {
                log.HeartbeatRefused(node.Session.Link.Name, e.FirstLine);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(interval < LongestPause ? interval : LongestPause, node.Transfer.Time, cancellationToken);

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var request = await RequestAsync(cancellationToken).ConfigureAwait(false);
        var wantsLease = request.RequestFullBlockReportLease;
        node.Session.Schedule.Do(s => s.HeartbeatSent(clock.Read()));
        var response = await node.Session.Link.HeartbeatAsync(request, cancellationToken).ConfigureAwait(false);
        if (wantsLease && response.FullBlockReportLeaseId != 0)
        {
            node.Session.Schedule.Do(s => s.LeaseGranted((long)response.FullBlockReportLeaseId));
            node.Reports.Ready.Set();
        }

        foreach (var command in response.Cmds)
        {
            if (command.CmdType == DatanodeCommandProto.Types.Type.RegisterCommand)
            {
                log.ToRegisterAgain(node.Session.Link.Name);
                await node.Session.RegisterAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await commands.PostAsync(command, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<HeartbeatRequestProto> RequestAsync(CancellationToken cancellationToken)
    {
        var reports = await node.Store.StorageReportsAsync(
            _running.Read(clock.Read()).MonotonicMilliseconds, _diskPatience, cancellationToken).ConfigureAwait(false);
        var failures = node.Store.Failures;
        var request = new HeartbeatRequestProto
        {
            Registration = node.Session.Registration,
            XmitsInProgress = (uint)node.Transfer.Figures.TransfersOut,
            XceiverCount = (uint)node.Operations.ActiveOperations,
            FailedVolumes = (uint)failures.Count,
            RequestFullBlockReportLease = node.Session.Schedule.Get(s => s.WantsLease(clock.Read())),
        };
        foreach (var (_, report) in reports)
        {
            request.Reports.Add(DatanodeMessages.Report(report));
        }

        if (failures.Count > 0)
        {
            var summary = new VolumeFailureSummaryProto
            {
                LastVolumeFailureDate = (ulong)failures[^1].WallMilliseconds, EstimatedCapacityLostTotal = 0,
            };
            summary.FailedStorageLocations.AddRange(failures.Select(f => f.Path));
            request.VolumeFailureSummary = summary;
        }

        return request;
    }
}
