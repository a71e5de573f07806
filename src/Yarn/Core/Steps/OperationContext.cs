using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.Scheduling;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Steps;

/// <summary>
/// What an operation works with during one step: the state, the scheduler, the time, and the one way to change what is durable,
/// <see cref="StepContext{TState}.Commit"/>.
/// </summary>
internal sealed class OperationContext : StepContext<RmState>
{
    private readonly List<AmLaunch> _launches = [];

    /// <param name="options">Settings.</param>
    /// <param name="state">What operations change.</param>
    /// <param name="onMasterGranted">Told of each container that the scheduler grants to a master.</param>
    public OperationContext(RmOptions options, RmState state, Action<OperationContext, RmContainer> onMasterGranted)
        : base(state, maxRecordBytes: int.MaxValue, maxNotes: int.MaxValue)
    {
        Options = options;
        State = state;
        Scheduler = new Scheduler(options, () => state.Epoch, container => onMasterGranted(this, container));
    }

    public RmOptions Options { get; }

    public RmState State { get; }

    public Scheduler Scheduler { get; }

    /// <inheritdoc/>
    public override void Begin(Now now)
    {
        base.Begin(now);
        _launches.Clear();
    }

    /// <summary>A master is to be launched when this step is durable.</summary>
    public void Launch(AmLaunch launch) => _launches.Add(launch);

    /// <summary>Also what is to be launched, behind all others.</summary>
    /// <inheritdoc/>
    public override void Flush(List<Effect> effects, int at)
    {
        base.Flush(effects, at);
        foreach (var launch in _launches)
        {
            effects.Add(Effect.Do(launch));
        }

        _launches.Clear();
    }
}
