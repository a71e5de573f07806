using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>
/// A DataNode's talk with the NameNode, one call after the other as BPServiceActor does: registration, heartbeats whose commands it carries
/// out, changes as they happen, full reports when they are due.
/// </summary>
internal sealed class NameNodeService(DataNodeActor node)
{
    private const int CallTimeout = 1_200;
    private const int HeartbeatMilliseconds = 1_000;
    private const int BlockReportMilliseconds = 9_000;
    private readonly NameNodeProxy _nameNode = new(node, node.Cluster);
    private readonly PendingReports _changes = new();
    private readonly List<BadReplica> _bad = [];
    private readonly ReportSchedule _schedule = new(HeartbeatMilliseconds, BlockReportMilliseconds);
    private readonly NodeCommands _commands = new(node);
    private Promise<bool>? _sleeping;

    private DataNodeRegistration Self => new(
        new DataNodeId(node.Host.Uuid, node.Host.Address, node.Name, 9866, 9867, 9864, 0), HdfsSettings.NameSpace, "3.5.0");

    /// <summary>Something is to be told at once.</summary>
    public void Wake() => _sleeping?.Set(true);

    public void Changed(int volume, BlockChange change)
    {
        _changes.Add(volume, change);
        Wake();
    }

    public void ReportBad(BadReplica replica)
    {
        if (!_bad.Contains(replica))
        {
            _bad.Add(replica);
            Wake();
        }
    }

    /// <summary>Goes on as long as the process lives.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            try
            {
                await _nameNode.AskAsync(new RegisterDataNode { Registration = Self, Rack = null }, 1, CallTimeout).ConfigureAwait(false);
                _schedule.Registered(node.Now);
                await ServeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NoAnswerException or HdfsFault)
            {
                await node.Delay(node.Random.Next(300, 1_000));
            }
        }
    }

    // Until it has to register again.
    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                if (_schedule.HeartbeatDue(node.Now) && await HeartbeatAsync().ConfigureAwait(false))
                {
                    return;
                }

                await TellBadAsync().ConfigureAwait(false);
                await TellChangesAsync().ConfigureAwait(false);
                if (_schedule.BlockReportDue(node.Now) && await ReportAsync().ConfigureAwait(false))
                {
                    return;
                }

                await SleepAsync();
            }
            catch (NoAnswerException)
            {
                await node.Delay(node.Random.Next(100, 600));
            }
        }
    }

    private async Task<bool> HeartbeatAsync()
    {
        _schedule.HeartbeatSent(node.Now);
        var beat = new Heartbeat
        {
            From = Self,
            Storages = Storages(),
            TransfersInProgress = node.Copies,
            TransferThreads = node.Transfers,
            FailedVolumes = Enumerable.Range(0, node.Store.Volumes).Count(node.Store.HasFailed),
            RequestFullBlockReportLease = _schedule.WantsLease(node.Now),
        };
        var result = (HeartbeatResult)(await _nameNode.AskAsync(beat, 1, CallTimeout).ConfigureAwait(false))!;
        if (result.FullBlockReportLeaseId != 0)
        {
            _schedule.LeaseGranted(result.FullBlockReportLeaseId);
        }

        foreach (var command in result.Commands)
        {
            if (command is ReRegister)
            {
                return true;
            }

            _commands.CarryOut(command);
        }

        return false;
    }

    private async Task TellBadAsync()
    {
        if (_bad.Count > 0)
        {
            var told = _bad.ToArray();
            try
            {
                await _nameNode.AskAsync(new ReportBadBlocks { Replicas = told }, 1, CallTimeout).ConfigureAwait(false);
            }
            catch (HdfsFault)
            {
                // One is of a node that nobody knows; the others are marked.
            }

            _bad.RemoveAll(told.Contains);
        }
    }

    private async Task TellChangesAsync()
    {
        while (_changes.Count > 0)
        {
            var changes = _changes.TakeAll();
            var storages = changes.Select(
                c => new StorageBlockChanges(node.Host.StorageId(c.Volume), StorageKind.Disk, StorageState.Normal, c.Changes)).ToList();
            try
            {
                await _nameNode.AskAsync(
                    new BlockReceivedAndDeleted { From = Self, Storages = storages }, 1, CallTimeout).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NoAnswerException or HdfsFault)
            {
                _changes.PutBack(changes);
                throw;
            }
        }
    }

    private async Task<bool> ReportAsync()
    {
        var reports = new List<StorageBlockReport>();
        for (var volume = 0; volume < node.Store.Volumes; volume++)
        {
            if (!node.Store.HasFailed(volume))
            {
                var blocks = new List<ReportedBlock>();
                node.Store.Map.Report(volume, blocks);
                reports.Add(new StorageBlockReport(node.Host.StorageId(volume), StorageKind.Disk, StorageState.Normal, blocks.ToArray()));
            }
        }

        var split = node.Random.Next(2) == 0 && reports.Count > 1;
        var lease = _schedule.BlockReportLease;
        var id = node.Cluster.NextId();
        for (var i = 0; i < (split ? reports.Count : 1); i++)
        {
            var command = await _nameNode.AskAsync(
                new BlockReport
                {
                    From = Self,
                    Storages = split ? [reports[i]] : reports,
                    LeaseId = lease,
                    ReportId = id,
                    TotalCalls = split ? reports.Count : 1,
                    Call = i,
                },
                1,
                CallTimeout).ConfigureAwait(false);
            if (command is ReRegister)
            {
                return true;
            }
        }

        node.Cluster.World.Report.Add("full block reports", 1);
        _schedule.BlockReportSent(node.Now, node.Random.NextDouble());
        return false;
    }

    private async Task SleepAsync()
    {
        if (_changes.Count == 0 && _bad.Count == 0)
        {
            var sleeping = _sleeping = new Promise<bool>();
            var timer = node.After(Math.Max(1, _schedule.MillisecondsToHeartbeat(node.Now)), "heartbeat", () => sleeping.Set(true));
            await sleeping;
            timer.Cancel();
        }
    }

    private List<StorageReport> Storages()
    {
        var reports = new List<StorageReport>();
        var disk = node.Cluster.World.Disk(node.Name);
        for (var volume = 0; volume < node.Store.Volumes; volume++)
        {
            reports.Add(new StorageReport
            {
                StorageId = node.Host.StorageId(volume),
                Kind = StorageKind.Disk,
                State = StorageState.Normal,
                Failed = node.Store.HasFailed(volume),
                Capacity = disk.Capacity / node.Store.Volumes,
                Used = disk.Used / node.Store.Volumes,
                Remaining = Math.Max(0, disk.Capacity - disk.Used) / node.Store.Volumes,
                BlockPoolUsed = disk.Used / node.Store.Volumes,
                NonDfsUsed = 0,
            });
        }

        return reports;
    }
}
