using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Placement;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Where new replicas go, and what is said when there is no place.</summary>
public class PlacementTests
{
    // Six nodes: 1, 3, 5 on /a and 2, 4, 6 on /b.
    private static BlockLab TwoRacks(int nodes = 6, ulong seed = 1)
    {
        var lab = new BlockLab(seed: seed);
        lab.StartNodes(nodes, "/a", "/b");
        return lab;
    }

    [Fact]
    public void The_writer_s_node_then_another_rack_then_that_rack_again()
    {
        for (var seed = 1ul; seed <= 50; seed++)
        {
            var lab = TwoRacks(seed: seed);
            var chosen = lab.Choose(writer: lab[3].Id.Address);
            Assert.Equal(3, chosen.Length);
            Assert.Equal(3, chosen[0]);
            Assert.All(chosen[1..], n => Assert.Equal("/b", lab[n].Rack));
            Assert.NotEqual(chosen[1], chosen[2]);
        }
    }

    [Fact]
    public void A_writer_elsewhere_begins_on_its_rack_or_anywhere()
    {
        var racks = new Dictionary<string, string> { ["10.0.0.1"] = "/b" };
        var lab = new BlockLab(new BlockManagerOptions { Racks = racks, SafeModeExtension = 0 });
        lab.StartNodes(6, "/a", "/b");
        var firsts = Enumerable.Range(0, 200).Select(_ => lab.Choose(count: 1)[0]).Distinct().Order();
        Assert.Equal([2, 4, 6], firsts);
        firsts = Enumerable.Range(0, 200).Select(_ => lab.Choose(writer: "10.9.9.9", count: 1)[0]).Distinct().Order();
        Assert.Equal([1, 2, 3, 4, 5, 6], firsts);
    }

    [Fact]
    public void No_rack_gets_more_than_its_share()
    {
        var lab = TwoRacks(10);
        for (var i = 0; i < 100; i++)
        {
            // Five on two racks: at most (5 - 1) / 2 + 2 = 4 on one.
            var chosen = lab.Choose(count: 5);
            Assert.Equal(5, chosen.Distinct().Count());
            Assert.InRange(chosen.Count(n => lab[n].Rack == "/a"), 1, 4);
        }
    }

    [Fact]
    public void One_rack_is_enough_when_there_is_one()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        Assert.Equal([1, 2, 3], lab.Choose().Order());
        Assert.Equal([1, 2, 3], lab.Choose(count: 5).Order());
    }

    [Fact]
    public void With_a_lone_node_on_the_second_rack_two_go_to_the_first()
    {
        var lab = new BlockLab();
        lab.AddNode("/a").Start();
        lab.AddNode("/a").Start();
        lab.AddNode("/a").Start();
        lab.AddNode("/b").Start();
        var chosen = lab.Choose(writer: lab[1].Id.Address);
        Assert.Equal(3, chosen.Length);
        Assert.Contains(4, chosen);
    }

    [Fact]
    public void Excluded_nodes_are_not_chosen_and_chosen_ones_not_again()
    {
        var lab = TwoRacks();
        for (var i = 0; i < 50; i++)
        {
            Assert.Empty(lab.Choose(count: 2, chosen: [1], excluded: [6]).Intersect([1, 6]));
        }
    }

    [Fact]
    public void An_addition_to_a_pipeline_on_one_rack_comes_from_the_other()
    {
        var lab = TwoRacks();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("/b", lab[Assert.Single(lab.Choose(count: 1, chosen: [1, 3]))].Rack);
        }
    }

    [Fact]
    public void Favoured_nodes_come_first()
    {
        var lab = TwoRacks();
        for (var i = 0; i < 50; i++)
        {
            var chosen = lab.Choose(favored: ["pi-5", lab[2].Id.Address + ":9866", "nobody"]);
            Assert.Contains(5, chosen);
            Assert.Contains(2, chosen);
            Assert.Equal(3, chosen.Length);
        }
    }

    [Fact]
    public void A_busy_node_is_passed_over_but_not_by_its_own_writer()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        lab[1].TransferThreads = 40;
        lab[1].Beat();
        for (var i = 0; i < 50; i++)
        {
            Assert.DoesNotContain(1, lab.Choose());
        }

        Assert.Equal(1, lab.Choose(writer: lab[1].Id.Address)[0]);
    }

    [Fact]
    public void A_stale_node_is_used_only_when_the_others_do_not_suffice()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        lab[4].Up = false;
        lab.Run(36_000);
        for (var i = 0; i < 50; i++)
        {
            Assert.DoesNotContain(4, lab.Choose());
        }

        Assert.Contains(4, lab.Choose(count: 4));
    }

    [Fact]
    public void Blocks_on_their_way_take_up_space()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab[1].Volumes[0].Remaining = (2 * BlockLab.BlockSize) + 10;
        lab[1].Beat();
        lab.Manager.Add(lab.NewBlock(0), BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Assert.Equal([1], lab.Choose(count: 1));
        var second = lab.NewBlock(0);
        lab.Manager.Add(second, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Assert.Throws<HdfsFault>(() => lab.Choose(count: 1));
        lab[1].Received(second with { Length = 10 });
        Assert.Equal([1], lab.Choose(count: 1));
    }

    [Fact]
    public void What_was_promised_to_a_writer_that_never_writes_is_given_back()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab[1].Volumes[0].Remaining = BlockLab.BlockSize + 10;
        lab[1].Beat();
        var block = lab.NewBlock(0);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Assert.Throws<HdfsFault>(() => lab.Choose(count: 1));
        for (var minute = 0; minute < 21; minute++)
        {
            lab.Run(60_000);
        }

        Assert.Equal([1], lab.Choose(count: 1));
        lab[1].Received(block with { Length = 10 }); // it comes after all: what was given back is not given back twice
        lab.Manager.Commit(block.Id, 10, block.GenerationStamp);
        lab.Manager.Add(lab.NewBlock(0), BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Assert.Throws<HdfsFault>(() => lab.Choose(count: 1));
    }

    [Fact]
    public void The_nodes_of_the_cluster_are_gone_through_once_however_many_are_wanted()
    {
        const int Nodes = 4_000;
        const int Wanted = 300;
        var now = new Now(1_700_000_000_000, 1_000_000);
        var state = new ClusterState(new BlockManagerOptions(), new FakeOwner(), new SeededRandom(1)) { Now = now };
        var placement = new PlacementPolicy(state);
        placement.Begin();
        for (var i = 0; i < Nodes; i++)
        {
            var id = new DataNodeId($"uuid-{i}", $"10.1.{i / 256}.{i % 256}", $"n{i}", 9866, 9867, 9864, 0);
            var node = new DataNodeDescriptor(
                new DataNodeRegistration(id, BlockLab.NameSpace, "3.5.0"), state.Topology.Get($"/r{i % 100}"));
            var storage = state.Storages.Add(node, "DS-" + i);
            storage.Update(new StorageReport
            {
                StorageId = storage.StorageId, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false,
                Capacity = 1L << 50, Used = 0, Remaining = 1L << 50, BlockPoolUsed = 0, NonDfsUsed = 0,
            });
            node.Storages.Add(storage);
            node.HeardOf(now);
            state.Nodes.Add(node);
            state.Topology.Add(node);
            if (i % 10 != 0)
            {
                placement.Exclude(node);
            }
        }

        var targets = placement.Choose(new Writer(null, null), [], [], Wanted, BlockLab.BlockSize);
        Assert.Equal(Wanted, targets.Distinct().Count());
        Assert.All(targets, t => Assert.Equal(0, int.Parse(t.Node.Uuid[5..], System.Globalization.CultureInfo.InvariantCulture) % 10));
        Assert.InRange(placement.NodesLookedAt, Wanted, 8 * Nodes);
    }

    [Fact]
    public void The_volume_with_most_space_is_named_and_a_ram_disk_never()
    {
        var lab = new BlockLab();
        var node = lab.AddNode(volumes: 3);
        node.Volumes[0].Remaining = 5L << 30;
        node.Volumes[1].Remaining = 6L << 30;
        node.Volumes[2].Kind = StorageKind.RamDisk;
        node.Start();
        var target = Assert.Single(lab.Manager.ChooseTargets(lab.Now, "", 1, [], [], [], BlockLab.BlockSize, 1, "/f"));
        Assert.Equal(node.Volumes[1].StorageId, target.StorageId);
        node.Volumes[0].Remaining = node.Volumes[1].Remaining = 0;
        node.Beat();
        Assert.Throws<HdfsFault>(() => lab.Choose(count: 1));
    }

    [Fact]
    public void The_refusal_names_every_node_and_why_it_was_passed_over()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        lab[1].Volumes[0].Remaining = 100;
        lab[1].Beat();
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.2"]));
        lab[4].Up = false;
        lab.Run(700_000);
        var fault = Assert.Throws<HdfsFault>(() => lab.Choose(excluded: [3]));
        Assert.Equal(HdfsError.Io, fault.Error);
        var lines = fault.Message.Split('\n');
        Assert.Equal(
            "File /f could only be written to 0 of the 1 minReplication nodes. "
            + "There are 3 datanode(s) running and 1 node(s) are excluded in this operation.",
            lines[0]);
        Assert.Equal(
            "  pi-1 (127.77.15.1:9866): not enough storage space to place the block (needs 134217728 bytes, 100 remain, "
            + "0 blocks are already on their way there).",
            lines[1]);
        Assert.StartsWith("  pi-2 (127.77.15.2:9866): the node is not in service: it is", lines[2], StringComparison.Ordinal);
        Assert.Equal("  pi-3 (127.77.15.3:9866): the client has excluded the node: it could not be reached.", lines[3]);
        Assert.StartsWith("  pi-4 (127.77.15.4:9866): the node is dead: last heartbeat", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_node_the_refusal_says_so()
    {
        var fault = Assert.Throws<HdfsFault>(() => new BlockLab().Choose());
        Assert.Equal(
            "File /f could only be written to 0 of the 1 minReplication nodes. "
            + "There are 0 datanode(s) running and no node(s) are excluded in this operation.",
            fault.Message);
    }

    [Fact]
    public void The_pipeline_goes_to_the_nearest_next()
    {
        var lab = TwoRacks(10);
        for (var i = 0; i < 50; i++)
        {
            var racks = lab.Choose(writer: lab[2].Id.Address, count: 5).Select(n => lab[n].Rack).ToArray();
            Assert.Equal(racks.Order(StringComparer.Ordinal).Reverse(), racks);
        }
    }

    [Fact]
    public void Readers_get_the_nearest_first_and_leaving_or_stale_nodes_last()
    {
        var lab = TwoRacks();
        var block = lab.Write(4, 1, 2, 4, 6);
        for (var i = 0; i < 50; i++)
        {
            var order = lab.Locate(block, lab[4].Id.Address);
            Assert.Equal((4, 1), (order[0], order[3]));
        }

        Assert.Equal(
            6, Enumerable.Range(0, 200).Select(_ => string.Join(',', lab.Locate(block, lab[4].Id.Address)[1..3])).Distinct().Count() * 3);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.4"]));
        Assert.Equal(4, lab.Locate(block, lab[4].Id.Address)[3]);
    }
}
