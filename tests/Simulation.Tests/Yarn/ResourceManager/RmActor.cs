using Hathi.Base.Cores;
using Hathi.Log;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>The ResourceManager's shell: the core, its log with group commit, answers held until what they tell of is durable, masters launched.</summary>
internal sealed class RmActor : AsyncActor
{
    public const string Directory = "/rm";
    private const int FastTick = 250;
    private const int SlowTick = 1_000;
    private const int LaunchMilliseconds = 1_500;
    private readonly YarnCluster _cluster;
    private readonly MutatedCalls _mutated;
    private readonly DurableLogOptions _logOptions;
    private readonly List<Effect> _effects = [];
    private readonly Queue<(long Index, Action Go)> _held = new();
    private DurableLog? _log;
    private bool _flushing;

    public RmActor(SimProcess process, YarnCluster cluster)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _mutated = new MutatedCalls(cluster);
        _logOptions = new DurableLogOptions
        {
            SegmentBytes = 2_000 + (process.Random.Next(10) * 3_000),
            AllocationBytes = process.Random.Next(2) * 1_000,
            MaxRecordBytes = 1 << 16,
            MaxPendingBytes = 1 << 20,
        };
    }

    /// <summary>The serving core; null when its disk has failed.</summary>
    public ResourceManagerCore? Core { get; private set; }

    public override void OnStart()
    {
        try
        {
            _log = DurableLog.Exists(Process.Disk, Directory)
                ? DurableLog.Open(Process.Disk, Directory, _logOptions)
                : DurableLog.Create(Process.Disk, Directory, new Guid(1, 2, 3, new byte[8]), _logOptions);
            var core = EmptyCore();
            var index = RmFiles.Load(_log, core);
            _cluster.Ledger.Recovered(index);
            _effects.Clear();
            core.Start(Now, _effects);
            Core = core;
            _cluster.Ledger.Started(core, Now);
            CarryOut(null, new Tick());
            _cluster.World.Report.Add("ResourceManager starts", 1);
            FlushSoon();
            After(FastTick, "tick", Tick);
            After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Fail(e);
        }
    }

    public override void Accept(Connection connection, object first)
    {
        connection.OnPayload = payload =>
        {
            if (Core is not null && (RmCall)payload is var (call, input))
            {
                Step((connection, call), _mutated.Hears(input));
            }
        };
        connection.OnPayload(first);
    }

    private void Step((Connection To, long Call)? caller, RmInput input)
    {
        _effects.Clear();
        Core!.Step(Now, input, _effects);
        CarryOut(caller, input);
        FlushSoon();
    }

    private void CarryOut((Connection To, long Call)? caller, RmInput input)
    {
        RmAnswer? answer = null;
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit when _cluster.Mutant == YarnMutant.LeavesOutEdits && Random.Next(20) == 0:
                    break;
                case EffectKind.AppendEdit:
                    _log!.Append(effect.Record.Span);
                    break;
                case EffectKind.Reply:
                    answer = new RmAnswer(caller?.Call ?? 0, null, null, _mutated.Tells(effect.Result), _log!.LastIndex);
                    break;
                case EffectKind.Refuse:
                    answer = new RmAnswer(caller?.Call ?? 0, ((RmFault)effect.Fault!).Error, effect.Message, null, _log!.LastIndex);
                    break;
                case EffectKind.Note:
                    Process.Note("says", effect.Message);
                    break;
                case EffectKind.Do:
                    var launch = (AmLaunch)effect.What;
                    _cluster.Ledger.Granted(launch);
                    Hold(() => Start(() => LaunchAsync(launch)));
                    break;
            }
        }

        _cluster.Ledger.Stepped(Core!, input, answer, Now);
        if (caller is { } waits)
        {
            _cluster.World.Check(answer is not null, $"{input.GetType().Name} was not answered");
            Hold(() => waits.To.Send(answer!));
        }
    }

    private async Task LaunchAsync(AmLaunch launch)
    {
        _cluster.Ledger.Launching(launch);
        var connection = Wire.Open(_cluster.MachineOf(launch.Container.Node).Name);
        string? refused;
        try
        {
            connection.Send(new StartContainer(launch.Container.Id, launch.Container.Resource, Core!.ClusterTimestamp, launch.Container, Name));
            refused = ((ContainerStarted)await connection.Receive(LaunchMilliseconds)).Refused;
        }
        catch (ConnectionLostException e)
        {
            refused = e.Message;
        }

        connection.Close();
        if (Core is not null)
        {
            Step(null, refused is null ? new AmLaunched { Attempt = launch.Attempt }
                : new AmLaunchFailed { Attempt = launch.Attempt, Diagnostics = refused });
        }
    }

    private void Tick()
    {
        if (Core is not null)
        {
            After(Core.WantsTicks ? FastTick : SlowTick, "tick", Tick);
            if (_cluster.Mutant != YarnMutant.NeverTicks)
            {
                Step(null, new Tick());
            }
        }
    }

    private void Hold(Action go)
    {
        var index = _log!.LastIndex;
        if ((_log.DurableIndex >= index && _held.Count == 0) || _cluster.Mutant == YarnMutant.AnswersBeforeTheFlush)
        {
            go();
        }
        else
        {
            _held.Enqueue((index, go));
        }
    }

    // The flush itself takes no time here; what it takes passes before it.
    private void FlushSoon()
    {
        if (!_flushing && _log is not null && _log.LastIndex > _log.DurableIndex)
        {
            _flushing = true;
            AfterMicros(Random.Next(20) == 0 ? Random.Next(20_000) : Random.Next(50, 2_000), "flush", Flush);
        }
    }

    private void Flush()
    {
        _flushing = false;
        if (Core is null)
        {
            return;
        }

        try
        {
            var durable = _log!.Flush();
            while (_held.TryPeek(out var next) && next.Index <= durable)
            {
                _held.Dequeue();
                next.Go();
            }

            FlushSoon();
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
    }

    private void Checkpoint()
    {
        if (Core is null)
        {
            return;
        }

        After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        try
        {
            var second = EmptyCore();
            var index = RmFiles.Load(_log!, second);
            var image = RmFiles.Image(second);
            if (index > (_log!.LatestSnapshot?.Index ?? -1))
            {
                _log.WriteSnapshot(index, stream => stream.Write(image));
                _cluster.World.Report.Add("checkpoints", 1);
            }

            var third = EmptyCore();
            RmFiles.Read(RmFiles.Image(Core), third);
            if (_log.DurableIndex == _log.LastIndex)
            {
                _cluster.World.Check(RmFiles.Image(third).AsSpan().SequenceEqual(image), $"the serving ResourceManager's image is not that of its log");
            }
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Process.Note("no checkpoint", e.Message); // The log is whole, only a restart takes longer.
        }
    }

    private ResourceManagerCore EmptyCore() => new(_mutated.Options());

    private void Fail(IOException e)
    {
        Process.Note("disk failed", e.Message);
        _cluster.World.Report.Add("ResourceManager stops for its disk", 1);
        Core = null;
        _held.Clear();
        _log?.Dispose();
        _log = null;
    }
}
