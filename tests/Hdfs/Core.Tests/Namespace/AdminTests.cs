using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class AdminTests
{
    private readonly Cluster _cluster = new();

    [Fact]
    public void In_safe_mode_nothing_changes_and_all_is_read()
    {
        _cluster.Write("/f", null, 10);
        _cluster.Create("/open");
        _cluster.Blocks.InSafeMode = true;
        var digest = _cluster.Core.Digest();
        Assert.Equal(
            "Cannot create directory /d. Name node is in safe mode.\n"
            + "It was turned on manually. Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off. NamenodeHostName:localhost",
            Cluster.Refused(HdfsError.SafeMode, () => _cluster.Mkdirs("/d")));
        Action[] changes =
        [
            () => _cluster.Create("/x"), () => _cluster.Append("/f"), () => _cluster.AddBlock("/open"), () => _cluster.Complete("/open"),
            () => _cluster.Delete("/f"), () => _cluster.Rename("/f", "/g"), () => _cluster.Rename2("/f", "/g"),
            () => _cluster.Chmod("/f", 0),
            () => _cluster.Chown("/f", "ada", null), () => _cluster.RecoverLease("/open"),
            () => Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = "/f", Replication = 2 }),
            () => Ask(new SetTimesRequest { Caller = Cluster.Root, Path = "/f", ModificationTime = 1, AccessTime = 1 }),
            () => Ask(new RenewLeaseRequest { Caller = Cluster.Root, ClientName = "client" }),
            () => Ask(new RollEditsRequest { Caller = Cluster.Root }),
        ];
        Assert.All(changes, change => Cluster.Refused(HdfsError.SafeMode, change));
        _cluster.Pass(10_000_000);
        Assert.Equal(10, _cluster.Locations("/f").FileLength);
        Assert.Equal(2, _cluster.Names("/").Length);
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Fact]
    public void A_reader_in_safe_mode_is_told_when_a_block_is_nowhere()
    {
        _cluster.Write("/f", null, 10);
        var restarted = _cluster.Restarted();
        restarted.Blocks.InSafeMode = true;
        Assert.StartsWith(
            "Zero blocklocations for /f. Name node is in safe mode.", Cluster.Refused(HdfsError.SafeMode, () => restarted.Locations("/f")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Safe_mode_is_the_superusers()
    {
        Assert.Equal(false, SafeMode(SafeModeAction.Get, Cluster.Ada));
        Assert.Equal(
            "Access denied for user ada. Superuser privilege is required for operation safemode_enter",
            Cluster.Refused(HdfsError.AccessControl, () => SafeMode(SafeModeAction.Enter, Cluster.Ada)));
        Assert.Equal(true, SafeMode(SafeModeAction.Enter, Cluster.Root));
        Assert.True(_cluster.Core.InSafeMode);
        Assert.Equal(true, Ask(new SaveNamespaceRequest { Caller = Cluster.Root }));
        Assert.Equal(false, SafeMode(SafeModeAction.Leave, Cluster.Root));
        Assert.Equal(
            "Safe mode should be turned ON in order to create namespace image.",
            Cluster.Refused(HdfsError.Io, () => Ask(new SaveNamespaceRequest { Caller = Cluster.Root })));
    }

    [Fact]
    public void What_administrators_ask_is_the_superusers()
    {
        NameNodeInput[] calls =
        [
            new GetDatanodeReportRequest { Caller = Cluster.Ada, Kind = DataNodeFilter.All },
            new GetDatanodeStorageReportRequest { Caller = Cluster.Ada, Kind = DataNodeFilter.All },
            new RefreshNodesRequest { Caller = Cluster.Ada, Lists = NodeLists.Everyone },
            new MetaSaveRequest { Caller = Cluster.Ada },
            new RollEditsRequest { Caller = Cluster.Ada },
            new SaveNamespaceRequest { Caller = Cluster.Ada },
            new SetBalancerBandwidthRequest { Caller = Cluster.Ada, BytesPerSecond = 1 },
            new ListOpenFilesRequest { Caller = Cluster.Ada, AfterId = 0, PathPrefix = "/", BlockingDecommissionOnly = false },
            new ListCorruptFileBlocksRequest { Caller = Cluster.Ada, Path = "/", Cookie = null },
        ];
        Assert.All(calls, call => Cluster.Refused(HdfsError.AccessControl, () => Ask(call)));
    }

    [Fact]
    public void Metasave_begins_with_the_totals()
    {
        _cluster.Write("/d/f", null, 10, 10);
        var text = (string)Ask(new MetaSaveRequest { Caller = Cluster.Root })!;
        Assert.Equal("3 files and directories, 2 blocks = 5 total filesystem objects\nLive Datanodes: 3\n", text);
    }

    [Fact]
    public void Bad_replicas_are_marked_and_their_files_listed()
    {
        _cluster.Write("/d/f", null, 10);
        _cluster.Write("/e/g", null, 10);
        Block[] blocks = [_cluster.Locations("/d/f").LastBlock!.Block, _cluster.Locations("/e/g").LastBlock!.Block];
        Ask(new ReportBadBlocksRequest { Caller = Cluster.Ada,
            Replicas = [.. blocks.Select(b => new BadReplica(b, "uuid-1", "DS-1", "10.0.0.1:9866"))] });
        Assert.Equal(blocks.Select(b => (b.Id, "uuid-1")), _cluster.Blocks.Corrupt);
        Assert.Equal([new(blocks[0], "/d/f"), new(blocks[1], "/e/g")], Corrupt("/", null).Blocks);
        Assert.Equal(["/e/g"], Corrupt("/e", null).Blocks.Select(static b => b.Path));
        var cookie = Corrupt("/", null).Cookie;
        Assert.Empty(Corrupt("/", cookie).Blocks);
        Assert.All((string[])["x", "-5", "99999999999"], c => Assert.Equal(2, Corrupt("/", c).Blocks.Count));
        _cluster.Blocks.InSafeMode = true;
        Assert.Equal(2, Corrupt("/", null).Blocks.Count);
    }

    /// <summary>
    /// A client sends all damage of a read at once and passes over the answer: the rest of it must not be lost. A block that is not there
    /// any more is passed over.
    /// </summary>
    [Fact]
    public void A_bad_replica_on_a_DataNode_that_nobody_knows_is_refused_and_the_others_are_marked()
    {
        _cluster.Write("/d/f", null, 10);
        var block = _cluster.Locations("/d/f").LastBlock!.Block;
        var stranger = new BadReplica(block, FakeBlocks.Stranger, "DS-1", "10.0.0.9:9866");
        var why = Cluster.Refused(
            HdfsError.Io, () => Report(new BadReplica(block, "uuid-1", "DS-1", "10.0.0.1:9866"), stranger, new BadReplica(
                block, "uuid-2", "DS-2", "10.0.0.2:9866")));
        Assert.Equal(
            $"Cannot mark blk_{block.Id}_{block.GenerationStamp} as corrupt because datanode 10.0.0.9:9866 ({FakeBlocks.Stranger}) does "
            + "not exist",
            why);
        Assert.Equal([(block.Id, "uuid-1"), (block.Id, "uuid-2")], _cluster.Blocks.Corrupt);
        Report(stranger with { Block = block with { Id = 7 } });

        void Report(params BadReplica[] replicas) => Ask(new ReportBadBlocksRequest { Caller = Cluster.Ada, Replicas = replicas });
    }

    [Fact]
    public void A_file_system_check_goes_through_everything_page_by_page()
    {
        var expected = new List<string> { "/", "/a", "/a/b", "/a/b/c", "/a/b.x", "/d", "/d/é", "/d/e" };
        _cluster.Mkdirs("/a/b/c");
        _cluster.Write("/a/b.x", null, 1024, 5);
        _cluster.Mkdirs("/d/e");
        _cluster.Write("/d/é", null);
        for (var limit = 1; limit < 10; limit++)
        {
            Assert.Equal(expected, Walk("/", limit));
        }

        Assert.Equal(expected[1..5], Walk("/a", 2));
        Assert.Equal(["/d/é"], Walk("/d/é", 5));
        var page = Fsck("/a/b.x", null, 10);
        var file = Assert.Single(page.Entries);
        Assert.Equal((2, 1024L, BlockState.Complete), (file.Blocks.Count, file.Blocks[1].Located.Offset, file.Blocks[1].State));
        Assert.Equal("Path does not exist: /none", Cluster.Refused(HdfsError.FileNotFound, () => Fsck("/none", null, 1)));
    }

    [Fact]
    public void A_block_is_told_what_it_belongs_to()
    {
        _cluster.Write("/d/f", null, 10);
        var block = _cluster.Locations("/d/f").LastBlock!.Block;
        var owner = Block(block.Id, Cluster.Root)!;
        Assert.Equal(
            ("/d/f", (short)3, block, BlockState.Complete), (owner.Path, owner.Replication, owner.Block.Located.Block, owner.Block.State));
        Assert.Null(Block(block.Id + 1, Cluster.Root));
        Cluster.Refused(HdfsError.AccessControl, () => Block(block.Id, Cluster.Ada));
        _cluster.Delete("/d/f");
        Assert.Null(Block(block.Id, Cluster.Root));
    }

    [Fact]
    public void A_check_goes_on_behind_what_is_gone()
    {
        _cluster.Mkdirs("/a/b/c");
        _cluster.Mkdirs("/a/d");
        var page = Fsck("/", null, 3);
        Assert.Equal("/a/b", page.Next);
        _cluster.Delete("/a/b");
        Assert.Equal(["/a/d"], Fsck("/", page.Next, 10).Entries.Select(e => e.Path));
    }

    [Fact]
    public void Totals_and_quota_of_the_root()
    {
        _cluster.Write("/d/f", null, 100);
        var usage = (QuotaUsage)Ask(new GetQuotaUsageRequest { Caller = Cluster.Root, Path = "/" })!;
        Assert.Equal(new QuotaUsage(3, 300, long.MaxValue, -1), usage);
        Assert.Equal(new ContentSummary(100, 1, 1, 300, -1, -1), _cluster.Summary("/d"));
        Assert.Equal(new ContentSummary(100, 1, 0, 300, -1, -1), _cluster.Summary("/d/f"));
        Assert.Equal("File does not exist: /none", Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Summary("/none")));
        Assert.Equal(3, ((ServerDefaults)Ask(new GetServerDefaultsRequest { Caller = Cluster.Ada })!).Replication);
        Assert.Equal(1, ((ClusterStats)Ask(new GetStatsRequest { Caller = Cluster.Ada })!).Blocks);
    }

    [Fact]
    public void DataNode_calls_and_ticks_reach_the_block_side()
    {
        Ask(new DataNodeCalls.ReportBadBlocks { Replicas = [] });
        Assert.Single(_cluster.Blocks.Handled);
        _cluster.Tick();
        Assert.Equal(1, _cluster.Blocks.Ticks);
    }

    [Fact]
    public void Deleting_says_no_to_nothing_and_to_the_root()
    {
        Assert.False(_cluster.Delete("/none"));
        Assert.False(_cluster.Delete("/"));
        _cluster.Mkdirs("/d/e");
        Assert.Equal(
            "`/d is non empty': Directory is not empty",
            Cluster.Refused(HdfsError.PathIsNotEmptyDirectory, () => _cluster.Delete("/d", recursive: false)));
        Assert.Equal(
            "`/ is non empty': Directory is not empty",
            Cluster.Refused(HdfsError.PathIsNotEmptyDirectory, () => _cluster.Delete("/", recursive: false)));
        Assert.True(_cluster.Delete("/d/e", recursive: false));
    }

    [Fact]
    public void A_page_of_a_check_ends_at_a_number_of_blocks_too()
    {
        for (var i = 0; i < 12; i++)
        {
            _cluster.Write($"/f{i:D2}", null, Enumerable.Repeat(16L, 1000).ToArray());
        }

        var sizes = new List<int>();
        for (var page = Fsck("/", null, 500); ; page = Fsck("/", page.Next, 500))
        {
            sizes.Add(page.Entries.Sum(e => e.Blocks.Count));
            if (page.Next is null)
            {
                break;
            }
        }

        Assert.Equal([5000, 5000, 2000], sizes);
    }

    [Fact]
    public void What_a_check_said_of_a_file_concerns_no_other_that_has_its_path_by_now()
    {
        _cluster.Write("/f", null, 100);
        var told = Fsck("/f", null, 1).Entries[0];
        _cluster.Rename("/f", "/moved");
        _cluster.Write("/f", null, 200);
        Assert.True(_cluster.Delete(told.ById, recursive: false));
        Assert.Null(_cluster.Stat("/moved"));
        Assert.Equal(200, _cluster.Stat("/f")!.Length);
        Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Delete(told.ById, recursive: false));
    }

    [Fact]
    public void A_core_that_serves_is_not_replayed_into() => Assert.Throws<InvalidOperationException>(() => _cluster.Core.Replay([1]));

    private object? Ask(NameNodeInput input) => _cluster.Ask(input);

    private object? SafeMode(SafeModeAction action, Caller caller) => Ask(new SetSafeModeRequest { Caller = caller, Action = action });

    private CorruptFileBlocks Corrupt(string path, string? cookie) =>
        (CorruptFileBlocks)Ask(new ListCorruptFileBlocksRequest { Caller = Cluster.Root, Path = path, Cookie = cookie })!;

    private FsckPage Fsck(string path, string? after, int limit) =>
        (FsckPage)Ask(new FsckRequest { Caller = Cluster.Root, Path = path, After = after, Limit = limit })!;

    private FsckBlockOwner? Block(long id, Caller caller) => (FsckBlockOwner?)Ask(new FsckBlockRequest { Caller = caller, BlockId = id });

    private List<string> Walk(string path, int limit)
    {
        var paths = new List<string>();
        string? after = null;
        do
        {
            var page = Fsck(path, after, limit);
            Assert.InRange(page.Entries.Count, 1, limit);
            paths.AddRange(page.Entries.Select(e => e.Path));
            after = page.Next;
        }
        while (after != null);
        return paths;
    }
}
