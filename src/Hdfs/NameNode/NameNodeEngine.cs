using Hathi.Base;
using Hathi.Engine;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Log;

namespace Hathi.Hdfs.NameNode;

/// <summary>The engine of the NameNode's Core: what its effects mean, its background work, safe mode.</summary>
internal sealed class NameNodeEngine(NameNodeCore core, DurableLog log, IClock clock, INodeLog nodeLog)
    : CoreEngine<NameNodeInput, NameNodeEffect>(core, log, clock, nodeLog, "namenode", s_tick, RpcCallSource.Instance)
{
    private static readonly Tick s_tick = new() { Ticket = 0 };
    private static readonly NextPiece s_nextPiece = new() { Ticket = 0 };

    private readonly INodeLog _nodeLog = nodeLog;
    private readonly NameNodeCore _core = core;
    private readonly Dictionary<NameNodeInput, CoreCall<NameNodeInput>> _putOff = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource _outOfSafeMode = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when safe mode is off for the first time.</summary>
    public Task OutOfSafeMode => _outOfSafeMode.Task;

    /// <summary>Whether changes are refused for now; a glance from another thread.</summary>
    public bool InSafeMode => _core.InSafeMode;

    protected override bool IsWaitedFor(NameNodeInput input) => input.Ticket != 0;

    protected override string CallerOf(NameNodeInput input) => input is ClientRequest { Caller: { } caller } ? $"{caller.User} at {caller.Address}" : "";

    protected override void CarryOut(in NameNodeEffect effect, CoreCall<NameNodeInput> call)
    {
        switch (effect.Kind)
        {
            case NameNodeEffectKind.AppendEdit:
                Append(effect.Record.Span);
                break;
            case NameNodeEffectKind.Reply:
                Answered(effect, call).Reply(effect.Result);
                break;
            case NameNodeEffectKind.Fail:
                Answered(effect, call).Refuse(FaultMapping.ToRpc(effect.Error, effect.Message!));
                break;
            case NameNodeEffectKind.PutOff:
                PutOff(call);
                _putOff.Add(call.Input, call);
                break;
            case NameNodeEffectKind.Note:
                _nodeLog.Info("namenode", effect.Message!);
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.Kind}");
        }
    }

    // The call of this step, or one that an earlier step put off.
    private CoreCall<NameNodeInput> Answered(in NameNodeEffect effect, CoreCall<NameNodeInput> call)
    {
        if (effect.Of is not { } earlier)
        {
            return call;
        }

        _putOff.Remove(earlier, out var putOff);
        TakeUp(putOff!);
        return putOff!;
    }

    protected override void AfterBatch()
    {
        if (_core.HasBackgroundWork)
        {
            // A piece between other inputs.
            StepLater(s_nextPiece);
        }

        if (!_outOfSafeMode.Task.IsCompleted && !_core.InSafeMode)
        {
            _outOfSafeMode.TrySetResult();
        }
    }
}
