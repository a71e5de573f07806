using Hathi.Base.Cores;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>The ResourceManager's process: its Core, and the launches of masters.</summary>
internal sealed class RmActor(SimProcess process, YarnCluster cluster)
    : CoreActor<ResourceManagerCore, RmInput>(process, cluster.World, cluster.NextId, "ResourceManager", Directory)
{
    public const string Directory = "/rm";
    private const int FastTick = 250;
    private const int SlowTick = 1_000;
    private const int LaunchMilliseconds = 1_500;
    private readonly MutatedCalls _mutated = new(cluster);

    protected override long FirstTick => FastTick;

    protected override bool AnswersBeforeTheFlush => cluster.Mutant == YarnMutant.AnswersBeforeTheFlush;

    protected override ResourceManagerCore EmptyCore() => new(_mutated.Options());

    protected override IImageReader Reader(ResourceManagerCore core) => new ImageReader(core);

    protected override IImageWriter Writer(ResourceManagerCore core) => new ImageWriter(core);

    protected override void Recovered(ResourceManagerCore core, long index) => cluster.Ledger.Recovered(index);

    protected override void Begin(ResourceManagerCore core, List<Effect> effects) => core.Start(Now, effects);

    protected override void Started(ResourceManagerCore core)
    {
        cluster.Ledger.Started(core, Now);
        var tick = new Tick();
        CarryOut(null, tick, tick);
    }

    protected override void Tick()
    {
        if (Core is not null)
        {
            After(Core.WantsTicks ? FastTick : SlowTick, "tick", Tick);
            if (cluster.Mutant != YarnMutant.NeverTicks)
            {
                Step(null, new Tick());
            }
        }
    }

    protected override bool LosesEdit() => cluster.Mutant == YarnMutant.LeavesOutEdits && Random.Next(20) == 0;

    protected override RmInput Hears(RmInput input) => _mutated.Hears(input);

    protected override CoreAnswer AnswerOf(CoreFault? fault, object? result, long index) =>
        new RmAnswer(fault, _mutated.Tells(result), index);

    protected override void Stepped(RmInput input, RmInput taken, CoreAnswer? answer, IReadOnlyList<Effect> effects, long index) =>
        cluster.Ledger.Stepped(Core!, taken, answer, Now);

    protected override void Do(object what)
    {
        var launch = (AmLaunch)what;
        cluster.Ledger.Granted(launch);
        Hold(() => Start(() => LaunchAsync(launch)));
    }

    protected override void CheckLive(ResourceManagerCore third, byte[] image, bool isAllDurable)
    {
        if (isAllDurable)
        {
            var live = CoreFiles.Image(Writer(third));
            cluster.World.Check(live.AsSpan().SequenceEqual(image), $"the serving ResourceManager's image is not that of its log");
        }
    }

    private async Task LaunchAsync(AmLaunch launch)
    {
        cluster.Ledger.Launching(launch);
        var connection = Wire.Open(cluster.MachineOf(launch.Container.Node).Name);
        string? refused;
        try
        {
            var life = Core!.ClusterTimestamp;
            connection.Send(new StartContainer(launch.Container.Id, launch.Container.Resource, life, launch.Container, Name));
            refused = ((ContainerStarted)await connection.Receive(LaunchMilliseconds)).Refused;
        }
        catch (ConnectionLostException e)
        {
            refused = e.Message;
        }

        connection.Close();
        if (Core is not null)
        {
            Step(null, refused is null
                ? new AmLaunched { Attempt = launch.Attempt }
                : new AmLaunchFailed { Attempt = launch.Attempt, Diagnostics = refused });
        }
    }
}
