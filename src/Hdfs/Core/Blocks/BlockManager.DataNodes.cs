using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Reports;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Blocks;

/// <content>What DataNodes ask, and the passing of time.</content>
public sealed partial class BlockManager
{
    private readonly IWorkInPieces[] _work;
    private int _turn;

    /// <inheritdoc/>
    public void Handle(Now now, DataNodeRequest request, List<NameNodeEffect> effects)
    {
        _state.Now = now;
        object? result;
        try
        {
            result = Handle(request);
            CheckSafeMode();
        }
        finally
        {
            FlushNotes(effects);
        }

        effects.Add(result == Progress.Unfinished ? NameNodeEffect.PutOff(request.Ticket) : NameNodeEffect.Reply(request.Ticket, result));
    }

    /// <inheritdoc/>
    public void Tick(Now now, List<NameNodeEffect> effects)
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
    public void RunPiece(Now now, List<NameNodeEffect> effects)
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
            effects.Add(fault is null ? NameNodeEffect.ReplyTo(report.Request, report.Result) : NameNodeEffect.FailOf(report.Request, fault));
        }

        _reports.Ended.Clear();
    }

    private object? Handle(DataNodeRequest request)
    {
        switch (request)
        {
            case Heartbeat beat:
                return _heartbeats.Take(beat);
            case BlockReceivedAndDeleted changes:
                return Take(new IncrementalReportCursor(changes));
            case BlockReport report:
                return Take(new FullReportCursor(report));
            case RegisterDataNode register:
                return _membership.Register(register.Registration, register.Rack).Registration;
            case ReportBadBlocks bad:
                BadReplicas.Mark(this, bad.Replicas, "client or scanner reported it");
                return null;
            case ErrorReport error:
                Take(error);
                return null;
            default:
                throw new HdfsFault(HdfsError.UnsupportedOperation, $"{request.GetType().Name} is not a call that the block manager knows.");
        }
    }

    private object? Take(ReportCursor report)
    {
        var budget = _state.Options.BlocksPerPiece;
        return _reports.Take(report, ref budget) ? report.Result : Progress.Unfinished;
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

    private void FlushNotes(List<NameNodeEffect> effects) => _state.Notes.Flush(effects, effects.Count);
}
