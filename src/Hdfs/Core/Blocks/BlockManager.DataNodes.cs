using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Blocks;

/// <content>What DataNodes ask, and the passing of time.</content>
public sealed partial class BlockManager
{
    private readonly List<long> _postponed = [];

    /// <inheritdoc/>
    public void Handle(Now now, DataNodeRequest request, List<NameNodeEffect> effects)
    {
        _state.Now = now;
        var result = Handle(request);
        CheckSafeMode();
        FlushNotes(effects);
        effects.Add(NameNodeEffect.Reply(request.Ticket, result));
    }

    /// <inheritdoc/>
    public void Tick(Now now, List<NameNodeEffect> effects)
    {
        _state.Now = now;
        _membership.FindDead();
        CheckSafeMode();
        if (_membership.BecameMultiRack && _state.QueuesInUse)
        {
            _membership.BecameMultiRack = false;
            _filler.Start();
        }

        _filler.Tick();
        TimeOutPending();
        LookAtPostponed();
        if (!_safeMode.IsOn && now.MonotonicMilliseconds - _lastRound >= _state.Options.RedundancyInterval)
        {
            _lastRound = now.MonotonicMilliseconds;
            _scheduler.Run();
        }

        _decommissioning.Tick();
        FlushNotes(effects);
    }

    private object? Handle(DataNodeRequest request)
    {
        switch (request)
        {
            case Heartbeat beat:
                return _heartbeats.Take(beat);
            case BlockReceivedAndDeleted changes:
                Take(changes);
                return null;
            case BlockReport report:
                return Take(report);
            case RegisterDataNode register:
                return _membership.Register(register.Registration, register.Rack).Registration;
            case ReportBadBlocks bad:
                Take(bad);
                return null;
            case ErrorReport error:
                Take(error);
                return null;
            default:
                throw new HdfsFault(HdfsError.UnsupportedOperation, $"{request.GetType().Name} is not a call that the block manager knows.");
        }
    }

    private DataNodeCommand? Take(BlockReport report)
    {
        var node = _membership.Find(report.From);
        if (node is null)
        {
            return new ReRegister();
        }

        foreach (var storageReport in report.Storages)
        {
            var storage = StorageOf(node, storageReport.StorageId, storageReport.Kind, storageReport.State);

            // Until safe mode ends a second report of a storage tells nothing that must be known now.
            if (!_safeMode.IsStartup || storage.BlockReports == 0)
            {
                _fullReports.Take(storage, storageReport.Blocks.Span);
            }
        }

        if (report.Call + 1 >= report.TotalCalls)
        {
            _leases.Release(node);
            node.ReportedBlocks(_state.Now);
        }

        return null;
    }

    private void Take(BlockReceivedAndDeleted changes)
    {
        var node = _membership.Find(changes.From);
        if (node is null)
        {
            _state.Notes.Add($"Block changes of DataNode {changes.From.Id.HostName} are passed over: it is not registered, and reports in full once it is.");
            return;
        }

        foreach (var storage in changes.Storages)
        {
            _incrementalReports.Take(StorageOf(node, storage.StorageId, storage.Kind, storage.State), storage.Changes);
        }
    }

    private void Take(ReportBadBlocks bad)
    {
        foreach (var replica in bad.Replicas)
        {
            MarkCorrupt(replica.Block.Id, replica.DataNodeUuid, replica.StorageId, "client or scanner reported it");
        }
    }

    private void Take(ErrorReport error)
    {
        var node = _membership.Find(error.From);
        _state.Notes.Add($"DataNode {error.From.Id.HostName} reports {error.Code}: {error.Message}");
        if (error.Code == DataNodeErrorCode.FatalDiskError && node is not null)
        {
            _membership.Die(node, "it has no volume left");
        }
    }

    // A report may come before the heartbeat that tells of the storage.
    private DataNodeStorage StorageOf(DataNodeDescriptor node, string storageId, StorageKind kind, StorageState storageState)
    {
        var storage = node.FindStorage(storageId);
        if (storage is null)
        {
            _state.Arrivals++;
            storage = _state.Storages.Add(node, storageId);
            storage.Introduce(kind, storageState);
            node.Storages.Add(storage);
        }

        return storage;
    }

    private void TimeOutPending()
    {
        while (_state.Pending.TryTakeTimedOut(_state.Now, _state.Options.PendingTimeout, out var handle))
        {
            _redundancy.Check(handle.Value);
        }
    }

    private void LookAtPostponed()
    {
        if (_state.Postponed.Count == 0)
        {
            return;
        }

        _postponed.AddRange(_state.Postponed.Take(_state.Options.PostponedPerTick));
        foreach (var id in _postponed)
        {
            _state.Postponed.Remove(id);
        }

        foreach (var id in _postponed)
        {
            if (_state.Blocks.Find(id) is var handle and not 0)
            {
                _redundancy.Check(handle);
            }
        }

        _postponed.Clear();
    }

    private void FlushNotes(List<NameNodeEffect> effects)
    {
        foreach (var note in _state.Notes)
        {
            effects.Add(NameNodeEffect.Note(note));
        }

        _state.Notes.Clear();
    }
}
