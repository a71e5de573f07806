using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>The NameNode's process: its Core, and beside it the pieces of what takes many steps.</summary>
internal class NameNodeActor(SimProcess process, HdfsCluster cluster)
    : CoreActor<NameNodeCore, NameNodeInput>(process, cluster.World, cluster.NextId, "NameNode", Directory)
{
    public const string Directory = "/name";
    private const int TickMilliseconds = 1_000;
    private const int PiecesOfMutant = 20;
    private BlockManager? _made; // the last core's
    private BlockManager? _blocks;
    private Outcome? _expected;
    private bool _pieceComes;
    private int _pieces;
    private readonly Dictionary<string, List<ReportedBlock>> _reported = new(StringComparer.Ordinal);

    protected override long FirstTick => TickMilliseconds;

    protected override bool AnswersBeforeTheFlush => cluster.Mutant == HdfsMutant.AnswersBeforeTheFlush;

    protected override IImageReader Reader(NameNodeCore core) => new ImageReader(core);

    protected override IImageWriter Writer(NameNodeCore core) => new ImageWriter(core);

    protected override void Recovered(NameNodeCore core, long index)
    {
        _blocks = _made;
        cluster.Ledger.Recovered(core, index, Now);
    }

    protected override void Begin(NameNodeCore core, List<Effect> effects) => core.Start(Now);

    protected override void Started(NameNodeCore core)
    {
    }

    protected override void Tick()
    {
        if (Core is null)
        {
            return;
        }

        Step(null, new Tick());
        cluster.World.Check(
            _blocks!.Stats.BytesInFuture == 0,
            $"the NameNode found {_blocks.Stats.BytesInFuture} bytes newer than the name space, which no restart loses");
        After(TickMilliseconds, "tick", Tick);
    }

    protected override bool LosesEdit() => cluster.Mutant == HdfsMutant.LeavesOutEdits && Random.Next(100) == 0;

    protected override NameNodeInput Hears(NameNodeInput input)
    {
        _expected = cluster.Ledger.Expect(input, Now, Core!.InSafeMode);
        return cluster.Mutant switch
        {
            HdfsMutant.BelievesAnyGeneration => OfNewestGeneration(input),
            HdfsMutant.KeepsWhatReportsLeaveOut => WithWhatWas(input),
            _ => input,
        };
    }

    protected override CoreAnswer AnswerOf(CoreFault? fault, object? result, long index) => new(0, fault, result, index);

    protected override void Stepped(
        NameNodeInput input, NameNodeInput taken, CoreAnswer? answer, IReadOnlyList<Effect> effects, long index) =>
        cluster.Ledger.Stepped(input, _expected!, effects, index, Core!, Now);

    // One piece of what takes many, and the next after whatever has come meanwhile.
    protected override void AfterStep()
    {
        var forgotten = cluster.Mutant == HdfsMutant.ForgetsTheRest && _pieces > PiecesOfMutant;
        if (!_pieceComes && Core!.HasBackgroundWork && !forgotten)
        {
            _pieceComes = true;
            AfterMicros(Random.Next(10, 5_000), "piece", NextPiece);
        }
    }

    protected override void Durable(long index) => cluster.Ledger.Durable(index);

    protected override void CheckDurable(NameNodeCore second, long index) => cluster.Ledger.CheckDurable(second, index, Now);

    protected override void CheckLive(NameNodeCore third, byte[] image, bool isAllDurable) =>
        cluster.Ledger.CheckLive(third, Now, "in a core read from the serving one's image");

    protected override NameNodeCore EmptyCore()
    {
        var nameNode = cluster.Settings.NameNode;
        nameNode = cluster.Mutant == HdfsMutant.ForgetsAnsweredCalls ? nameNode with { RetryCacheExpiry = 1 } : nameNode;
        return new NameNodeCore(nameNode, owner =>
        {
            var racks = cluster.Mutant == HdfsMutant.KnowsNoRacks ? [] : cluster.Racks();
            var options = cluster.Settings.Blocks with { Racks = racks, Lists = cluster.Lists };
            var seen = cluster.Mutant == HdfsMutant.ForgetsNewestStamps ? new ForgetfulOwner(owner, cluster.Ledger) : owner;
            _made = new BlockManager(options, HdfsSettings.NameSpace, seen, new SeededRandom(Random.NextUInt64()));
            return new BlockSide(_made, _made, _made);
        });
    }

    private void NextPiece()
    {
        _pieceComes = false;
        if (Core is not null)
        {
            _pieces++;
            Step(null, new NextPiece());
        }
    }

    // As a NameNode sees a report that forgets to look at generations.
    private NameNodeInput OfNewestGeneration(NameNodeInput input)
    {
        if (input is not BlockReport report)
        {
            return input;
        }

        var newest = Stamps();
        return With(report, s => s.Blocks.ToArray()
            .Select(b => b with { GenerationStamp = newest.GetValueOrDefault(b.Id, b.GenerationStamp) }));
    }

    // As a NameNode sees a report that takes away nothing, where files have one replica.
    private NameNodeInput WithWhatWas(NameNodeInput input)
    {
        if (input is not BlockReport { TotalCalls: 1, Storages.Count: > 0 } report || cluster.Settings.Replication > 1)
        {
            return input;
        }

        var newest = Stamps();
        var was = _reported.GetValueOrDefault(report.From.Id.Address, []);
        var now = report.Storages.SelectMany(static s => s.Blocks.ToArray()).ToList();
        var gone = was.Where(b => now.TrueForAll(n => n.Id != b.Id) && newest.GetValueOrDefault(b.Id) == b.GenerationStamp).ToList();
        _reported[report.From.Id.Address] = [.. now.Where(static b => b.State == ReplicaState.Finalized), .. gone];
        return With(report, s => s == report.Storages[0] ? s.Blocks.ToArray().Concat(gone) : s.Blocks.ToArray());
    }

    private Dictionary<long, long> Stamps() => cluster.Ledger.Tree.Files.SelectMany(static f => f.Blocks)
        .ToDictionary(static b => b.Id, static b => b.GenerationStamp);

    private static BlockReport With(BlockReport report, Func<StorageBlockReport, IEnumerable<ReportedBlock>> blocks)
    {
        return new BlockReport
        {
            From = report.From,
            Storages = report.Storages.Select(s => s with { Blocks = blocks(s).ToArray() }).ToList(),
            LeaseId = report.LeaseId,
            ReportId = report.ReportId,
            TotalCalls = report.TotalCalls,
            Call = report.Call,
        };
    }
}
