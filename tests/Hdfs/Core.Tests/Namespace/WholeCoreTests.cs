using System.Buffers;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Both halves of the core together: what a file goes through, with DataNodes that do as they are told.</summary>
public class WholeCoreTests
{
    [Fact]
    public void A_file_is_written_and_is_there_after_a_restart()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: true);
        Assert.Equal(3, whole.Locations("/f").Blocks[0].Locations.Count);

        var again = whole.Restart();
        Assert.Equal(whole.Core.Digest(), again.Core.Digest());
        Assert.True(again.Core.InSafeMode);
        again.Start();
        Assert.False(again.Core.InSafeMode);
        var located = again.Locations("/f").Blocks[0];
        Assert.Equal((block, 3), (located.Block, located.Locations.Count));
        Assert.Equal(true, again.Client(new DeleteRequest { Caller = Cluster.Root, Key = CallKey.None, Path = "/f", Recursive = false }));
        Assert.Equal(0, ((ClusterStats)again.Client(new GetStatsRequest { Caller = Cluster.Root })!).Blocks);
    }

    [Fact]
    public void A_writer_that_died_is_cleaned_up_after()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false);
        Assert.Equal(false, whole.Recover("/f"));
        var order = whole.RecoveryOrder()!.Value;
        Assert.Equal((block.Id, 1002L, 3), (order.Block.Id, order.RecoveryId, order.Locations.Count));
        whole.EndRecovery(order, 333);
        Assert.Equal(true, whole.Recover("/f"));
        Assert.Equal(333, whole.Locations("/f").FileLength);
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_block_that_is_the_last_again_is_recovered_in_the_log_too()
    {
        var whole = new Whole();
        whole.Start();
        var first = whole.Write("/f", close: false);
        var second = whole.AddBlock("/f", first).Block; // nobody has reported the first as finished
        whole.Client(new AbandonBlockRequest { Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = second });
        Assert.Equal(false, whole.Recover("/f"));
        whole.EndRecovery(whole.RecoveryOrder()!.Value, 500);
        var recovered = Assert.Single(whole.Locations("/f").Blocks).Block;
        Assert.NotEqual(first.GenerationStamp, recovered.GenerationStamp);
        var again = whole.Restart();
        again.Start();
        Assert.Equal(recovered, Assert.Single(again.Locations("/f").Blocks).Block);
        Assert.Equal(whole.Core.Digest(), again.Core.Digest());
    }

    [Fact]
    public void A_block_that_its_writer_has_finished_is_not_opened_again_by_one_that_asks_for_it_again()
    {
        var whole = new Whole();
        whole.Start();
        var first = whole.Write("/f", close: false);
        whole.Received(1, first);
        var empty = whole.AddBlock("/f", first).Block;
        Assert.Equal(false, whole.Complete("/f", empty)); // committed with no bytes; not one replica is there
        Cluster.Refused(HdfsError.Io, () => whole.AddBlock("/f", first));
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_writer_that_died_before_a_restart_is_cleaned_up_after_it()
    {
        var whole = new Whole();
        whole.Start();
        whole.Write("/f", close: false);
        var again = whole.Restart();
        again.Start();
        Assert.Equal(false, again.Recover("/f"));
        again.EndRecovery(again.RecoveryOrder()!.Value, 10);
        Assert.Equal(10, again.Locations("/f").FileLength);
    }

    [Fact]
    public void A_block_that_no_node_has_seen_is_dropped()
    {
        var whole = new Whole();
        whole.Start();
        whole.Client(Whole.Create("/f"));
        whole.AddBlock("/f");
        var again = whole.Restart();
        again.Start();
        Assert.Equal(false, again.Recover("/f"));
        again.Pass(Whole.DeadAfter);
        Assert.Equal(true, again.Recover("/f"));
        Assert.Equal(0, again.Locations("/f").FileLength);
        Assert.Equal(again.Core.Digest(), again.Restart().Core.Digest());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_hflushed_is_there_though_the_NameNode_starts_before_its_nodes(bool fromImage)
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false);
        whole.Hflush(block, 77);
        var again = fromImage ? whole.RestartFromImage() : whole.Restart();
        again.StartAlone(); // no complete block is waited for: safe mode is over at once
        Assert.False(again.Core.InSafeMode);
        Assert.Equal(false, again.Recover("/f"));
        Assert.Equal(false, again.Recover("/f"));
        again.StartNodes(); // who has asked need not ask again
        var order = again.RecoveryOrder()!.Value;
        Assert.Equal(3, order.Locations.Count);
        again.EndRecovery(order, 77);
        Assert.Equal(77, again.Locations("/f").FileLength);
    }

    [Fact]
    public void A_file_that_was_deleted_before_the_name_space_was_saved_leaves_nothing_of_the_future()
    {
        var whole = new Whole();
        whole.Start();
        whole.Write("/kept", close: true);
        whole.Write("/gone", close: true);
        whole.Client(new DeleteRequest { Caller = Cluster.Root, Key = CallKey.None, Path = "/gone", Recursive = false });
        var again = whole.RestartFromImage();
        Assert.Equal(
            (whole.Core.NewestBlockId, whole.Core.NewestGenerationStamp), (again.Core.NewestBlockId, again.Core.NewestGenerationStamp));
        again.Start();
        Assert.False(again.Core.InSafeMode);
        Assert.Equal(0, ((ClusterStats)again.Client(new GetStatsRequest { Caller = Cluster.Root })!).BytesInFuture);
    }

    [Fact]
    public void An_append_goes_on_where_the_file_ends()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: true);
        var result = (AppendResult)whole.Client(new AppendRequest
        {
            Caller = Cluster.Root, Key = new CallKey(1, 1, 1), Path = "/f", ClientName = "client", Flags = CreateFlags.Append,
        })!;
        Assert.Equal((block, 3), (result.LastBlock!.Block, result.LastBlock.Locations.Count));
        var stamped = ((LocatedBlock)whole.Client(new UpdateBlockForPipelineRequest
        {
            Caller = Cluster.Root, ClientName = "client", Block = block,
        })!).Block;
        whole.Client(new UpdatePipelineRequest
        {
            Caller = Cluster.Root, Key = new CallKey(1, 1, 2),
            ClientName = "client", OldBlock = block, NewBlock = stamped, NewUuids = ["uuid-1", "uuid-2"],
            NewStorageIds = ["DS-1", "DS-2"],
        });
        Assert.Equal(2, whole.Locations("/f").LastBlock!.Locations.Count);
        var grown = stamped with { Length = 600 };
        whole.Received(1, grown);
        whole.Received(2, grown);
        Assert.Equal(true, whole.Complete("/f", grown));
        Assert.Equal(600, whole.Locations("/f").FileLength);
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_storage_that_a_pipeline_names_many_times_is_in_it_once()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false) with { Length = 0 };
        var again = whole.Restart();
        again.Start();
        var stamped = ((LocatedBlock)again.Client(new UpdateBlockForPipelineRequest
        {
            Caller = Cluster.Root, ClientName = "client", Block = block,
        })!).Block;
        again.Client(new UpdatePipelineRequest
        {
            Caller = Cluster.Root, Key = new CallKey(1, 1, 2), ClientName = "client", OldBlock = block, NewBlock = stamped,
            NewUuids = [.. Enumerable.Repeat("uuid-1", 50)], NewStorageIds = [.. Enumerable.Repeat("DS-1", 50)],
        });
        Assert.Single(again.Locations("/f").LastBlock!.Locations);
    }
}
