using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

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

            var (allowed, budget) = (random.Next(8), random.Chance(0.5) ? int.MaxValue : random.Next(12));
            var looks = budget;
            LevelCount.Lower(tree, moved, allowed, ref looks);
            Assert.True(looks >= -1, "more children were looked at than it was told");
            Check(tree, tree.Root);
            var depth = Depth(tree, moved);
            Assert.True(budget < int.MaxValue || depth > allowed || tree.LevelsBelow(moved) <= allowed, $"step {step}: {depth} levels are {tree.LevelsBelow(moved)}, allowed are {allowed}");
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

        var looks = 10;
        LevelCount.Lower(tree, top, 3, ref looks);
        Assert.Equal((2, 9), (tree.LevelsBelow(top), looks));
    }

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
        string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(i => i == 0 && random.Chance(0.6) ? "/a" : "/" + (char)('a' + random.Next(4))));

    private static void Check(NameTree tree, int handle)
    {
        Assert.True(tree.LevelsBelow(handle) >= Depth(tree, handle));
        foreach (var child in Children(tree, handle))
        {
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
