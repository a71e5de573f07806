using System.Collections.Frozen;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Reports;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Manager;

/// <content>What DataNodes ask, and the passing of time.</content>
public sealed partial class BlockManager
{
    private static readonly FrozenDictionary<Type, Func<BlockManager, DataNodeRequest, object?>> s_calls =
        new OperationTable<BlockManager, DataNodeRequest>()
        .Add<Heartbeat, HeartbeatResult>(static (manager, beat) => manager._heartbeats.Take(beat))
        .AddLong<BlockReceivedAndDeleted, Done>(
            static (manager, changes) => manager.Take(new IncrementalReportCursor(changes)) ? default(Answer<Done>) : Unfinished.Yet)
        .AddLong<BlockReport, DataNodeCommand?>(static (manager, report) => manager.Take(report))
        .Add<RegisterDataNode, DataNodeRegistration>(
            static (manager, call) => manager._membership.Register(call.Registration, call.Rack).Registration)
        .Add<ReportBadBlocks>(static (manager, bad) => BadReplicas.Mark(manager, bad.Replicas, "client or scanner reported it"))
        .Add<ErrorReport>(static (manager, error) => manager.Take(error))
        .Freeze();

    private readonly IWorkInPieces[] _work;
    private int _turn;

    /// <inheritdoc/>
    public void Handle(Now now, DataNodeRequest request, List<Effect> effects)
    {
        _state.Now = now;
        object? result;
        try
        {
            result = s_calls.TryGetValue(request.GetType(), out var call)
                ? call(this, request)
                : throw new HdfsFault(
                    HdfsError.UnsupportedOperation, $"{request.GetType().Name} is not a call that the block manager knows.");
            CheckSafeMode();
        }
        finally
        {
            FlushNotes(effects);
        }

        effects.Add(result == Unfinished.Yet ? Effect.PutOff() : Effect.Reply(result));
    }

    /// <inheritdoc/>
    public void Tick(Now now, List<Effect> effects)
    {
        _state.Now = now;
        CheckSafeMode();
        if (_membership.BecameMultiRack && _state.QueuesInUse)
        {
            _membership.BecameMultiRack = false;
            _filler.Start();
        }

        _looks.Tick();
        if (!_safeMode.IsOn && now.MonotonicMilliseconds - _lastRound >= _state.Options.RedundancyInterval)
        {
            _lastRound = now.MonotonicMilliseconds;
            _scheduler.Begin();
        }

        _decommissioning.Tick();
        _promises.Tick();
        FlushNotes(effects);
    }

    /// <inheritdoc/>
    public bool HasWork
    {
        get
        {
            foreach (var work in _work)
            {
                if (work.HasWork)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public void RunPiece(Now now, List<Effect> effects)
    {
        _state.Now = now;
        var budget = _state.Options.BlocksPerPiece;
        for (var tried = 0; tried < _work.Length && budget == _state.Options.BlocksPerPiece; tried++)
        {
            // Kinds of work take turns, a piece of one of them a step.
            _turn = (_turn + 1) % _work.Length;
            if (_work[_turn].HasWork)
            {
                _work[_turn].Run(ref budget);
            }
        }

        CheckSafeMode();
        FlushNotes(effects);
        foreach (var (report, fault) in _reports.Ended)
        {
            effects.Add(fault is null ? Effect.ReplyTo(report.Request, report.Result) : Effect.Refuse(report.Request, fault));
        }

        _reports.Ended.Clear();
    }

    private Answer<DataNodeCommand?> Take(BlockReport report)
    {
        var cursor = new FullReportCursor(report);
        return Take(cursor) ? cursor.Result : Unfinished.Yet;
    }

    private bool Take(ReportCursor report)
    {
        var budget = _state.Options.BlocksPerPiece;
        return _reports.Take(report, ref budget);
    }

    private void Take(ErrorReport error)
    {
        _membership.Find(error.From);
        _state.Notes.Add($"DataNode {error.From.Id.HostName} reports {error.Code}: {error.Message}");
        if (error.Code == DataNodeErrorCode.FatalDiskError)
        {
            _membership.Die(_membership.Require(error.From, "error report"), "it has no volume left");
        }
    }

    private void FlushNotes(List<Effect> effects) => _state.Notes.Flush(effects, effects.Count);
}
