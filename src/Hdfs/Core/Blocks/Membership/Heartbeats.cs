using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Blocks.Writing;
using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>
/// A heartbeat: the node's figures come in, its orders go out (DatanodeManager.handleHeartbeat). Costs what the one node has, nothing else.
/// </summary>
internal sealed class Heartbeats(
    ClusterState state,
    NodeMembership membership,
    SafeMode safeMode,
    ReconstructionScheduler scheduler,
    BlockRecovery recovery,
    ReportLeases leases)
{
    /// <summary>Storages up to which they are compared one by one: what a machine has, without an allocation.</summary>
    private const int FewStorages = 32;

    private static readonly HeartbeatResult Register = new([new ReRegister()], 0);
    private static readonly HeartbeatResult Nothing = new([], 0);

    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly SafeMode _safeMode = safeMode;
    private readonly ReconstructionScheduler _scheduler = scheduler;
    private readonly BlockRecovery _recovery = recovery;
    private readonly ReportLeases _leases = leases;

    public HeartbeatResult Answer(Heartbeat beat)
    {
        var node = _membership.Find(beat.From);
        if (node is null)
        {
            return Register;
        }

        _state.Heartbeats.Touch(node);
        node.HeardOf(_state.Now);
        _state.Totals.Remove(node);
        UpdateStorages(node, beat.Storages);
        node.Measure(beat.TransferThreads, beat.FailedVolumes);
        _state.Totals.Add(node);
        var lease = beat.RequestFullBlockReportLease ? _leases.Request(_state.Now, node) : 0;
        var commands = _safeMode.IsOn ? [] : Orders(node, beat.TransfersInProgress);
        return commands.Count == 0 && lease == 0 ? Nothing : new HeartbeatResult(commands, lease);
    }

    /// <summary>Every node is told with its next heartbeat how much its balancer may move, in bytes a second.</summary>
    public void TellBalancerBandwidth(long bytesPerSecond)
    {
        foreach (var node in _state.Nodes.Nodes)
        {
            node.NewBalancerBandwidth = bytesPerSecond;
        }
    }

    private List<DataNodeCommand> Orders(DataNodeDescriptor node, int transfersInProgress)
    {
        var commands = new List<DataNodeCommand>();
        if (node.Recoveries.Count > 0 && _recovery.DequeueFor(node) is { } recover)
        {
            commands.Add(recover);
        }

        if (node.Transfers.Count > 0)
        {
            var transfers = _scheduler.DequeueFor(node, Math.Max(0, _state.Options.MaxReplicationStreams - transfersInProgress));
            if (transfers.Count > 0)
            {
                commands.Add(new TransferBlocks(transfers));
            }
        }

        if (node.Invalidates.Places > 0)
        {
            var blocks = node.Invalidates.Dequeue(_state.Options.InvalidateLimit);
            _state.InvalidatesWaiting -= blocks.Count;
            if (blocks.Count > 0)
            {
                commands.Add(new InvalidateBlocks(blocks));
            }
        }

        if (node.NewBalancerBandwidth > 0)
        {
            commands.Add(new SetBalancerBandwidth(node.NewBalancerBandwidth));
            node.NewBalancerBandwidth = 0;
        }

        return commands;
    }

    private void UpdateStorages(DataNodeDescriptor node, IReadOnlyList<StorageReport> reports)
    {
        var byId = reports.Count > FewStorages ? node.Storages.ToDictionary(static s => s.StorageId, StringComparer.Ordinal) : null;
        foreach (var report in reports)
        {
            var storage = byId is null ? node.FindStorage(report.StorageId) : byId.GetValueOrDefault(report.StorageId);
            if (storage is null)
            {
                _state.Arrivals++;
                storage = _state.Storages.Add(node, report.StorageId);
                node.Storages.Add(storage);
                byId?.Add(report.StorageId, storage);
            }

            storage.Update(report);
            if (storage.State == StorageState.Failed)
            {
                _membership.Fail(storage);
            }
        }

        if (node.Storages.Count > reports.Count)
        {
            ForgetOthers(node, reports);
        }
    }

    private void ForgetOthers(DataNodeDescriptor node, IReadOnlyList<StorageReport> reports)
    {
        var told = reports.Select(static r => r.StorageId).ToHashSet(StringComparer.Ordinal);
        for (var i = node.Storages.Count - 1; i >= 0; i--)
        {
            var storage = node.Storages[i];
            if (!told.Contains(storage.StorageId))
            {
                _membership.Forget(storage);
            }
        }
    }
}
