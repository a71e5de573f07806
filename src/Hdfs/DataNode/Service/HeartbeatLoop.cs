using Hathi.Base;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Rpc;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>Tells the NameNode that the node lives and how it is, and takes its orders from the answers.</summary>
internal sealed class HeartbeatLoop(NodeState node, CommandRunner commands, TimeSpan interval, IClock clock, INodeLog log)
{
    private const string Area = "datanode";

    /// <summary>The longest pause after a failed heartbeat (BPServiceActor.sleepAfterException).</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

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
                log.Write(lost ? NodeLogLevel.Debug : NodeLogLevel.Warn, Area, $"The NameNode {node.Session.Link.Name} does not answer; the node goes on and tries again: {e.Message}", null);
                lost = true;
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcRemoteException e) when (!NameNodeSession.IsFinal(e))
            {
                log.Warn(Area, $"The NameNode {node.Session.Link.Name} refused a heartbeat: {e.FirstLine}", null);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(interval < LongestPause ? interval : LongestPause, cancellationToken);

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var request = Request();
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
                log.Info(Area, $"The NameNode {node.Session.Link.Name} asks this node to register again");
                await node.Session.RegisterAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await commands.PostAsync(command, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private HeartbeatRequestProto Request()
    {
        var failures = node.Store.Failures;
        var request = new HeartbeatRequestProto
        {
            Registration = node.Session.Registration,
            XmitsInProgress = (uint)node.Transfer.Figures.TransfersOut,
            XceiverCount = (uint)node.Server.ActiveOperations,
            FailedVolumes = (uint)failures.Count,
            RequestFullBlockReportLease = node.Session.Schedule.Get(s => s.WantsLease(clock.Read())),
        };
        foreach (var (_, report) in node.Store.StorageReports())
        {
            request.Reports.Add(Wire.Report(report));
        }

        if (failures.Count > 0)
        {
            var summary = new VolumeFailureSummaryProto { LastVolumeFailureDate = (ulong)failures[^1].WallMilliseconds, EstimatedCapacityLostTotal = 0 };
            summary.FailedStorageLocations.AddRange(failures.Select(f => f.Path));
            request.VolumeFailureSummary = summary;
        }

        return request;
    }
}
