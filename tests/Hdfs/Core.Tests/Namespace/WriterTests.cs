using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class WriterTests
{
    private readonly Cluster _cluster = new();

    [Fact]
    public void A_client_that_missed_the_answer_gets_the_same_block_again()
    {
        _cluster.Create("/f");
        var first = _cluster.AddBlock("/f");
        Assert.Equal(first.Block, _cluster.AddBlock("/f").Block);
        var second = _cluster.AddBlock("/f", first.Block with { Length = 1024 });
        var again = _cluster.AddBlock("/f", first.Block with { Length = 1024 });
        Assert.Equal((second.Block, 1024L), (again.Block, again.Offset));
        Assert.Equal(3, again.Locations.Count);
        Assert.Equal(2, _cluster.Blocks.Known.Count);
    }

    [Fact]
    public void A_block_that_was_allocated_before_a_restart_gets_targets()
    {
        _cluster.Create("/f");
        var first = _cluster.AddBlock("/f");
        var restarted = _cluster.Restarted();
        var again = restarted.AddBlock("/f");
        Assert.Equal(first.Block, again.Block);
        Assert.Equal(3, again.Locations.Count);
    }

    [Fact]
    public void Another_previous_block_than_the_last_is_refused()
    {
        _cluster.Create("/f");
        var first = _cluster.AddBlock("/f");
        var wrong = first.Block with { GenerationStamp = 999 };
        Assert.Equal(
            "Cannot allocate block in /f: passed 'previous' block blk_1073741825_999 does not match actual last block in file "
            + "blk_1073741825_1001",
            Cluster.Refused(HdfsError.Io, () => _cluster.AddBlock("/f", wrong)));
        Fsync("/f", 10);
        Assert.Equal(
            "Request looked like a retry to allocate block blk_1073741825_1001 but it already contains 10 bytes",
            Cluster.Refused(HdfsError.Io, () => _cluster.AddBlock("/f")));
    }

    [Fact]
    public void The_block_before_the_last_must_have_its_replicas()
    {
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/f");
        var first = _cluster.AddBlock("/f").Block with { Length = 1024 };
        var second = _cluster.AddBlock("/f", first).Block with { Length = 1024 };
        Assert.Equal("Not replicated yet: /f", Cluster.Refused(HdfsError.NotReplicatedYet, () => _cluster.AddBlock("/f", second)));
        Assert.False(_cluster.Complete("/f", second));
        _cluster.Blocks.Report(_cluster.Now, first.Id);
        Assert.False(_cluster.Complete("/f", second));
        Assert.False(_cluster.IsClosed("/f"));
        _cluster.Blocks.Report(_cluster.Now, second.Id);
        Assert.True(_cluster.Complete("/f", second));
        Assert.Equal(2048, _cluster.Stat("/f")!.Length);
    }

    [Fact]
    public void Closing_again_is_right_when_the_same_is_meant()
    {
        var status = _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block with { Length = 5 };
        Assert.True(_cluster.Complete("/f", block, fileId: status.InodeId));
        var log = _cluster.Log.Count;
        Assert.True(_cluster.Complete("/f", block, fileId: status.InodeId));
        Assert.Equal(log, _cluster.Log.Count);
        Assert.Equal(
            $"File is not open for writing: /f (inode {status.InodeId}) Holder client does not have any open files.",
            Cluster.Refused(
                HdfsError.LeaseExpired, () => _cluster.Complete("/f", block with { GenerationStamp = 7 }, fileId: status.InodeId)));
    }

    [Fact]
    public void Only_the_holder_writes()
    {
        var status = _cluster.Create("/f", client: "one");
        _cluster.Create("/g", client: "two");
        Assert.Equal(
            $"Client (=two) is not the lease owner (=one: /f (inode {status.InodeId}) [Lease.  Holder: two, pending creates: 1]",
            Cluster.Refused(HdfsError.LeaseExpired, () => _cluster.AddBlock("/f", client: "two", fileId: status.InodeId)));
        Assert.Equal(
            $"File does not exist: /none (inode {77}) Holder three does not have any open files.",
            Cluster.Refused(HdfsError.FileNotFound, () => _cluster.AddBlock("/none", client: "three", fileId: 77)));
        Assert.Equal(
            "INode is not a regular file: / (inode 16385) [Lease.  Holder: one, pending creates: 1]",
            Cluster.Refused(HdfsError.LeaseExpired, () => _cluster.AddBlock("/", client: "one", fileId: 16385)));
    }

    [Fact]
    public void A_committed_block_must_be_the_one_that_was_given()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        Assert.Equal(
            "Commit block with mismatching GS. NN has blk_1073741825_1001, client submits blk_1073741825_5",
            Cluster.Refused(HdfsError.Io, () => _cluster.Complete("/f", block with { Length = 1, GenerationStamp = 5 })));
    }

    [Fact]
    public void No_node_no_block()
    {
        _cluster.Create("/f");
        _cluster.Blocks.Nodes.Clear();
        var digest = _cluster.Core.Digest();
        Cluster.Refused(HdfsError.Io, () => _cluster.AddBlock("/f"));
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Fact]
    public void A_file_has_a_limit_of_blocks()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { MaxBlocksPerFile = 2 });
        cluster.Create("/f");
        var one = cluster.AddBlock("/f").Block with { Length = 1024 };
        var two = cluster.AddBlock("/f", one).Block with { Length = 1024 };
        Assert.Equal(
            "File has reached the limit on maximum number of blocks (dfs.namenode.fs-limits.max-blocks-per-file): 2 >= 2",
            Cluster.Refused(HdfsError.Io, () => cluster.AddBlock("/f", two)));
    }

    [Fact]
    public void A_block_that_cannot_be_written_is_given_up()
    {
        _cluster.Create("/f");
        var first = _cluster.AddBlock("/f").Block with { Length = 1024 };
        var second = _cluster.AddBlock("/f", first).Block;
        Abandon("/f", second);
        Abandon("/f", second);
        Assert.Equal([second.Id], _cluster.Blocks.Removed);
        Assert.Equal(1024, _cluster.Stat("/f")!.Length);
        var third = _cluster.AddBlock("/f", first).Block;
        Assert.Equal(second.Id + 1, third.Id);
        Assert.True(_cluster.Complete("/f", third with { Length = 1 }));
        Assert.Equal(1025, _cluster.Stat("/f")!.Length);
        Assert.Equal(1025 * 3, _cluster.Summary("/").SpaceConsumed);
    }

    [Fact]
    public void Fsync_makes_the_length_known()
    {
        _cluster.Create("/f");
        _cluster.AddBlock("/f");
        Fsync("/f", 300);
        Assert.Equal(300, _cluster.Stat("/f")!.Length);
        var located = _cluster.Locations("/f");
        Assert.Equal(
            (0L, true, false, 300L),
            (located.FileLength, located.UnderConstruction, located.LastBlockComplete, located.LastBlock!.Block.Length));
        Assert.Equal(300, _cluster.Restarted().Stat("/f")!.Length);
    }

    [Fact]
    public void Fsync_of_an_appender_that_has_written_nothing_changes_nothing()
    {
        _cluster.Write("/f", null, 1024, 300);
        _cluster.Append("/f", flags: CreateFlags.Append | CreateFlags.NewBlock);
        var edits = _cluster.Log.Count;
        Fsync("/f", 300);
        Assert.Equal(edits, _cluster.Log.Count);
        Cluster.Refused(HdfsError.Io, () => Fsync("/f", 301));
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/committed");
        Assert.False(_cluster.Complete("/committed", _cluster.AddBlock("/committed").Block with { Length = 5 }));
        Fsync("/committed", 5);
        Cluster.Refused(HdfsError.Io, () => Fsync("/committed", 6));
        _cluster.Create("/empty");
        Cluster.Refused(HdfsError.Io, () => Fsync("/empty", 1));
    }

    [Fact]
    public void A_block_that_is_written_counts_in_full()
    {
        _cluster.Create("/f", replication: 2);
        _cluster.AddBlock("/f");
        Assert.Equal((0, 2 * 1024), (_cluster.Summary("/f").Length, _cluster.Summary("/f").SpaceConsumed));
        Fsync("/f", 100);
        Assert.Equal((100, 2 * 1024), (_cluster.Summary("/").Length, _cluster.Summary("/").SpaceConsumed));
    }

    [Fact]
    public void A_rebuilt_pipeline_has_a_newer_stamp()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        var stamped = NewStamp(block);
        Assert.Equal((block.Id, 1002L), (stamped.Id, stamped.GenerationStamp));
        UpdatePipeline(block, stamped with { Length = 200 }, _cluster.NewKey());
        Assert.Equal(new Block(block.Id, 200, 1002), _cluster.Locations("/f").LastBlock!.Block);
        Assert.Equal(["uuid-2"], _cluster.Locations("/f").LastBlock!.Locations.Select(l => l.Node.Id.Uuid));
        Assert.Contains(
            "does not have a larger generation stamp",
            Cluster.Refused(HdfsError.Io, () => UpdatePipeline(stamped, block with { Length = 300 }, _cluster.NewKey())),
            StringComparison.Ordinal);
        Assert.Equal(
            "Update blk_1073741825_1002 (size=0) to a smaller size block blk_1073741825_1003 (size=100)",
            Cluster.Refused(HdfsError.Io, () => UpdatePipeline(stamped, NewStamp(stamped) with { Length = 100 }, _cluster.NewKey())));
    }

    [Fact]
    public void A_pipeline_is_its_holders()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        Assert.Equal(
            "Lease mismatch: blk_1073741825_1001 is accessed by a non lease holder other",
            Cluster.Refused(HdfsError.LeaseExpired, () => NewStamp(block, "other")));
        Assert.Equal("blk_9_1 does not exist.", Cluster.Refused(HdfsError.Io, () => NewStamp(new Block(9, 0, 1))));
        _cluster.Complete("/f", block with { Length = 1 });
        Assert.Equal(
            "Unexpected BlockUCState: blk_1073741825_1001 is COMPLETE but not UNDER_CONSTRUCTION",
            Cluster.Refused(HdfsError.Io, () => NewStamp(block)));
    }

    [Fact]
    public void One_more_node_joins_those_that_are_left()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        var located = (LocatedBlock)_cluster.Ask(new GetAdditionalDatanodeRequest
        {
            Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = block, Existing = [FakeBlocks.Node(3).Id],
            ExistingStorageIds = ["DS-uuid-3"], ExcludedUuids = ["uuid-1"], Count = 1,
        })!;
        Assert.Equal(["uuid-3", "uuid-2"], located.Locations.Select(l => l.Node.Id.Uuid));
    }

    // A NameNode that restarts ends its safe mode with the last block, and may know a node of a pipeline a moment later: a writer that was
    // refused then lost its file (the history of a stock job, KilledTeraSortTests, of which the history server said "Unknown Job").
    [Fact]
    public void One_more_node_joins_one_that_has_not_registered_again_yet()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        var late = new DataNodeId("uuid-9", "10.0.0.9", "dn-9", 9866, 9867, 9864, 0);
        var located = (LocatedBlock)_cluster.Ask(new GetAdditionalDatanodeRequest
        {
            Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = block, Existing = [late],
            ExistingStorageIds = ["DS-late"], ExcludedUuids = ["uuid-1"], Count = 1,
        })!;
        Assert.Equal(2, located.Locations.Count);
        Assert.Equal((late, "DS-late"), (located.Locations[0].Node.Id, located.Locations[0].StorageId));
        Assert.Contains(located.Locations[1].Node.Id.Uuid, (string[])["uuid-2", "uuid-3"]);
    }

    // Seed 804 of the cluster: a node whose disks had been replaced was to copy the replica to itself.
    [Fact]
    public void Who_has_taken_the_place_of_a_node_of_the_pipeline_does_not_join_it()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        var gone = FakeBlocks.Node(2).Id with { Uuid = "uuid-of-before" };
        var located = (LocatedBlock)_cluster.Ask(new GetAdditionalDatanodeRequest
        {
            Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = block, Existing = [gone],
            ExistingStorageIds = ["DS-of-before"], ExcludedUuids = ["uuid-1"], Count = 3,
        })!;
        Assert.Equal(["uuid-of-before", "uuid-3"], located.Locations.Select(l => l.Node.Id.Uuid));
    }

    [Fact]
    public void No_more_nodes_join_than_the_file_may_have()
    {
        _cluster.Create("/f", replication: 1);
        var block = _cluster.AddBlock("/f").Block;
        var located = (LocatedBlock)_cluster.Ask(new GetAdditionalDatanodeRequest
        {
            Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = block, Existing = [FakeBlocks.Node(3).Id],
            ExistingStorageIds = ["DS-uuid-3"], ExcludedUuids = [], Count = 1000,
        })!;
        Assert.Equal(["uuid-3", "uuid-1"], located.Locations.Select(l => l.Node.Id.Uuid));
    }

    [Fact]
    public void Append_goes_on_in_the_last_block_or_in_a_new_one()
    {
        _cluster.Write("/f", null, 1024, 100);
        var result = _cluster.Append("/f");
        Assert.Equal((100L, 1024L, 1124L), (result.LastBlock!.Block.Length, result.LastBlock.Offset, result.Status.Length));
        Assert.Equal(3, result.LastBlock.Locations.Count);
        Assert.True(_cluster.Complete("/f", result.LastBlock.Block with { Length = 150 }));
        Assert.Equal(1174, _cluster.Stat("/f")!.Length);

        var fresh = _cluster.Append("/f", flags: CreateFlags.Append | CreateFlags.NewBlock);
        Assert.Equal((150L, 0), (fresh.LastBlock!.Block.Length, fresh.LastBlock.Locations.Count));
        var block = _cluster.AddBlock("/f", fresh.LastBlock.Block);
        Assert.Equal(1174, block.Offset);
        Assert.True(_cluster.Complete("/f", block.Block with { Length = 1 }));
        Assert.Equal((1175L, 1175L * 3), (_cluster.Stat("/f")!.Length, _cluster.Summary("/").SpaceConsumed));
    }

    [Fact]
    public void Append_to_a_full_or_empty_file_starts_a_block()
    {
        _cluster.Write("/full", null, 1024);
        Assert.Null(_cluster.Append("/full").LastBlock);
        Assert.Equal(1024, _cluster.AddBlock("/full").Offset);
        _cluster.Write("/empty", null);
        Assert.Null(_cluster.Append("/empty").LastBlock);
        Assert.Equal(0, _cluster.AddBlock("/empty").Offset);
    }

    [Fact]
    public void Append_says_what_is_wrong()
    {
        _cluster.Mkdirs("/d");
        Assert.Equal(
            "Cannot append to directory /d; already exists as a directory.",
            Cluster.Refused(HdfsError.FileAlreadyExists, () => _cluster.Append("/d")));
        Assert.Equal(
            "Failed to append to non-existent file /none for client 127.77.14.1",
            Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Append("/none")));
        _cluster.Write("/f", null, 10);
        _cluster.Blocks.Known[_cluster.Locations("/f").LastBlock!.Block.Id] = _cluster.Blocks.Known.Values.Single() with { Live = 0 };
        Assert.Equal(
            "append: lastBlock=blk_1073741825_1001 of src=/f is not sufficiently replicated yet.",
            Cluster.Refused(HdfsError.Io, () => _cluster.Append("/f")));
    }

    [Fact]
    public void Create_says_what_is_wrong()
    {
        _cluster.Mkdirs("/d");
        _cluster.Write("/f", null);
        Assert.Equal("/d already exists as a directory", Cluster.Refused(HdfsError.FileAlreadyExists, () => _cluster.Create("/d")));
        Assert.Equal("/f for client 127.77.14.1 already exists", Cluster.Refused(HdfsError.FileAlreadyExists, () => _cluster.Create("/f")));
        Assert.Equal(
            "Can't overwrite non-existent /g",
            Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Create("/g", flags: CreateFlags.Overwrite)));
        Assert.Equal(
            "Requested replication factor of 600 exceeds maximum of 512 for /g, clientName=127.77.14.1",
            Cluster.Refused(HdfsError.Io, () => _cluster.Create("/g", replication: 600)));
        Assert.Equal(
            "Specified block size 8 is less than configured minimum value dfs.namenode.fs-limits.min-block-size=16",
            Cluster.Refused(HdfsError.Io, () => _cluster.Create("/g", blockSize: 8)));
        Assert.Equal("Invalid path name /a//b", Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Create("/a//b")));
    }

    [Fact]
    public void Overwriting_takes_the_file_from_whoever_writes_it()
    {
        var old = _cluster.Create("/f", client: "one");
        var block = _cluster.AddBlock("/f", client: "one").Block;
        _cluster.Create("/f", client: "two", flags: CreateFlags.Create | CreateFlags.Overwrite);
        Assert.Equal([block.Id], _cluster.Blocks.Removed);
        Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Complete("/f", block, "one", old.InodeId));
        Assert.True(_cluster.Complete("/f", client: "two"));
    }

    private Block NewStamp(Block block, string client = "client") =>
        ((LocatedBlock)_cluster.Ask(
            new UpdateBlockForPipelineRequest { Caller = Cluster.Root, ClientName = client, Block = block })!).Block;

    private void UpdatePipeline(Block from, Block to, CallKey key) => _cluster.Ask(new UpdatePipelineRequest
    {
        Caller = Cluster.Root, Key = key, ClientName = "client", OldBlock = from, NewBlock = to, NewUuids = ["uuid-2", "gone"],
        NewStorageIds = ["DS-uuid-2", "DS-gone"],
    });

    private void Fsync(string path, long length) =>
        _cluster.Ask(new FsyncRequest { Caller = Cluster.Root, Path = path, ClientName = "client", FileId = 0, LastBlockLength = length });

    private void Abandon(string path, Block block) =>
        _cluster.Ask(new AbandonBlockRequest { Caller = Cluster.Root, Path = path, ClientName = "client", FileId = 0, Block = block });
}
