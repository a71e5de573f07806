using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Core.Memory;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class ChildrenTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 5_000)]
    [InlineData(3, 60_000)]
    public void A_directory_is_a_sorted_dictionary(ulong seed, int names)
    {
        var random = new SeededRandom(seed);
        var tree = new NameTree("root", "supergroup", new Leases());
        var expected = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var step = 0; step < names * 2; step++)
        {
            // Grows for the first half, shrinks after it.
            var name = $"n{random.Next(names)}";
            var present = expected.TryGetValue(name, out var handle);
            Assert.Equal(handle, tree.FindChild(tree.Root, Encoding.UTF8.GetBytes(name)));
            if (!present && random.Chance(step < names ? 0.9 : 0.2))
            {
                expected[name] = tree.AddDirectory(tree.Root, 20_000 + step, Encoding.UTF8.GetBytes(name), tree.AllAttributes.Share(0), 0);
            }
            else if (present)
            {
                tree.Unlink(handle);
                tree.Destroy(handle);
                expected.Remove(name);
            }
        }

        Check(tree, expected);
        foreach (var (_, handle) in expected)
        {
            tree.Unlink(handle);
            tree.Destroy(handle);
        }

        Assert.Equal(1, tree.InodeCount);
        Assert.Equal(1, tree.HeldInodes);
        Assert.Equal(0, tree.DirectoryOf(tree.Root).ChunkCount);
    }

    [Fact]
    public void Names_in_order_fill_their_chunks()
    {
        const int Count = 100_000;
        var tree = new NameTree("root", "supergroup", new Leases());
        for (var i = 0; i < Count; i++)
        {
            tree.AddDirectory(tree.Root, 20_000 + i, Encoding.UTF8.GetBytes($"part-{i:D6}"), tree.AllAttributes.Share(0), 0);
        }

        Assert.InRange(tree.DirectoryOf(tree.Root).ChunkCount, Count / 1024, (Count / 1024) + 1);
    }

    [Fact]
    public void Names_are_compared_as_signed_bytes_like_Java_does()
    {
        var tree = new NameTree("root", "supergroup", new Leases());
        string[] names = ["b", "ä", "Z", "\U00010000", "a", "aa", "\uFFFD"];
        for (var i = 0; i < names.Length; i++)
        {
            tree.AddDirectory(tree.Root, 20_000 + i, Encoding.UTF8.GetBytes(names[i]), tree.AllAttributes.Share(0), 0);
        }

        ref var root = ref tree.DirectoryOf(tree.Root);
        var order = tree.Children.Handles(ref root, 0).ToArray().Select(h => Encoding.UTF8.GetString(tree.NameOf(h)));
        Assert.Equal(["ä", "\uFFFD", "\U00010000", "Z", "a", "aa", "b"], order);
    }

    [Fact]
    public void Pages_begin_behind_any_name()
    {
        var tree = new NameTree("root", "supergroup", new Leases());
        for (var i = 0; i < 5000; i++)
        {
            tree.AddDirectory(tree.Root, 20_000 + i, Encoding.UTF8.GetBytes($"{i * 7919 % 5000:D4}"), tree.AllAttributes.Share(0), 0);
        }

        ref var root = ref tree.DirectoryOf(tree.Root);
        for (var i = 0; i < 5000; i++)
        {
            Assert.NotEqual(0, tree.Children.Find(ref root, Encoding.UTF8.GetBytes($"{i:D4}"), out var there));
            Assert.Equal(i, tree.Children.CountBefore(ref root, there));
            Assert.Equal(0, tree.Children.Find(ref root, Encoding.UTF8.GetBytes($"{i:D4}+"), out var behind));
            Assert.Equal(i + 1, tree.Children.CountBefore(ref root, behind));
        }
    }

    [Fact]
    public void The_index_finds_what_a_dictionary_finds()
    {
        var random = new SeededRandom(7);
        var inodes = new Slab<Inode>();
        var index = new IdIndex(inodes);
        var expected = new Dictionary<long, int>();
        for (var step = 0; step < 300_000; step++)
        {
            long id = random.Chance(0.5) ? step : random.Next(1, 200_000);
            Assert.Equal(expected.GetValueOrDefault(id), index.Find(id));
            if (!expected.TryGetValue(id, out var handle))
            {
                handle = inodes.Allocate();
                inodes[handle].Id = id;
                index.Add(handle);
                expected.Add(id, handle);
            }
            else if (random.Chance(0.7))
            {
                index.Remove(handle);
                inodes.Free(handle);
                expected.Remove(id);
            }
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, index.Find(pair.Key)));
    }

    [Fact]
    public void Runs_of_the_arena_do_not_overlap_and_are_used_again()
    {
        var random = new SeededRandom(3);
        var arena = new Arena();
        var live = new List<(uint Run, int Length, byte Mark)>();
        for (var step = 0; step < 100_000; step++)
        {
            if (live.Count > 500 || (live.Count > 0 && random.Chance(0.4)))
            {
                var at = random.Next(live.Count);
                var (run, length, mark) = live[at];
                Assert.Equal(-1, arena.Span(run, length).IndexOfAnyExcept(mark));
                arena.Free(run, length);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                var length = random.Chance(0.01) ? random.Next(1, Arena.MaxRun + 1) : random.Next(1, 300);
                var mark = (byte)step;
                var run = arena.Allocate(length);
                arena.Span(run, length).Fill(mark);
                live.Add((run, length, mark));
            }
        }

        Assert.InRange(arena.Bytes, 1, 20_000_000);
    }

    private static void Check(NameTree tree, SortedDictionary<string, int> expected)
    {
        ref var root = ref tree.DirectoryOf(tree.Root);
        Assert.Equal(expected.Count, root.Count);
        Children.Place place = default;
        foreach (var (name, handle) in expected)
        {
            Assert.Equal(handle, tree.Children.At(ref root, ref place));
            Assert.Equal(name, Encoding.UTF8.GetString(tree.NameOf(handle)));
            place.Index++;
        }

        Assert.Equal(0, tree.Children.At(ref root, ref place));
    }
}
