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
        .Add<Heartbeat, HeartbeatResult>(static (manager, beat) => manager._heartbeats.Answer(beat))
        .AddLong<BlockReceivedAndDeleted, Done>(static (manager, changes) => manager._reports.Begin(changes))
        .AddLong<BlockReport, DataNodeCommand?>(static (manager, report) => manager._reports.Begin(report))
        .Add<RegisterDataNode, DataNodeRegistration>(
            static (manager, call) => manager._membership.Register(call.Registration, call.Rack).Registration)
        .Add<ReportBadBlocks>(static (manager, bad) => BadReplicas.Mark(manager, bad.Replicas, "client or scanner reported it"))
        .Add<ErrorReport>(static (manager, error) => manager._errors.Note(error))
        .Freeze();

    private readonly WorkInTurns _work;

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
            _rounds.CheckSafeMode();
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
        _rounds.CheckSafeMode();
        _rounds.Tick();
        _looks.Tick();
        _decommissioning.Tick();
        _promises.Tick();
        FlushNotes(effects);
    }

    /// <inheritdoc/>
    public bool HasWork => _work.HasWork;

    /// <inheritdoc/>
    public void RunPiece(Now now, List<Effect> effects)
    {
        _state.Now = now;
        _work.RunPiece(_state.Options.BlocksPerPiece);
        _rounds.CheckSafeMode();
        FlushNotes(effects);
        _reports.AnswerEnded(effects);
    }

    private void FlushNotes(List<Effect> effects) => _state.Notes.Flush(effects, effects.Count);
}
