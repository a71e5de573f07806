using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>A process that did not run heard of nobody: neither its DataNodes nor its writers are given up for that.</summary>
public class PauseTests
{
    private readonly List<Effect> _effects = [];
    private readonly NameNodeCore _core;
    private readonly BlockManagerOptions _blocks = new() { SafeModeExtension = 0 };
    private Now _now = new(1_700_000_000_000, 1_000);

    public PauseTests()
    {
        _core = new NameNodeCore(Cluster.DefaultOptions with { LongestGap = 2_000 }, owner =>
        {
            var manager = new BlockManager(_blocks, BlockLab.NameSpace, owner, new SeededRandom(1));
            return new BlockSide(manager, manager, manager);
        });
        _core.Start(_now);
        var id = new DataNodeId("uuid-1", "127.77.15.1", "pi-1", 9866, 9867, 9864, 0);
        Ask(new RegisterDataNode { Registration = new DataNodeRegistration(id, BlockLab.NameSpace, "3.5.0"), Rack = "/r" });
        Ask(new CreateRequest
        {
            Caller = Cluster.Root, Key = CallKey.None, Path = "/f",
            Masked = 0x1A4, Unmasked = 0x1A4, ClientName = "client", Flags = CreateFlags.Create,
            CreateParent = true, Replication = 3, BlockSize = 1024,
        });
    }

    private bool IsOpen => !(bool)Ask(new IsFileClosedRequest { Caller = Cluster.Root, Path = "/f" })!;

    private int LiveNodes => ((ClusterStats)Ask(new GetStatsRequest { Caller = Cluster.Root })!).LiveNodes;

    [Fact]
    public void A_pause_longer_than_every_limit_costs_neither_node_nor_lease()
    {
        Pass(24 * 3_600_000);
        Assert.Equal((1, true), (LiveNodes, IsOpen));
        Assert.Contains(_effects.Concat(Notes), e => e.Kind == EffectKind.Note
            && e.Message!.Contains("did not run", StringComparison.Ordinal));
    }

    [Fact]
    public void Pauses_one_after_another_do_not_either()
    {
        for (var i = 0; i < 50; i++)
        {
            Pass(3_600_000);
        }

        Assert.Equal((1, true), (LiveNodes, IsOpen));
    }

    [Fact]
    public void Silence_counts_while_the_process_runs()
    {
        Pass(24 * 3_600_000);
        for (long passed = 0; passed <= _blocks.DeadAfter; passed += 1_000)
        {
            Pass(1_000);
        }

        Assert.Equal((0, true), (LiveNodes, IsOpen));
        for (long passed = 0; passed <= 20 * 60_000; passed += 1_000)
        {
            Pass(1_000);
        }

        Assert.False(IsOpen);
    }

    private List<Effect> Notes { get; } = [];

    private void Pass(long milliseconds)
    {
        _now = new Now(_now.WallMilliseconds + milliseconds, _now.MonotonicMilliseconds + milliseconds);
        Ask(new Tick());
        while (_core.HasBackgroundWork)
        {
            Ask(new NextPiece());
        }
    }

    private object? Ask(NameNodeInput input)
    {
        _effects.Clear();
        _core.Step(_now, input, _effects);
        Notes.AddRange(_effects.Where(e => e.Kind == EffectKind.Note));
        return _effects.Find(e => e.Kind == EffectKind.Reply).Result;
    }
}
