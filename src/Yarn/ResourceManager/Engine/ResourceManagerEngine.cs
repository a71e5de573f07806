using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Log;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Engine;

/// <summary>The engine of the ResourceManager's Core: what its effects mean, and how often there are ticks.</summary>
internal sealed class ResourceManagerEngine(
    ResourceManagerCore core, DurableLog log, IClock clock, ILogger nodeLog, ResourceManagerOptions options)
    : CoreEngine<RmInput>(core, log, clock, nodeLog, "resourcemanager", s_tick, RpcCallSource.Instance)
{
    private static readonly Tick s_tick = new();

    private readonly ResourceManagerCore _core = core;
    private readonly ResourceManagerOptions _options = options;
    private Action<AmLaunch> _launch = static _ => throw new InvalidOperationException("nobody launches masters yet");
    private bool _busy;

    /// <summary>
    /// Says who launches masters; before the first input that could want one. It must be quick: the launch itself happens elsewhere.
    /// </summary>
    public void LaunchBy(Action<AmLaunch> launch) => _launch = launch;

    protected override string CallerOf(RmInput input) => input switch
    {
        ClientRequest client => client.User,
        MasterRequest master => $"the master of {master.Attempt}",
        NodeRequest node => $"NodeManager {node.Node}",
        _ => "",
    };

    protected override Exception Refusal(CoreFault fault) => FaultMapping.ToRpc(((RmFault)fault).Error, fault.Message);

    protected override void Do(object what) => _launch((AmLaunch)what);

    protected override void AfterBatch()
    {
        if (_core.WantsTicks != _busy)
        {
            _busy = !_busy;
            TickEvery(_busy ? _options.BusyTick : _options.IdleTick);
        }
    }
}
