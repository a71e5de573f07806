using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Calls that walk a large tree: a bounded piece each step, right about a tree that changes meanwhile, with an end.</summary>
public class WalkTests
{
    private const int Piece = 10;

    private static readonly NameNodeOptions s_small = Cluster.DefaultOptions with { InodesPerPiece = Piece };

    private static readonly CallKey s_key = new(7, 7, 7);

    public static TheoryData<string> Walking => ["delete", "count", "usage", "trash"];

    [Theory]
    [MemberData(nameof(Walking))]
    public void A_step_of_a_walk_looks_at_a_bounded_number_of_inodes(string kind)
    {
        var cluster = Tree(Cluster.DefaultOptions with { InodesPerPiece = Piece }, directories: 200);
        var call = Call(kind);
        var steps = 1;
        for (NameNodeInput step = call; !cluster.TryAsk(step, call, out _); steps++)
        {
            step = new NextPiece();
        }

        Assert.InRange(steps, 200 / Piece, 1000 / Piece);
    }

    [Fact]
    public void Others_are_answered_between_the_pieces()
    {
        var cluster = Tree(s_small, directories: 200);
        var call = Call("delete");
        Assert.False(cluster.TryAsk(call, call, out _));
        Assert.NotNull(cluster.Stat("/t/d000"));
        Assert.Equal(202, cluster.Summary("/t").Directories);
        Assert.Equal(true, Finish(cluster, call));
        Assert.Null(cluster.Stat("/t"));
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "a directory of another's", "bob:/t/d199/x/y" },
        { "a mode", "chmod:/t/d199" },
        { "a mode of one not walked yet", "chmod:/t/d000" },
        { "an owner", "chown:/t/d199" },
        { "a tree that comes", "rename:/hidden>/t/d199/h" },
        { "a tree that comes to what is not walked yet", "rename:/hidden>/t/d000/h" },
        { "a child in a directory that was empty", "fill:/t/z" },
        { "a file in a sticky directory", "sticky:/t/d199" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_changes_between_the_pieces_is_asked_again(string what, string change)
    {
        var cluster = Tree(s_small, directories: 200);
        var call = Call("delete");
        for (var i = 0; i < 3; i++)
        {
            Assert.False(cluster.TryAsk(i == 0 ? call : new NextPiece(), call, out _), what);
        }

        Do(cluster, change);
        Cluster.Refused(HdfsError.AccessControl, () => Finish(cluster, call));
        Assert.NotNull(cluster.Stat("/t"));
        Assert.False(cluster.Core.HasBackgroundWork);
    }

    [Fact]
    public void What_is_forbidden_and_goes_away_meanwhile_forbids_nothing()
    {
        var cluster = Tree(s_small, directories: 200);
        cluster.Mkdirs("/t/d000/secret/in", Cluster.Root, 0x1C0);
        var call = Call("delete");
        Assert.False(cluster.TryAsk(call, call, out _));
        cluster.Rename("/t/d000/secret", "/secret");
        Assert.Equal(true, Finish(cluster, call));
        Assert.NotNull(cluster.Stat("/secret/in"));
    }

    [Fact]
    public void Another_tree_under_the_same_name_is_walked_itself()
    {
        var cluster = Tree(s_small, directories: 200);
        var call = Call("delete");
        Assert.False(cluster.TryAsk(call, call, out _));
        cluster.Rename("/t", "/other");
        cluster.Mkdirs("/t/a/b", Cluster.Root, 0x1C0);
        Cluster.Refused(HdfsError.AccessControl, () => Finish(cluster, call));
        Assert.NotNull(cluster.Stat("/other"));
    }

    [Fact]
    public void A_retry_of_a_call_that_is_under_way_gets_the_same_answer()
    {
        var cluster = Tree(s_small, directories: 200);
        var first = Call("delete");
        var again = Call("delete");
        Assert.False(cluster.TryAsk(first, first, out _));
        Assert.False(cluster.TryAsk(again, again, out _));
        Assert.Equal(true, Finish(cluster, first));
        Assert.Equal(true, Finish(cluster, again));
        Assert.Equal(true, cluster.Ask(Call("delete")));
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void One_user_has_a_limited_number_of_them_under_way()
    {
        var cluster = Tree(s_small, directories: 200);
        var calls = Enumerable.Range(0, LongCalls.LimitOfUser).Select(_ => Call("count")).ToList();
        calls.ForEach(c => Assert.False(cluster.TryAsk(c, c, out _)));
        var refused = Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Call("count")));
        Assert.Contains("Try again later", refused, StringComparison.Ordinal);
        cluster.Settle();
        Assert.NotNull(cluster.Ask(Call("count")));
    }

    [Theory]
    [MemberData(nameof(Walking))]
    public void Without_a_place_a_short_walk_is_answered_and_a_long_one_refused_before_it_costs_much(string kind)
    {
        var cluster = Tree(Cluster.DefaultOptions with { InodesPerPiece = 1000 }, directories: 1200);
        foreach (var (name, directories) in ((string, int)[])[("/few", 2), ("/many", 50)])
        {
            cluster.Mkdirs(name, Cluster.Ada, 0x1FF);
            for (var i = 0; i < directories; i++)
            {
                cluster.Mkdirs($"{name}/d{i:D3}", Cluster.Ada, 0x1FF);
                cluster.Create($"{name}/d{i:D3}/f", Cluster.Ada);
            }
        }

        var calls = Enumerable.Range(0, LongCalls.LimitOfUser).Select(_ => Call("count")).ToList();
        calls.ForEach(c => Assert.False(cluster.TryAsk(c, c, out _)));
        Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Call(kind, "/many"))); // one piece of a call that has a place
        var few = Call(kind, "/few");
        Assert.True(cluster.TryAsk(few, few, out _));
    }

    [Fact]
    public void A_tree_that_changes_without_end_is_given_up()
    {
        var cluster = Tree(s_small, directories: 200);
        var call = Call("delete");
        Assert.False(cluster.TryAsk(call, call, out _));
        var fault = Assert.Throws<HdfsFault>(() =>
        {
            for (var i = 0; i < 1_000_000; i++)
            {
                if (cluster.TryAsk(new NextPiece(), call, out _))
                {
                    return;
                }

                for (var j = 0; j <= Piece; j++)
                {
                    cluster.Chmod("/t/d100", (ushort)(0x1FF ^ ((i + j) % 2)));
                }
            }
        });
        Assert.Equal(HdfsError.Retriable, fault.Error);
    }

    // The answer of the pieces is that of one long step over the tree as it is when the walk ends.
    [Fact]
    public void A_walk_in_pieces_decides_as_a_walk_in_one_step()
    {
        var (granted, refused) = (0, 0);
        for (var seed = 1; seed <= 150; seed++)
        {
            var random = new System.Random(seed);
            var cluster = new Cluster(Cluster.DefaultOptions with { InodesPerPiece = 1 + random.Next(6) });
            cluster.Mkdirs("/t", null, 0x1FF);
            cluster.Mkdirs("/o", null, 0x1FF);
            for (var i = 0; i < 40; i++)
            {
                Change(cluster, random);
            }

            cluster.Chmod("/", 0x1FF);
            var call = Call("delete");
            NameNodeInput step = call;
            for (;;)
            {
                var oneStep = Decides(cluster);
                try
                {
                    if (cluster.TryAsk(step, call, out _))
                    {
                        Assert.True(oneStep, $"seed {seed}: granted, and is not allowed");
                        granted++;
                        break;
                    }
                }
                catch (HdfsFault fault) when (fault.Error == HdfsError.AccessControl)
                {
                    Assert.False(oneStep, $"seed {seed}: {fault.Message}");
                    refused++;
                    break;
                }

                step = new NextPiece();
                Change(cluster, random);
            }
        }

        Assert.True(granted > 10 && refused > 10, $"{granted} granted, {refused} refused: that says nothing");
    }

    private static bool Decides(Cluster cluster)
    {
        var tree = cluster.Core.Space.Tree;
        var permissions = new Permissions.PermissionChecker(tree, Cluster.DefaultOptions);
        var subtrees = new SubtreePermissions(tree, permissions, Cluster.DefaultOptions.InodesPerPiece, new Progress(permissions));
        try
        {
            var top = tree.FindChild(tree.Root, "t"u8);
            return subtrees.Check(top, Cluster.Ada, FsAction.All, ignoreEmpty: true);
        }
        catch (HdfsFault)
        {
            return false;
        }
    }

    private static void Change(Cluster cluster, System.Random random)
    {
        string Somewhere() => (random.Next(4) == 0 ? "/o" : "/t") + string.Concat(
            Enumerable.Range(0, 1 + random.Next(3)).Select(_ => "/" + (char)('a' + random.Next(4))));
        var caller = random.Next(12) == 0 ? Cluster.Root : Cluster.Ada;
        try
        {
            switch (random.Next(8))
            {
                case 0:
                    cluster.Rename(Somewhere(), Somewhere());
                    break;
                case 1:
                    cluster.Delete(Somewhere());
                    break;
                case 2:
                    cluster.Chmod(Somewhere(), random.Next(6) switch { 0 => 0x3FF, 1 => 0x140, _ => 0x1FF });
                    break;
                case 3:
                    cluster.Chown(Somewhere(), random.Next(6) == 0 ? "root" : "ada", "ada");
                    break;
                case 4:
                    cluster.Create(Somewhere(), caller);
                    break;
                default:
                    cluster.Mkdirs(Somewhere(), caller, 0x1FF);
                    break;
            }
        }
        catch (HdfsFault)
        {
            // Not every change can be made.
        }
    }

    private static void Do(Cluster cluster, string change)
    {
        var (verb, rest) = (change[..change.IndexOf(':', StringComparison.Ordinal)],
            change[(change.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        switch (verb)
        {
            case "bob":
                cluster.Mkdirs(rest, Cluster.Bob, 0x1C0);
                break;
            case "chmod":
                cluster.Chmod(rest, 0);
                break;
            case "chown":
                cluster.Chown(rest, "bob", "bob");
                cluster.Chmod(rest, 0x1C0);
                break;
            case "rename":
                cluster.Rename(rest.Split('>')[0], rest.Split('>')[1]);
                break;
            case "fill":
                cluster.Create(rest + "/f");
                break;
            case "sticky":
                cluster.Create(rest + "/bobs", Cluster.Bob);
                cluster.Chmod(rest, 0x3FF);
                cluster.Chown(rest, "bob", null);
                break;
        }
    }

    // Ada's: directories with a file each that all may write to, one of another's that is empty, and elsewhere one that is closed.
    private static Cluster Tree(NameNodeOptions options, int directories)
    {
        var cluster = new Cluster(options);
        cluster.Mkdirs("/t", null, 0x1FF);
        cluster.Chown("/t", "ada", "users");
        cluster.Chmod("/", 0x1FF);
        for (var i = 0; i < directories; i++)
        {
            cluster.Mkdirs($"/t/d{i:D3}", Cluster.Ada, 0x1FF);
            cluster.Create($"/t/d{i:D3}/f", Cluster.Ada);
        }

        cluster.Mkdirs("/t/z", Cluster.Ada, 0x1ED);
        cluster.Chown("/t/z", "bob", "bob");
        cluster.Mkdirs("/hidden/in", null, 0x1C0);
        cluster.Chmod("/hidden", 0x1C0);
        cluster.Mkdirs("/trash", null, 0x1FF);
        return cluster;
    }

    private static ClientRequest Call(string kind, string path = "/t") => kind switch
    {
        "delete" => new DeleteRequest { Caller = Cluster.Ada, Key = s_key, Path = path, Recursive = true },
        "count" => new GetContentSummaryRequest { Caller = Cluster.Ada, Path = path },
        "usage" => new GetQuotaUsageRequest { Caller = Cluster.Ada, Path = path },
        _ => new Rename2Request { Caller = Cluster.Ada, Key = s_key,
            Source = path, Destination = "/trash/t", Overwrite = false, ToTrash = true },
    };

    private static object? Finish(Cluster cluster, NameNodeInput call)
    {
        object? answer;
        while (!cluster.TryAsk(new NextPiece(), call, out answer))
        {
            Assert.True(cluster.Core.HasBackgroundWork, "the call is lost");
        }

        return answer;
    }
}
