using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Who may be a DataNode, and who is taken for whom.</summary>
public class RegistrationTests
{
    [Fact]
    public void A_node_of_another_name_space_is_refused_and_told_what_to_do()
    {
        var lab = new BlockLab();
        var node = lab.AddNode();
        node.Storage = BlockLab.NameSpace with { ClusterId = "CID-other" };
        var fault = Assert.Throws<HdfsFault>(() => node.Register());
        Assert.Equal(HdfsError.UnregisteredNode, fault.Error);
        Assert.Contains("NS-77-CID-other-0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("NS-77-CID-lab-0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.10.1", false)]
    [InlineData("3.0.0", true)]
    [InlineData("3.5.0-SNAPSHOT", true)]
    [InlineData("3.10", true)]
    public void Old_versions_are_refused(string version, bool allowed)
    {
        var lab = new BlockLab();
        var node = lab.AddNode();
        node.SoftwareVersion = version;
        var fault = Record.Exception(() => node.Register()) as HdfsFault;
        Assert.Equal(allowed ? null : HdfsError.IncorrectVersion, fault?.Error);
    }

    [Fact]
    public void A_heartbeat_or_report_of_an_unknown_node_is_answered_with_register()
    {
        var lab = new BlockLab();
        var node = lab.AddNode();
        Assert.IsType<ReRegister>(Assert.Single(node.Beat().Commands));
        Assert.IsType<ReRegister>(node.Report());
    }

    [Fact]
    public void A_restarted_node_keeps_its_blocks_until_it_reports()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        lab[1].Register();
        Assert.Equal([1, 2], lab.Where(block));
        lab[1].Volumes[0].Replicas.Clear();
        lab[1].Beat();
        lab[1].Report();
        Assert.Equal([2], lab.Where(block));
    }

    [Fact]
    public void The_same_storage_at_another_address_is_the_same_node()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        lab[1].Id = lab[1].Id with { Address = "127.77.15.99", TransferPort = 19866 };
        lab.Pass(lab.Options.StaleAfter + 1);
        lab[1].Start();
        Assert.Equal([1, 2], lab.Where(block));
        Assert.Equal(2, lab.Manager.Stats.LiveNodes);
        Assert.Contains(lab.Manager.DataNodes(lab.Now, DataNodeFilter.All), n => n.Id.Address == "127.77.15.99");
    }

    [Fact]
    public void A_call_from_the_old_address_is_refused()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var before = lab[1].Id;
        lab[1].Id = before with { TransferPort = 19866 };
        lab.Pass(lab.Options.StaleAfter + 1);
        lab[1].Start();
        lab[1].Id = before;
        Assert.Equal(HdfsError.UnregisteredNode, Assert.Throws<HdfsFault>(() => lab[1].Beat()).Error);
    }

    [Theory]
    [InlineData("127.77.15.99", 9866)]
    [InlineData("127.77.15.1", 19866)]
    [InlineData("127.77.15.2", 9866)]
    public void The_uuid_of_a_node_that_lives_is_not_given_to_another_place(string address, int port)
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        var before = lab[1].Id;
        lab[1].Id = before with { Address = address, TransferPort = port };
        var fault = Assert.Throws<HdfsFault>(() => lab[1].Register());
        Assert.Equal(HdfsError.Io, fault.Error);
        Assert.Contains("127.77.15.1:9866", fault.Message, StringComparison.Ordinal);

        lab[1].Id = before;
        Assert.DoesNotContain(lab[1].Beat().Commands, static c => c is ReRegister);
        Assert.DoesNotContain(lab[2].Beat().Commands, static c => c is ReRegister);
        lab[1].Register();
        Assert.Equal([1, 2], lab.Where(block));
    }

    [Fact]
    public void Another_node_at_the_address_of_one_takes_its_place()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        var newcomer = lab.AddNode();
        newcomer.Id = newcomer.Id with { Address = lab[1].Id.Address, TransferPort = lab[1].Id.TransferPort };
        newcomer.Start();
        Assert.Equal([2], lab.Where(block));
        Assert.Equal(2, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All).Count);
    }

    [Fact]
    public void The_include_list_keeps_others_out_and_takes_them_out()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists(["127.77.15.1", "127.77.15.3:9866"], []));
        Assert.Equal(HdfsError.DisallowedDataNode, Assert.Throws<HdfsFault>(() => lab[2].Beat()).Error);
        Assert.Equal(HdfsError.DisallowedDataNode, Assert.Throws<HdfsFault>(() => lab[2].Register()).Error);
        Assert.Equal(1, lab.Manager.Stats.LiveNodes);
        lab.AddNode().Start();
        Assert.Equal(2, lab.Manager.Stats.LiveNodes);
        lab.Manager.RefreshNodes(lab.Now, NodeLists.Everyone);
        lab[2].Start();
        Assert.Equal(3, lab.Manager.Stats.LiveNodes);
    }

    [Fact]
    public void An_include_list_that_lacks_entries_lets_in_those_that_it_has_and_has_the_others_come_again()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], []) { IncludeIsIncomplete = true });
        Assert.Equal(HdfsError.Retriable, Assert.Throws<HdfsFault>(() => lab[1].Register()).Error);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists(["127.77.15.1"], []) { IncludeIsIncomplete = true });
        lab[1].Start();
        Assert.Equal(HdfsError.Retriable, Assert.Throws<HdfsFault>(() => lab.AddNode().Register()).Error);
        Assert.Equal(1, lab.Manager.Stats.LiveNodes);
    }

    [Fact]
    public void What_a_node_calls_itself_lets_it_in_or_out_of_no_list()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([lab[1].Id.Address], []));
        var stranger = lab.AddNode();
        stranger.Id = stranger.Id with { HostName = lab[1].Id.Address };
        Assert.Equal(HdfsError.DisallowedDataNode, Assert.Throws<HdfsFault>(() => stranger.Register()).Error);
    }

    [Fact]
    public void The_rack_is_the_shell_s_word_or_the_table_s_by_address_or_name()
    {
        var racks = new Dictionary<string, string> { ["127.77.15.1"] = "/a", ["pi-2"] = "b/" };
        var lab = new BlockLab(new BlockManagerOptions { Racks = racks });
        foreach (var rack in new[] { null, null, null, "/told" })
        {
            lab.AddNode(rack!).Register();
        }

        Assert.Equal(["/a", "/b", "/default-rack", "/told"], lab.Manager.DataNodes(lab.Now, DataNodeFilter.All).Select(n => n.Rack));
        Assert.Equal(["/a", "/b", "/default-rack", "/told"], lab.Manager.Topology(lab.Now).Select(r => r.Rack));
    }

    [Fact]
    public void Nodes_of_one_address_that_are_gone_make_room_for_others_and_those_that_live_do_not()
    {
        const int Most = 256;
        var lab = new BlockLab();
        lab.StartNodes(1);
        var block = lab.Write(1, 1);
        for (var i = 0; i < Most; i++)
        {
            At(lab, "10.9.9.9", 20_000 + i).Register();
        }

        var fault = Assert.Throws<HdfsFault>(() => At(lab, "10.9.9.9", 30_000).Register());
        Assert.Equal(HdfsError.Io, fault.Error);
        Assert.Contains("10.9.9.9", fault.Message, StringComparison.Ordinal);
        At(lab, "10.9.9.8", 30_000).Register(); // another address has its own
        for (var life = 0; life < 3; life++)
        {
            lab.Pass(lab.Options.DeadAfter + 1);
            lab[1].Beat();
            lab.Tick();
            for (var i = 0; i < Most; i++)
            {
                At(lab, "10.9.9.9", 40_000 + (life * Most) + i).Register();
            }
        }

        Assert.Equal(Most + 2, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All).Count);
        Assert.Equal([1], lab.Where(block));
    }

    [Fact]
    public void A_node_that_is_forgotten_may_come_again()
    {
        var lab = new BlockLab();
        var first = At(lab, "10.9.9.9", 20_000).Start();
        var block = lab.Write(1, first.Number);
        lab.Pass(lab.Options.DeadAfter + 1);
        lab.Tick();
        for (var i = 1; i <= 256; i++)
        {
            At(lab, "10.9.9.9", 20_000 + i).Register();
        }

        Assert.Empty(lab.Where(block));
        lab.Pass(lab.Options.DeadAfter + 1);
        lab.Tick();
        first.Start();
        Assert.Equal([first.Number], lab.Where(block));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reports_of_more_storages_than_a_machine_has_are_refused(bool full)
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var fault = Assert.Throws<HdfsFault>(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                DataNodeRequest report = full
                    ? new BlockReport
                    {
                        From = lab[1].Registration, LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
                        Storages =
                        [
                            new StorageBlockReport($"DS-made-up-{i}", StorageKind.Disk, StorageState.Normal, Array.Empty<ReportedBlock>()),
                        ],
                    }
                    : new BlockReceivedAndDeleted
                    {
                        From = lab[1].Registration,
                        Storages = [new StorageBlockChanges($"DS-made-up-{i}", StorageKind.Disk, StorageState.Normal, [])],
                    };
                lab.Call(report);
            }
        });
        Assert.Equal(HdfsError.Io, fault.Error);
        lab[1].Beat();
        var block = lab.Write(1, 1);
        Assert.Equal([1], lab.Where(block));
    }

    private static TestNode At(BlockLab lab, string address, int port)
    {
        var node = lab.AddNode();
        node.Id = node.Id with { Address = address, TransferPort = port };
        return node;
    }
}
