using System.Text.Json;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Calls that tell of much: a bounded part of it each step, and the same answer as in one.</summary>
public class LongReadTests
{
    private const int Piece = 5;
    private const int Files = 60;
    private const int BigFile = 100;

    public static TheoryData<string, int> Calls => new()
    {
        { "fsck", Files },
        { "fsck of one file", BigFile },
        { "open files", Files },
        { "open files below", Files },
        { "open files that hold up a decommission", BigFile },
        { "damage", Files },
        { "metasave", 0 },
        { "locations", BigFile },
        { "locations of a part", BigFile / 2 },
        { "located status", BigFile },
        { "located listing", BigFile },
        { "located listing of large files", BigFile },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Their_answer_in_pieces_is_that_of_one_step(string call, int units)
    {
        var large = Filled(Cluster.DefaultOptions);
        var small = Filled(Cluster.DefaultOptions with { BlocksPerPiece = Piece, InodesPerPiece = Piece });
        var expected = large.Ask(Of(call));
        Assert.Equal(0, large.PutOff);
        var input = Of(call);
        object? answer;
        var steps = 1;
        for (NameNodeInput step = input; !small.TryAsk(step, input, out answer); steps++)
        {
            step = new NextPiece();
        }

        Assert.InRange(steps, units / (2 * Piece), int.MaxValue);
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(answer));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Without_a_place_they_are_refused_before_they_cost_much(string call, int units)
    {
        const int Large = 100; // most are answered in one such piece if they have a place
        var cluster = Filled(Cluster.DefaultOptions with { BlocksPerPiece = Large, InodesPerPiece = Large });
        cluster.Write("/huge", null, [.. Enumerable.Repeat(10L, 4 * Large)]);
        for (var i = 0; i < LongCalls.LimitOfUser; i++)
        {
            var huge = Fsck("/huge", Cluster.Root);
            Assert.False(cluster.TryAsk(huge, huge, out _));
            var located = Locations("/huge", 0);
            Assert.False(cluster.TryAsk(located, located, out _));
        }

        if (units == 0)
        {
            Assert.NotNull(cluster.Ask(Of(call))); // what is short is answered all the same
            return;
        }

        Assert.Equal(10, ((LocatedBlocks)cluster.Ask(Locations("/big", 0, 100))!).Blocks.Count);
        var before = cluster.Blocks.LookUps;
        Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Of(call)));

        // Files of a usual length can be opened while others walk large trees.
        Assert.InRange(cluster.Blocks.LookUps - before, 0, call.StartsWith("locat", StringComparison.Ordinal) ? 128 : Large / 10);
    }

    // Also where everybody's walks have taken all places, and then all of those for locations too; a superuser has places left.
    [Fact]
    public void Locations_need_none_of_the_places_of_those_who_walk()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { InodesPerPiece = Piece });
        for (var i = 0; i < Files; i++)
        {
            cluster.Mkdirs($"/t/d{i:D2}", Cluster.Root, 0x1ED);
        }

        cluster.Write("/huge", null, [.. Enumerable.Repeat(10L, 3000)]);
        Fill(user => new GetContentSummaryRequest { Caller = user, Path = "/t" });
        Assert.Equal(3000, ((LocatedBlocks)cluster.Ask(Part("/huge", 0, 30_000, Cluster.Bob))!).Blocks.Count);
        Fill(user => Part("/huge", 0, 30_000, user));

        Assert.Equal(10, ((LocatedBlocks)cluster.Ask(Part("/huge", 29_900, 100, Cluster.Bob))!).Blocks.Count);
        Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Part("/huge", 0, 30_000, Cluster.Bob)));
        var ofRoot = Locations("/huge", 0);
        Assert.False(cluster.TryAsk(ofRoot, ofRoot, out _));
        var check = Fsck("/", Cluster.Root);
        Assert.False(cluster.TryAsk(check, check, out _));

        void Fill(Func<Caller, ClientRequest> call)
        {
            for (var i = 0; i < LongCalls.Limit - LongCalls.OfSuperUsers; i++)
            {
                var input = call(new Caller($"user{i}", [], $"127.77.15.{i}"));
                Assert.False(cluster.TryAsk(input, input, out _));
            }

            Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(call(new Caller("another", [], "127.77.14.9"))));
        }

        static GetBlockLocationsRequest Part(string path, long offset, long length, Caller caller) =>
            new() { Caller = caller, Path = path, Offset = offset, Length = length };
    }

    /// <summary>
    /// Whatever names they give themselves: who has no long call takes the place of one of many, and that is told to come again.
    /// </summary>
    [Theory]
    [InlineData("one user, several addresses", 16, "127.77.14.9")]
    [InlineData("many users, one address", 1, "127.77.14.9")]
    [InlineData("users of the same address", 16, "127.77.14.3")]
    public void Who_has_many_long_calls_gives_way_to_who_has_none(string what, int ofUser, string address)
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { InodesPerPiece = Piece });
        for (var i = 0; i < Files; i++)
        {
            cluster.Mkdirs($"/t/d{i:D2}/e", Cluster.Root, 0x1FF);
        }

        cluster.Chmod("/", 0x1FF);
        for (var i = 0; i < Files; i++)
        {
            cluster.Mkdirs($"/mine/{i:D2}/e", Cluster.Bob, 0x1ED);
        }

        var walks = new List<GetContentSummaryRequest>();
        for (var i = 0; i < LongCalls.Limit - LongCalls.OfSuperUsers; i++)
        {
            walks.Add(new GetContentSummaryRequest { Caller = new Caller($"user{i / ofUser}", [], address), Path = "/t" });
            Assert.False(cluster.TryAsk(walks[^1], walks[^1], out _), what);
        }

        // One of theirs is refused in the very step; the others go on.
        var delete = new DeleteRequest { Caller = Cluster.Bob, Key = cluster.NewKey(), Path = "/mine", Recursive = true };
        Assert.False(cluster.TryAsk(delete, delete, out _));
        Assert.Equal(1, cluster.Failed);
        object? deleted;
        while (!cluster.TryAsk(new NextPiece(), delete, out deleted))
        {
            Assert.True(cluster.Core.HasBackgroundWork, "it was not answered");
        }

        Assert.Equal(true, deleted);
        cluster.Settle();
        Assert.Equal(1, cluster.Failed);
    }

    [Fact]
    public void A_check_asks_again_whether_the_caller_may_look_into_the_directories_in_which_it_is()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { BlocksPerPiece = Piece });
        for (var i = 0; i < Files; i++)
        {
            cluster.Write($"/a/b/f{i:D2}", null, 10);
        }

        foreach (var closed in (string[])["/a", "/a/b"])
        {
            var input = Fsck("/", Cluster.Ada);
            Assert.False(cluster.TryAsk(input, input, out _));
            cluster.Chmod(closed, 0x1C0);
            var refused = Cluster.Refused(HdfsError.AccessControl, () =>
            {
                while (!cluster.TryAsk(new NextPiece(), input, out _))
                {
                }
            });
            Assert.Contains($"access=READ_EXECUTE, inode=\"{closed}\"", refused, StringComparison.Ordinal);

            // Nor does anybody get behind a door by naming a page that begins there.
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Ask(Fsck("/", Cluster.Ada, "/a/b/f10")));
            cluster.Chmod(closed, 0x1ED);
        }
    }

    [Fact]
    public void A_page_of_damage_is_empty_only_at_the_end()
    {
        var cluster = Filled(Cluster.DefaultOptions with { InodesPerPiece = Piece });
        var page = (CorruptFileBlocks)cluster.Ask(Damage("/t/f59", null))!;
        Assert.Equal("/t/f59", Assert.Single(page.Blocks).Path);
        Assert.Empty(((CorruptFileBlocks)cluster.Ask(Damage("/t/f59", page.Cookie))!).Blocks);
    }

    [Fact]
    public void A_file_that_is_gone_between_the_pieces_is_left_out()
    {
        var cluster = Filled(Cluster.DefaultOptions with { BlocksPerPiece = Piece });
        var input = Of("fsck");
        Assert.False(cluster.TryAsk(input, input, out _));
        cluster.Delete("/t/f40");
        cluster.Delete("/t/f00");
        object? answer;
        while (!cluster.TryAsk(new NextPiece(), input, out answer))
        {
        }

        var paths = ((FsckPage)answer!).Entries.Select(e => e.Path).ToList();
        Assert.DoesNotContain("/t/f40", paths);
        Assert.Contains("/t/f41", paths);
        Assert.Equal(paths.Count, paths.Distinct().Count());
    }

    [Fact]
    public void Blocks_that_a_file_has_lost_between_the_pieces_are_not_among_its_locations()
    {
        var cluster = Filled(Cluster.DefaultOptions with { BlocksPerPiece = Piece });
        var input = Locations("/big", 0);
        Assert.False(cluster.TryAsk(input, input, out _));
        cluster.Delete("/big");
        cluster.Write("/big", null, 7, 7);
        object? answer;
        while (!cluster.TryAsk(new NextPiece(), input, out answer))
        {
        }

        Assert.Equal([7, 7], ((LocatedBlocks)answer!).Blocks.Select(b => b.Block.Length));
    }

    [Fact]
    public void Other_replicas_of_a_large_file_are_wanted_block_by_block()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { PurgePerPiece = 10 });
        cluster.Write("/f", null, [.. Enumerable.Repeat(10L, 3000)]);
        Assert.Equal(true, cluster.Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = "/f", Replication = 2 }));
        Assert.Equal(2, cluster.Stat("/f")!.Replication);
        var left = Left(cluster, 2);
        Assert.InRange(left, 1, 2999);
        for (; cluster.Core.HasBackgroundWork; left = Left(cluster, 2))
        {
            cluster.NextPiece();
            Assert.InRange(left - Left(cluster, 2), 0, 10);
            if (left == 1000)
            {
                cluster.Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = "/f", Replication = 4 });
                break;
            }
        }

        cluster.Settle();
        Assert.Equal(0, Left(cluster, 4));
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void A_large_file_that_is_changed_again_and_again_keeps_no_other_waiting()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { PurgePerPiece = 10 });
        cluster.Write("/big", null, [.. Enumerable.Repeat(10L, 300)]);
        cluster.Write("/small", null, 10);
        var small = cluster.Locations("/small").Blocks[0].Block.Id;
        SetReplication(cluster, "/big", 2);
        SetReplication(cluster, "/small", 2);
        short replication = 2;
        for (var pieces = 0; cluster.Blocks.Known[small].Info.Replication != 2; pieces++)
        {
            Assert.InRange(pieces, 0, 1000);
            SetReplication(cluster, "/big", replication = (short)(5 - replication));
            cluster.NextPiece();
        }

        cluster.Settle();
        Assert.All(cluster.Locations("/big").Blocks, b => Assert.Equal(replication, cluster.Blocks.Known[b.Block.Id].Info.Replication));
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    private static void SetReplication(Cluster cluster, string path, short replication) =>
        cluster.Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = path, Replication = replication });

    private static int Left(Cluster cluster, short wanted) => cluster.Blocks.Known.Values.Count(e => e.Info.Replication != wanted);

    private static Cluster Filled(NameNodeOptions options)
    {
        var cluster = new Cluster(options);
        for (var i = 0; i < Files; i++)
        {
            cluster.Write($"/t/f{i:D2}", null, 10, 10);
            cluster.Create($"/t/open/o{i:D2}", client: "writer");
            var damaged = cluster.Blocks.Known.Keys.Max();
            cluster.Blocks.MarkCorrupt(new Block(damaged, 0, 0), "uuid-1", "DS", "seen");
        }

        cluster.Write("/large/a", null, [.. Enumerable.Repeat(10L, BigFile)]);
        cluster.Write("/large/b", null, [.. Enumerable.Repeat(10L, BigFile)]);
        cluster.Write("/big", null, [.. Enumerable.Repeat(10L, BigFile)]);
        cluster.Append("/big", "writer", CreateFlags.Append | CreateFlags.NewBlock);
        return cluster;
    }

    private static FsckRequest Fsck(string path, Caller caller, string? after = null) =>
        new() { Caller = caller, Path = path, After = after, Limit = 1000 };

    private static ListCorruptFileBlocksRequest Damage(string path, string? cookie) =>
        new() { Caller = Cluster.Root, Path = path, Cookie = cookie };

    private static GetBlockLocationsRequest Locations(string path, long offset, long length = long.MaxValue) =>
        new() { Caller = Cluster.Root, Path = path, Offset = offset, Length = length };

    private static GetListingRequest Listing(string path) =>
        new() { Caller = Cluster.Root, Path = path, StartAfter = default, NeedLocation = true };

    private static ListOpenFilesRequest OpenFiles(string prefix, bool blocking) => new()
    {
        Caller = Cluster.Root, AfterId = 0, PathPrefix = prefix, BlockingDecommissionOnly = blocking,
    };

    private static ClientRequest Of(string call) => call switch
    {
        "fsck" => new FsckRequest { Caller = Cluster.Root, Path = "/", After = null, Limit = 1000 },
        "fsck of one file" => new FsckRequest { Caller = Cluster.Root, Path = "/big", After = null, Limit = 10 },
        "open files" => OpenFiles("/", blocking: false),
        "open files below" => OpenFiles("/none", blocking: false),
        "open files that hold up a decommission" => OpenFiles("/", blocking: true),
        "damage" => Damage("/", null),
        "locations" => Locations("/big", 0),
        "locations of a part" => Locations("/big", BigFile / 4 * 10L),
        "located status" => new GetLocatedFileInfoRequest { Caller = Cluster.Root, Path = "/big" },
        "located listing" => Listing("/big"),
        "located listing of large files" => Listing("/large"),
        _ => new MetaSaveRequest { Caller = Cluster.Root },
    };
}
