using Hathi.Base;
using Hathi.Engine;
using Hathi.Hadoop.Rpc;
using Hathi.Log;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager;

/// <summary>The engine of the ResourceManager's Core: what its effects mean, and how often there are ticks.</summary>
internal sealed class ResourceManagerEngine(ResourceManagerCore core, DurableLog log, IClock clock, INodeLog nodeLog, ResourceManagerOptions options)
    : CoreEngine<RmInput, RmEffect>(core, log, clock, nodeLog, "resourcemanager", s_tick, RpcCallSource.Instance)
{
    private static readonly Tick s_tick = new() { Ticket = 0 };

    private readonly ResourceManagerCore _core = core;
    private readonly INodeLog _nodeLog = nodeLog;
    private readonly ResourceManagerOptions _options = options;
    private Action<AmLaunch> _launch = static _ => throw new InvalidOperationException("nobody launches masters yet");
    private bool _busy;

    /// <summary>Says who launches masters; before the first input that could want one. It must be quick: the launch itself happens elsewhere.</summary>
    public void LaunchBy(Action<AmLaunch> launch) => _launch = launch;

    protected override bool IsWaitedFor(RmInput input) => input.Ticket != 0;

    protected override string CallerOf(RmInput input) => input switch
    {
        ClientRequest client => client.User,
        MasterRequest master => $"the master of {master.Attempt}",
        NodeRequest node => $"NodeManager {node.Node}",
        _ => "",
    };

    protected override void CarryOut(in RmEffect effect, CoreCall<RmInput> call)
    {
        switch (effect.Kind)
        {
            case RmEffectKind.AppendEdit:
                Append(effect.Record.Span);
                break;
            case RmEffectKind.Reply:
                call.Reply(effect.Result);
                break;
            case RmEffectKind.Fail:
                call.Refuse(FaultMapping.ToRpc(effect.Error, effect.Message!));
                break;
            case RmEffectKind.Note:
                _nodeLog.Info("resourcemanager", effect.Message!);
                break;
            case RmEffectKind.LaunchMaster:
                var launch = effect.Launch;
                WhenDurable(() => _launch(launch));
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.Kind}");
        }
    }

    protected override void AfterBatch()
    {
        if (_core.WantsTicks != _busy)
        {
            _busy = !_busy;
            TickEvery(_busy ? _options.BusyTick : _options.IdleTick);
        }
    }
}
