using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Reports of many blocks are taken in by pieces, and what is heard between two pieces is not lost.</summary>
public partial class ReportPiecesTests
{
    private const int Blocks = 100;
    private const int Piece = 7;

    private static readonly BlockManagerOptions s_small = new()
    {
        SafeModeExtension = 0, RecheckInterval = 1000, HeartbeatInterval = 1000, BlocksPerPiece = Piece,
    };

    private readonly List<Effect> _effects = [];

    [Fact]
    public void A_full_report_is_taken_in_by_pieces_and_answered_at_its_end()
    {
        var (lab, blocks) = Unreported();
        var report = ReportOf(lab[1], blocks);
        Step(lab, report);
        Assert.Equal(EffectKind.PutOff, Assert.Single(_effects).Kind);
        var known = lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks;
        Assert.Equal(Piece, known);
        while (Finish(lab, report) is null)
        {
            var now = lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks;
            Assert.InRange(now - known, 0, Piece);
            known = now;
        }

        Assert.Equal(Blocks, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks);
    }

    [Fact]
    public void What_a_node_tells_while_its_report_is_taken_in_is_newer_than_the_report()
    {
        var (lab, blocks) = Unreported();
        lab[1].Report();
        var gone = blocks[90];
        var fresh = lab.NewBlock();
        lab.Manager.Add(fresh with { Length = 0 }, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        var report = ReportOf(lab[1], blocks[..95]);
        Step(lab, report);
        Step(lab, Told(lab[1], gone, BlockChangeKind.Deleted));
        Step(lab, Told(lab[1], fresh, BlockChangeKind.Received));
        lab.Manager.Commit(fresh.Id, fresh.Length, fresh.GenerationStamp);
        while (Finish(lab, report) is null)
        {
        }

        lab.Settle();
        Assert.Empty(lab.Where(gone));
        Assert.Equal([1], lab.Where(fresh));
        Assert.All(blocks[..90], b => Assert.Equal([1], lab.Where(b)));
        Assert.All(blocks[95..], b => Assert.Empty(lab.Where(b)));
    }

    [Fact]
    public void Blocks_that_come_and_go_while_a_list_is_swept_are_not_lost()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new System.Random(seed);
            var (lab, blocks) = Unreported();
            lab[1].Report();
            var held = blocks.ToList();
            var report = ReportOf(lab[1], [.. held.Where(_ => random.Next(3) > 0)]);
            var expected = report.Storages[0].Blocks.ToArray().Select(b => b.Id).ToHashSet();
            Step(lab, report);
            while (Finish(lab, report) is null)
            {
                var block = random.Next(2) == 0 ? lab.NewBlock() : blocks[random.Next(Blocks)];
                if (block.Id > blocks[^1].Id)
                {
                    lab.Manager.Add(block with { Length = 0 }, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
                    Step(lab, Told(lab[1], block, BlockChangeKind.Received));
                    lab.Manager.Commit(block.Id, block.Length, block.GenerationStamp);
                    held.Add(block);
                    expected.Add(block.Id);
                }
                else
                {
                    Step(lab, Told(lab[1], block, BlockChangeKind.Deleted));
                    expected.Remove(block.Id);
                }
            }

            lab.Settle();
            Assert.True(held.All(b => (lab.Where(b).Length == 1) == expected.Contains(b.Id)), $"seed {seed}");
        }
    }

    [Fact]
    public void A_report_of_a_node_that_dies_meanwhile_speaks_of_a_life_that_is_over()
    {
        var (lab, blocks) = Unreported();
        var report = ReportOf(lab[1], blocks);
        Step(lab, report);
        lab.Pass(60_000);
        Tick(lab);
        Effect? answer = null;
        while (answer is null)
        {
            answer = Finish(lab, report);
        }

        Assert.IsType<ReRegister>(answer.Value.Result);
        lab[1].Register();
        lab[1].Beat();
        Assert.Equal(0, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks);
        foreach (var block in blocks)
        {
            lab[1].Put(block);
        }

        lab[1].Report();
        Assert.All(blocks, b => Assert.Equal([1], lab.Where(b)));
    }

    [Fact]
    public void A_report_of_a_node_that_registers_again_meanwhile_speaks_of_a_life_that_is_over()
    {
        var (lab, blocks) = Unreported();
        var old = ReportOf(lab[1], blocks);
        Step(lab, old);
        Step(lab, new RegisterDataNode { Registration = lab[1].Registration, Rack = null });
        var fresh = ReportOf(lab[1], blocks[..10]); // the rest was lost with the process
        Step(lab, fresh);
        while (Finish(lab, fresh) is null)
        {
        }

        lab.Settle();
        Assert.All(blocks[..10], b => Assert.Equal([1], lab.Where(b)));
        Assert.All(blocks[10..], b => Assert.Empty(lab.Where(b)));
    }

    [Fact]
    public void In_the_safe_mode_of_a_start_the_report_of_the_newer_life_counts()
    {
        var lab = new BlockLab(s_small with { SafeModeThreshold = 1 }, started: false);
        var blocks = Enumerable.Range(0, Blocks).Select(_ => lab.NewBlock()).ToArray();
        foreach (var block in blocks)
        {
            lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
        }

        lab.Manager.StartupComplete(lab.Now);
        var node = lab.AddNode();
        node.Register();
        node.Beat();
        var old = ReportOf(node, blocks[..60]);
        Step(lab, old);
        node.Register();
        var fresh = ReportOf(node, blocks[20..]);
        Step(lab, fresh);
        lab.Settle();
        Assert.All(blocks[20..], b => Assert.Equal([1], lab.Where(b)));
        Assert.Empty(lab.Where(blocks[19]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public void After_a_report_that_was_given_up_the_next_one_still_tells_what_is_gone(int pieces)
    {
        var (lab, blocks) = Unreported();
        lab[1].Report(); // all are known
        Step(lab, ReportOf(lab[1], blocks));
        for (var i = 0; i < pieces && lab.Manager.HasWork; i++)
        {
            lab.Piece();
        }

        Step(lab, new RegisterDataNode { Registration = lab[1].Registration, Rack = null });
        var fresh = ReportOf(lab[1], [.. blocks.Where((_, i) => i % 3 == 0)]);
        Step(lab, fresh);
        lab.Settle();
        Assert.All(blocks.Index(), b => Assert.Equal(b.Index % 3 == 0 ? [1] : [], lab.Where(b.Item)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_volume_that_leaves_while_its_report_is_taken_in_takes_nothing_more(int pieces)
    {
        var lab = new BlockLab(s_small);
        var node = lab.AddNode(volumes: 2).Start();
        var known = lab.NewBlock();
        lab.Manager.Add(known, BlockState.Complete, 1, 1, []);
        Block[] blocks = [.. Enumerable.Range(0, Blocks).Select(_ => lab.NewBlock()), known]; // of no file, until the last one
        Step(lab, ReportOf(node, blocks));
        for (var i = 0; i < pieces; i++)
        {
            lab.Piece();
        }

        var beat = new Heartbeat
        {
            From = node.Registration, Storages = [node.Volumes[1].Report()],
            TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 0,
            RequestFullBlockReportLease = false,
        };
        Step(lab, beat);
        lab.Settle();
        Assert.Empty(lab.Where(known));
        node.Beat(); // with the volume that was gone
        lab.Settle();
        Step(lab, ReportOf(node, blocks));
        lab.Settle();
        Assert.Equal([1], lab.Where(known));
    }

    [Fact]
    public void A_replica_that_is_reported_bad_again_and_again_is_told_once()
    {
        var (lab, blocks) = Unreported();
        lab[1].Report();
        lab.Notes.Clear();
        for (var i = 0; i < 100; i++)
        {
            lab.Manager.MarkCorrupt(blocks[i % 2], lab[1].Uuid, lab[1].Volumes[0].StorageId, "somebody says so");
        }

        lab.Tick();
        Assert.Equal(2, lab.Notes.Count(static n => n.Contains("is corrupt", StringComparison.Ordinal)));
    }

    [Fact]
    public void Block_changes_of_a_node_keep_their_order()
    {
        var (lab, blocks) = Unreported();
        Step(lab, Told(lab[1], blocks, BlockChangeKind.Received)); // some of it now, the rest later
        Step(lab, Told(lab[1], blocks[99], BlockChangeKind.Deleted)); // over another connection
        Assert.Equal(EffectKind.PutOff, Assert.Single(_effects).Kind);
        Step(lab, Told(lab[1], blocks[98], BlockChangeKind.Deleted));
        lab.Settle();
        Assert.All(blocks[..98], b => Assert.Equal([1], lab.Where(b)));
        Assert.All(blocks[98..], b => Assert.Empty(lab.Where(b)));

        Step(lab, Told(lab[1], blocks[99], BlockChangeKind.Received)); // nothing waits any more
        Assert.Equal([1], lab.Where(blocks[99]));
    }

    [Fact]
    public void Block_changes_of_a_node_that_registers_again_meanwhile_speak_of_a_life_that_is_over()
    {
        var (lab, blocks) = Unreported();
        Step(lab, Told(lab[1], blocks, BlockChangeKind.Received));
        Step(lab, new RegisterDataNode { Registration = lab[1].Registration, Rack = null });
        Step(lab, ReportOf(lab[1], blocks[..5]));
        lab.Settle();
        Assert.All(blocks[..5], b => Assert.Equal([1], lab.Where(b)));
        Assert.All(blocks[5..], b => Assert.Empty(lab.Where(b)));
    }

    [Fact]
    public void What_a_node_tells_between_two_storages_of_a_report_is_newer_than_the_report()
    {
        for (var pieces = 0; pieces < 2 * Blocks / Piece; pieces++)
        {
            var lab = new BlockLab(s_small);
            var node = lab.AddNode(volumes: 2).Start();
            var blocks = Enumerable.Range(0, Blocks).Select(_ => lab.NewBlock()).ToArray();
            foreach (var (i, block) in blocks.Index())
            {
                lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
                node.Volumes[i % 2].Replicas[block.Id] = (block, ReplicaState.Finalized);
            }

            node.Report();
            Step(lab, new BlockReport
            {
                From = node.Registration, LeaseId = 0, ReportId = 2, TotalCalls = 1, Call = 0,
                Storages = [.. node.Volumes.Select(v => new StorageBlockReport(v.StorageId, v.Kind, StorageState.Normal, v.Blocks()))],
            });
            for (var i = 0; i < pieces && lab.Manager.HasWork; i++)
            {
                lab.Piece();
            }

            var gone = blocks[^1]; // the last of the second storage
            Step(lab, new BlockReceivedAndDeleted
            {
                From = node.Registration,
                Storages = [new StorageBlockChanges(
                    node.Volumes[1].StorageId,
                    StorageKind.Disk,
                    StorageState.Normal,
                    [new BlockChange(gone, BlockChangeKind.Deleted, null)])],
            });
            lab.Settle();
            Assert.True(lab.Where(gone).Length == 0, $"after {pieces} pieces");
        }
    }

    [Fact]
    public void A_second_report_of_a_storage_waits_for_the_first()
    {
        var (lab, blocks) = Unreported();
        var first = ReportOf(lab[1], blocks);
        var second = ReportOf(lab[1], blocks[..50]);
        Step(lab, first);
        Step(lab, second);
        Assert.Equal(EffectKind.PutOff, Assert.Single(_effects).Kind);
        lab.Settle();
        Assert.All(blocks[..50], b => Assert.Equal([1], lab.Where(b)));
        Assert.All(blocks[50..], b => Assert.Empty(lab.Where(b)));
    }

    [Fact]
    public void An_incremental_report_is_taken_in_by_pieces()
    {
        var (lab, blocks) = Unreported();
        var report = new BlockReceivedAndDeleted
        {
            From = lab[1].Registration,
            Storages = [new StorageBlockChanges(
                lab[1].Volumes[0].StorageId,
                StorageKind.Disk,
                StorageState.Normal,
                [.. blocks.Select(b => new BlockChange(b, BlockChangeKind.Received, null))])],
        };
        Step(lab, report);
        Assert.Equal(Piece, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks);
        lab.Settle();
        Assert.All(blocks, b => Assert.Equal([1], lab.Where(b)));
    }

    // One node in service that has not told of what it holds.
    private static (BlockLab Lab, Block[] Blocks) Unreported()
    {
        var lab = new BlockLab(s_small);
        lab.StartNodes(1);
        var blocks = Enumerable.Range(0, Blocks).Select(_ => lab.NewBlock()).ToArray();
        foreach (var block in blocks)
        {
            lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
            lab[1].Put(block);
        }

        return (lab, blocks);
    }

    private static BlockReport ReportOf(TestNode node, Block[] blocks) => new()
    {
        From = node.Registration, LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
        Storages =
        [
            new StorageBlockReport(
                node.Volumes[0].StorageId, StorageKind.Disk, StorageState.Normal,
                blocks.Select(b => new ReportedBlock(b.Id, b.Length, b.GenerationStamp, ReplicaState.Finalized)).ToArray()),
        ],
    };

    private static BlockReceivedAndDeleted Told(TestNode node, Block block, BlockChangeKind kind) => Told(node, [block], kind);

    private static BlockReceivedAndDeleted Told(TestNode node, Block[] blocks, BlockChangeKind kind) => new()
    {
        From = node.Registration,
        Storages =
        [
            new StorageBlockChanges(
                node.Volumes[0].StorageId, StorageKind.Disk, StorageState.Normal, [.. blocks.Select(b => new BlockChange(b, kind, null))]),
        ],
    };

    // One piece; the answer to a request that was put off, when it is there.
    private Effect? Finish(BlockLab lab, DataNodeRequest request)
    {
        Assert.True(lab.Manager.HasWork, "the report is lost");
        lab.CountPiece();
        _effects.Clear();
        lab.Manager.RunPiece(lab.Now, _effects);
        return _effects.Exists(e => e.Of == request) ? _effects.Find(e => e.Of == request) : null;
    }

    private void Tick(BlockLab lab)
    {
        _effects.Clear();
        lab.Manager.Tick(lab.Now, _effects);
    }

    private void Step(BlockLab lab, DataNodeRequest request)
    {
        _effects.Clear();
        lab.Manager.Handle(lab.Now, request, _effects);
    }
}
