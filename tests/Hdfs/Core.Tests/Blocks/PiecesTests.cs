using Hathi.Base.Cores;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>
/// Work on many blocks goes in pieces, each of a bounded number of them, and what happens between two pieces is not lost.
/// </summary>
public class PiecesTests
{
    private const int Blocks = 100;
    private const int Piece = 7;

    private static readonly BlockManagerOptions s_small = new()
    {
        SafeModeExtension = 0, RecheckInterval = 1000, HeartbeatInterval = 1000, BlocksPerPiece = Piece,
    };

    private readonly List<Effect> _effects = [];

    [Fact]
    public void The_blocks_of_a_dead_node_are_lost_at_once_and_queued_in_pieces()
    {
        var (lab, blocks) = Written(s_small, 3);
        Die(lab, 1);
        Assert.All(blocks, b => Assert.Equal([2, 3], lab.Where(b)));
        Assert.InRange(lab.Manager.Stats.LowRedundancy, 0, Piece);
        for (var before = lab.Manager.Stats.LowRedundancy; lab.Manager.HasWork; before = lab.Manager.Stats.LowRedundancy)
        {
            lab.Piece();
            Assert.InRange(lab.Manager.Stats.LowRedundancy - before, 0, Piece);
        }

        Assert.Equal(Blocks, lab.Manager.Stats.LowRedundancy);
    }

    [Fact]
    public void A_node_that_returns_before_its_blocks_were_forgotten_has_what_it_reports_and_no_more()
    {
        var (lab, blocks) = Written(s_small, 3);
        Die(lab, 1);
        lab.Piece();
        var kept = blocks[..40];
        foreach (var block in blocks[40..])
        {
            lab[1].Volumes[0].Replicas.Remove(block.Id);
        }

        lab[1].Start();
        lab.Settle();
        Assert.All(kept, b => Assert.Equal([1, 2, 3], lab.Where(b)));
        Assert.All(blocks[40..], b => Assert.Equal([2, 3], lab.Where(b)));
        Assert.Equal((Blocks - 40, 0), (lab.Manager.Stats.LowRedundancy, lab.Manager.Stats.Missing));
    }

    [Fact]
    public void A_bad_replica_of_a_dead_node_does_not_speak_for_the_one_it_comes_back_with()
    {
        var (lab, blocks) = Written(s_small, 3);
        lab.Manager.MarkCorrupt(blocks[^1], lab[1].Uuid, lab[1].Volumes[0].StorageId, "seen");
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
        Die(lab, 1);
        lab.Manager.MarkCorrupt(blocks[^1], lab[1].Uuid, lab[1].Volumes[0].StorageId, "seen");
        lab[1].Start();
        lab.Manager.MarkCorrupt(blocks[^1], lab[1].Uuid, lab[1].Volumes[0].StorageId, "seen again");
        lab.Settle();
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
        Assert.Equal(
            "seen again", Assert.Single(lab.Manager.Replicas(lab.Now, blocks[^1].Id), r => r.CorruptReason is not null).CorruptReason);
    }

    [Fact]
    public void A_block_that_is_deleted_before_its_dead_replica_was_forgotten_is_gone()
    {
        var (lab, blocks) = Written(s_small, 3);
        Die(lab, 1);
        foreach (var block in blocks)
        {
            lab.Manager.Remove(block.Id);
        }

        lab.Settle();
        Assert.Equal((0, 2L * Blocks), (lab.Manager.Stats.Blocks, lab.Manager.Stats.PendingDeletion));
        lab[1].Start();
        Assert.Equal(3L * Blocks, lab.Manager.Stats.PendingDeletion);
    }

    [Fact]
    public void The_blocks_of_a_failed_volume_are_queued_in_pieces()
    {
        var (lab, blocks) = Written(s_small, 3);
        lab[2].Volumes[0].Failed = true;
        Step(lab, new Heartbeat
        {
            From = lab[2].Registration, Storages = [lab[2].Volumes[0].Report()],
            TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 1,
            RequestFullBlockReportLease = false,
        });
        Assert.All(blocks, b => Assert.Equal([1, 3], lab.Where(b)));
        Assert.InRange(lab.Manager.Stats.LowRedundancy, 0, Piece);
        lab.Settle();
        Assert.Equal(Blocks, lab.Manager.Stats.LowRedundancy);
    }

    [Fact]
    public void Nodes_that_fall_silent_together_die_some_at_a_time()
    {
        var lab = new BlockLab(s_small with { BlocksPerPiece = 100 });
        lab.StartNodes(50);
        lab.Pass(60_000);
        Tick(lab);
        for (var dead = lab.Manager.Stats.DeadNodes; lab.Manager.HasWork; dead = lab.Manager.Stats.DeadNodes)
        {
            lab.Piece();
            Assert.InRange(lab.Manager.Stats.DeadNodes - dead, 0, 10);
        }

        Assert.Equal(50, lab.Manager.Stats.DeadNodes);
    }

    [Fact]
    public void A_node_that_is_to_leave_has_its_blocks_queued_and_looked_at_in_pieces()
    {
        var (lab, _) = Written(s_small with { DecommissionInterval = 1000 }, 3);
        lab.AddNode().Start();
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], [lab[1].Id.Address]));
        Assert.Equal(0, lab.Manager.Stats.LowRedundancy);
        for (var before = 0L; lab.Manager.HasWork; before = lab.Manager.Stats.LowRedundancy)
        {
            lab.Piece();
            Assert.InRange(lab.Manager.Stats.LowRedundancy - before, 0, Piece);
        }

        Assert.Equal(Blocks, lab.Manager.Stats.LowRedundancy);
        lab.Run(200_000);
        Assert.Equal(1, lab.Manager.Stats.DecommissionedLiveNodes);
    }

    [Fact]
    public void A_block_that_comes_to_a_leaving_node_while_it_is_looked_at_keeps_it()
    {
        var lab = new BlockLab(s_small with { DecommissionInterval = 1000 });
        lab.StartNodes(4);
        for (var i = 0; i < Blocks; i++)
        {
            lab.Write(3, 1, 2, 3, 4);
        }

        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], [lab[1].Id.Address]));
        lab.Settle();
        lab.Pass(1_000);
        Tick(lab);
        lab.Piece();
        lab.Piece();
        var only = lab.NewBlock();
        lab.Manager.Add(only with { Length = 0 }, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Step(lab, Told(lab[1], only, BlockChangeKind.Received));
        lab.Manager.Commit(only.Id, only.Length, only.GenerationStamp);
        lab.Settle();
        Assert.Equal((1, 0), (lab.Manager.Stats.DecommissioningNodes, lab.Manager.Stats.DecommissionedLiveNodes));
    }

    [Fact]
    public void Copies_are_given_out_in_pieces()
    {
        var lab = new BlockLab(
            s_small with { BlocksPerPiece = 50, WorkPerNode = 100, MaxReplicationStreams = 1000, MaxReplicationStreamsHard = 1000 });
        lab.StartNodes(3);
        for (var i = 0; i < Blocks; i++)
        {
            lab.Write(3, 1, 2);
        }

        lab.Settle();
        lab.Pass(5_000);
        Tick(lab);
        for (var before = 0L; lab.Manager.HasWork; before = lab.Manager.Stats.ScheduledReplication)
        {
            lab.Piece();
            Assert.InRange(lab.Manager.Stats.ScheduledReplication - before, 0, 10);
        }

        Assert.Equal(Blocks, lab.Manager.Stats.ScheduledReplication);
    }

    [Fact]
    public void Blocks_are_judged_in_pieces_when_safe_mode_ends()
    {
        var lab = new BlockLab(s_small with { SafeModeThreshold = 0 }, started: false);
        for (var i = 0; i < Blocks; i++)
        {
            lab.Manager.Add(lab.NewBlock(), BlockState.Complete, 1, 3, []);
        }

        lab.Manager.StartupComplete(lab.Now);
        Tick(lab);
        for (var before = 0L; lab.Manager.HasWork; before = lab.Manager.Stats.Missing)
        {
            lab.Piece();
            Assert.InRange(lab.Manager.Stats.Missing - before, 0, Piece);
        }

        Assert.Equal(Blocks, lab.Manager.Stats.Missing);
    }

    [Fact]
    public void A_surplus_of_hundreds_of_replicas_is_dropped_rack_by_rack()
    {
        var lab = new BlockLab();
        lab.StartNodes(60, "/a", "/b", "/c");
        var block = lab.Write(60, [.. Enumerable.Range(1, 60)]);
        lab.Manager.SetReplication(block.Id, 3);
        Assert.Equal(57, lab.Manager.Stats.Excess);
        Assert.Equal((3, 2), (lab.Manager.CountReplicas(block.Id).Live, lab.Manager.CountReplicas(block.Id).Racks));
    }

    private static BlockReceivedAndDeleted Told(TestNode node, Block block, BlockChangeKind kind) => new()
    {
        From = node.Registration,
        Storages =
        [
            new StorageBlockChanges(node.Volumes[0].StorageId, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, kind, null)]),
        ],
    };

    private static (BlockLab Lab, Block[] Blocks) Written(BlockManagerOptions options, int nodes)
    {
        var lab = new BlockLab(options);
        lab.StartNodes(nodes);
        var on = Enumerable.Range(1, nodes).ToArray();
        return (lab, [.. Enumerable.Range(0, Blocks).Select(_ => lab.Write(nodes, on))]);
    }

    // Silent for long enough; nothing is done about it but what one tick does.
    private void Die(BlockLab lab, int number)
    {
        lab.Pass(60_000);
        foreach (var node in lab.Nodes.Where(n => n.Number != number))
        {
            Step(lab, new Heartbeat
            {
                From = node.Registration, Storages = [.. node.Volumes.Select(v => v.Report())],
                TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 0,
                RequestFullBlockReportLease = false,
            });
        }

        Tick(lab);
        while (lab.Manager.Stats.DeadNodes == 0)
        {
            lab.Piece();
        }

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
