using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>How deep a directory is: never known as less, and counted where it matters.</summary>
public class LevelCountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_known_is_never_less_than_there_is_and_no_more_than_allowed_once_it_was_counted(ulong seed)
    {
        var random = new SeededRandom(seed);
        var cluster = new Cluster();
        for (var step = 0; step < 400; step++)
        {
            Change(cluster, random);
            var tree = cluster.Core.Space.Tree;
            var moved = cluster.Core.Space.Tree.FindChild(tree.Root, "a"u8);
            if (moved == 0)
            {
                continue;
            }

            var (allowed, budget) = (random.Next(8), random.Chance(0.5) ? int.MaxValue : 1 + random.Next(4));
            using var count = new LevelCount(tree, moved, allowed);
            var isChanged = false;
            for (var pieces = 0; !count.Run(budget) && tree.Find(count.TopId) != 0; pieces++)
            {
                Assert.True(pieces < 1000, "there is always one piece more");
                Check(tree, tree.Root);
                if (random.Chance(0.4))
                {
                    Change(cluster, random);
                    isChanged = true;
                }
            }

            Check(tree, tree.Root);
            if (tree.Find(count.TopId) is var top and not 0)
            {
                var depth = Depth(tree, top);
                Assert.True(
                    isChanged || depth > allowed || tree.LevelsBelow(top) <= allowed,
                    $"step {step}: {depth} levels are {tree.LevelsBelow(top)}, allowed are {allowed}");
            }
        }
    }

    [Fact]
    public void A_directory_that_is_shallow_enough_is_not_looked_into()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/a/b/c");
        var tree = cluster.Core.Space.Tree;
        var top = tree.FindChild(tree.Root, "a"u8);
        for (var i = 0; i < 100; i++)
        {
            cluster.Mkdirs($"/a/b/{i}");
        }

        using var count = new LevelCount(tree, top, 3);
        Assert.True(count.Run(2));
        Assert.Equal(2, tree.LevelsBelow(top));
    }

    /// <summary>
    /// However many children lie beside a tree that was deep once, a move asks for a bounded piece a step, and is allowed in the end.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wide_directory_that_was_deep_can_be_moved(bool withOptions)
    {
        var (cluster, chain) = Wide();
        cluster.Delete("/wide/z");
        Finish(cluster, Begun(cluster, Move(cluster, withOptions, "/wide", "/far" + chain + "/w", Cluster.Root)));
        Assert.InRange(cluster.PutOff, 1, 1);
        Assert.NotNull(cluster.Stat("/far" + chain + "/w/f199"));
    }

    [Fact]
    public void Moves_that_ask_for_much_are_long_calls_of_their_user()
    {
        var (cluster, chain) = Wide();
        var calls = Enumerable.Range(0, LongCalls.LimitOfUser)
            .Select(_ => Move(cluster, false, "/wide", "/far" + chain + "/w", Cluster.Root)).ToList();
        Assert.All(calls, call => Assert.False(cluster.TryAsk(call, call, out _)));
        Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Move(cluster, false, "/wide", "/far" + chain + "/w", Cluster.Root)));
        Assert.NotNull(cluster.Stat("/wide/f000"));
        cluster.Settle();
        Assert.Contains("Limit 2000 levels", Cluster.Refused(HdfsError.Io, () => cluster.Ask(calls[0])), StringComparison.Ordinal);
        Assert.NotNull(cluster.Stat("/wide/f000"));
    }

    /// <summary>Whoever looks for what is wrong is not put out by those who cause it.</summary>
    [Fact]
    public void A_superusers_long_call_gives_way_to_nobody()
    {
        var (cluster, chain) = Wide();
        cluster.Chmod("/", 0x1FF);
        cluster.Chmod("/far" + chain, 0x1FF);
        for (var i = 0; i < LongCalls.Limit - LongCalls.OfSuperUsers; i++)
        {
            Begun(cluster, Move(cluster, false, "/wide", "/far" + chain + "/w", new Caller(
                $"admin{i / LongCalls.LimitOfUser}", [cluster.Options.SuperGroup], "127.77.14.9")));
        }

        Cluster.Refused(HdfsError.Retriable, () => cluster.Ask(Move(cluster, false, "/wide", "/far" + chain + "/w", Cluster.Bob)));
        Assert.Equal(0, cluster.Failed);
    }

    /// <summary>
    /// Two walks of one call, of its levels and of its permissions, one after the other: what the first has found stays known, and neither
    /// throws away the other's place.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_move_to_the_trash_by_who_has_to_be_allowed_ends(bool isTooDeep)
    {
        var (cluster, chain) = Wide();
        if (!isTooDeep)
        {
            cluster.Delete("/wide/z");
        }

        cluster.Mkdirs("/wide/d", Cluster.Root, 0x1FF);
        foreach (var path in (string[])["/", "/wide", "/far" + chain])
        {
            cluster.Chmod(path, 0x1FF);
        }

        var call = Begun(cluster, Move(cluster, true, "/wide", "/far" + chain + "/w", Cluster.Bob));
        if (isTooDeep)
        {
            Assert.Contains("Limit 2000 levels", Cluster.Refused(HdfsError.Io, () => Finish(cluster, call)), StringComparison.Ordinal);
        }
        else
        {
            Finish(cluster, call);
            Assert.NotNull(cluster.Stat("/far" + chain + "/w/f199"));
        }
    }

    /// <summary>It is just being counted, and it is what made the tree too deep.</summary>
    [Fact]
    public void What_goes_between_the_pieces_does_not_count()
    {
        var (cluster, chain) = Wide();
        var call = Begun(cluster, Move(cluster, false, "/wide", "/far" + chain + "/w", Cluster.Root));
        for (var piece = 0; piece < 60; piece++) // 200 files and some hundred levels of the chain
        {
            cluster.NextPiece();
        }

        cluster.Rename("/wide/z", "/z");
        Finish(cluster, call);
        Assert.NotNull(cluster.Stat("/far" + chain + "/w/f199"));
        Check(cluster.Core.Space.Tree, cluster.Core.Space.Tree.Root);
    }

    /// <summary>More happens between two pieces than is kept: what came where it was looked already is among what was lost.</summary>
    [Fact]
    public void Who_falls_too_far_behind_begins_anew()
    {
        var (cluster, tree, top) = Flat(30);
        cluster.Mkdirs("/deep/1/2/3/4/5");
        using var count = new LevelCount(tree, top, 1);
        Assert.False(count.Run(20));
        cluster.Rename("/deep", "/a/00/deep");
        Lose(tree);
        while (!count.Run(20))
        {
            Check(tree, tree.Root);
        }

        Check(tree, tree.Root);
    }

    /// <summary>Nobody counts for ever.</summary>
    [Fact]
    public void What_changes_faster_than_it_can_be_counted_is_refused()
    {
        var (_, tree, top) = Flat(3_000);
        using var count = new LevelCount(tree, top, 1);
        var refusal = Assert.Throws<HdfsFault>(() =>
        {
            for (var piece = 0; !count.Run(1_000); piece++)
            {
                Assert.InRange(piece, 0, 1_000);
                Lose(tree);
            }
        });
        Assert.Contains("changes faster than its levels can be counted", refusal.Message, StringComparison.Ordinal);
    }

    // Directories in /a, of which is known that something was below them.
    private static (Cluster Cluster, NameTree Tree, int Top) Flat(int directories)
    {
        var cluster = new Cluster();
        for (var i = 0; i < directories; i++)
        {
            cluster.Mkdirs($"/a/{i:D2}");
        }

        cluster.Mkdirs("/a/00/x/y/z");
        cluster.Delete("/a/00/x");
        var tree = cluster.Core.Space.Tree;
        return (cluster, tree, tree[tree.Find(cluster.Stat("/a/00")!.InodeId)].Parent);
    }

    private static void Lose(NameTree tree)
    {
        for (var i = 0; i <= TreeJournal.Limit; i++)
        {
            tree.Journal.Add(tree[tree.Root].Id, came: false);
        }
    }

    private static ClientRequest Begun(Cluster cluster, ClientRequest call)
    {
        Assert.False(cluster.TryAsk(call, call, out _));
        return call;
    }

    /// <summary>The deep one goes, and one that is too deep comes to where it was looked already.</summary>
    [Fact]
    public void What_comes_between_the_pieces_counts()
    {
        var (cluster, chain) = Wide();
        cluster.Rename("/wide/z", "/z");
        var call = Move(cluster, false, "/wide", "/far" + chain + "/w", Cluster.Root);
        Assert.False(cluster.TryAsk(call, call, out _));
        cluster.NextPiece();
        cluster.Rename("/z", "/wide/a");
        Assert.Contains("Limit 2000 levels", Cluster.Refused(HdfsError.Io, () => Finish(cluster, call)), StringComparison.Ordinal);
        var tree = cluster.Core.Space.Tree;
        Check(tree, tree.Root);
    }

    private static void Finish(Cluster cluster, NameNodeInput call)
    {
        for (var pieces = 0; !cluster.TryAsk(new NextPiece(), call, out _); pieces++)
        {
            Assert.True(cluster.Core.HasBackgroundWork, "it was not answered");
            Assert.True(pieces < 10_000, "there is always one piece more");
        }
    }

    // 200 files and, behind them, 1,500 levels; and 600 to move them below.
    private static (Cluster Cluster, string Chain) Wide()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { InodesPerPiece = 10 });
        var chain = string.Concat(Enumerable.Repeat("/x", 600));
        cluster.Mkdirs("/far" + chain);
        cluster.Mkdirs("/wide/z" + chain);
        cluster.Mkdirs("/b" + chain + chain[..600]);
        cluster.Rename("/b", "/wide/z" + chain + "/b");
        for (var i = 0; i < 200; i++)
        {
            cluster.Create($"/wide/f{i:D3}");
        }

        return (cluster, chain);
    }

    private static ClientRequest Move(Cluster cluster, bool withOptions, string source, string destination, Caller caller) => withOptions
        ? new Rename2Request { Caller = caller, Key = cluster.NewKey(),
            Source = source, Destination = destination, Overwrite = false, ToTrash = true }
        : new RenameRequest { Caller = caller, Key = cluster.NewKey(), Source = source, Destination = destination };

    private static void Change(Cluster cluster, SeededRandom random)
    {
        try
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    cluster.Mkdirs(Path(random));
                    break;
                case 2:
                    cluster.Create(Path(random));
                    break;
                case 3 or 4:
                    cluster.Rename(Path(random), Path(random));
                    break;
                default:
                    cluster.Delete(Path(random));
                    break;
            }
        }
        catch (HdfsFault)
        {
        }
    }

    private static string Path(SeededRandom random) =>
        string.Concat(
            Enumerable.Range(0, 1 + random.Next(5)).Select(i => i == 0 && random.Chance(0.6) ? "/a" : "/" + (char)('a' + random.Next(4))));

    private static void Check(NameTree tree, int handle)
    {
        Assert.True(tree.LevelsBelow(handle) >= Depth(tree, handle));
        foreach (var child in Children(tree, handle))
        {
            Assert.True(
                tree.LevelsBelow(handle) > tree.LevelsBelow(child), "whoever raises a directory stops above at one that knows of more");
            Check(tree, child);
        }
    }

    private static int Depth(NameTree tree, int handle) => Children(tree, handle).Select(c => Depth(tree, c) + 1).DefaultIfEmpty(0).Max();

    private static List<int> Children(NameTree tree, int handle)
    {
        var children = new List<int>();
        Core.Namespace.Children.Place place = default;
        while (tree[handle].IsDirectory && tree.Children.At(ref tree.DirectoryOf(handle), ref place) is var child and not 0)
        {
            children.Add(child);
            place.Index++;
        }

        return children;
    }
}
