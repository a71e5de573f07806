using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Namespace.Memory;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>What many inodes share (block sizes, owners) is there as long as one has it, and is bounded.</summary>
public class SharedValuesTests
{
    [Fact]
    public void Block_sizes_and_owners_that_nobody_has_any_more_are_forgotten()
    {
        var cluster = new Cluster();
        cluster.Chmod("/", 0x3FF);
        for (var i = 0; i < 1000; i++)
        {
            var user = new Caller($"user{i}", ["users"], "127.77.14.4");
            cluster.Create("/f", user, blockSize: 1024 + i, replication: 2);
            cluster.Ask(new SetReplicationRequest { Ticket = 1, Caller = user, Key = CallKey.None, Path = "/f", Replication = 1 + (i % 7) });
            cluster.Delete("/f", caller: user);
            cluster.Settle();
        }

        var tree = cluster.Core.Space.Tree;
        Assert.Equal((0, 1), (tree.AllLayouts.Count, tree.AllAttributes.Count));
        Assert.InRange(tree.AllLayouts.IndexEnd, 1, 4);
        Assert.InRange(tree.AllAttributes.IndexEnd, 1, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_value_counts_the_inodes_that_have_it(ulong seed)
    {
        var random = new SeededRandom(seed);
        var cluster = new Cluster();
        cluster.Chmod("/", 0x1FF);
        for (var step = 0; step < 600; step++)
        {
            Change(cluster, random, $"/d{random.Next(3)}/f{random.Next(8)}");
            if (step % 50 == 49)
            {
                cluster.Settle();
                CheckUsers(cluster);
                var copy = cluster.Copied(1000);
                Assert.Equal(cluster.Core.Digest(), copy.Core.Digest());
                CheckUsers(copy);
                CheckUsers(cluster.Restarted());
            }
        }
    }

    [Fact]
    public void What_an_older_image_holds_and_no_inode_has_is_not_taken_over()
    {
        var cluster = new Cluster();
        cluster.Write("/f", Cluster.Root, 100);
        var image = cluster.Image();
        ReadOnlySpan<byte> layout = [0x03, 0x80, 0x08, 0x03, 0x00];
        var at = image.AsSpan().IndexOf(layout);
        byte[] more = [.. image.AsSpan(0, at), 0x03, 0x80, 0x10, 0x03, 0x00, .. image.AsSpan(at)];

        // The file's layout is the table's second entry by now.
        var file = more.AsSpan().IndexOf("\u0001f"u8);
        var index = more.AsSpan(file).IndexOf((ReadOnlySpan<byte>)[0x01, 0x00, 0x01]);
        more[file + index + 1] = 0x01;
        BinaryPrimitives.WriteInt32LittleEndian(more, BinaryPrimitives.ReadInt32LittleEndian(more) + layout.Length);

        var copy = Cluster.NotStarted();
        var reader = new ImageReader(copy.Core);
        reader.Read(more);
        reader.Finish();
        Assert.Equal(cluster.Core.Digest(), copy.Core.Digest());
        Assert.Equal(1, copy.Core.Space.Tree.AllLayouts.Count);
    }

    [Fact]
    public void There_is_a_limit_and_what_is_there_already_can_be_had_beyond_it()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { MaxDistinctValues = 3 });
        cluster.Chmod("/", 0x1FF);
        cluster.Create("/a/1", blockSize: 1024);
        cluster.Create("/a/2", blockSize: 2048);
        cluster.Create("/a/3", blockSize: 4096);
        cluster.Delete("/a/2");
        cluster.Create("/a/2", blockSize: 2048); // its layout counts once, and those deleted count no more
        cluster.Mkdirs("/a/m");
        cluster.Settle();
        Assert.Equal((3, 3), (cluster.Core.Space.Tree.AllLayouts.Count, cluster.Core.Space.Tree.AllAttributes.Count));
        (string What, Action Call)[] refused =
        [
            ("block size", () => cluster.Create("/a/4", blockSize: 8192)),
            ("block size", () => cluster.Create("/a/3", blockSize: 8192, flags: CreateFlags.Create | CreateFlags.Overwrite)),
            ("block size", () => SetReplication(cluster, "/a/1", 5)),
            ("owner", () => cluster.Create("/a4", Cluster.Ada)),
            ("owner", () => cluster.Mkdirs("/b", mode: 0x1C0)),
            ("owner", () => cluster.Mkdirs("/b/c", mode: 0x1C0)),
            ("owner", () => cluster.Chmod("/a/1", 0x1C0)),
            ("owner", () => cluster.Chown("/a/1", "ada", null)),
            ("owner", () => cluster.Chown("/a/1", null, "users")),
        ];
        foreach (var (what, call) in refused)
        {
            var before = cluster.Core.Digest();
            Assert.Contains($"There are 3 combinations of {what}", Cluster.Refused(HdfsError.Io, call), StringComparison.Ordinal);
            Assert.Equal(before, cluster.Core.Digest());
        }

        cluster.Create("/a/4", blockSize: 4096);
        cluster.Mkdirs("/a/b");
        SetReplication(cluster, "/a/1", 3);
        cluster.Chmod("/a/1", 0x1A4);
    }

    private static void SetReplication(Cluster cluster, string path, int replication) =>
        cluster.Ask(new SetReplicationRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, Replication = replication });

    private static void Change(Cluster cluster, SeededRandom random, string path)
    {
        try
        {
            Caller caller = random.Chance(0.5) ? Cluster.Root : Cluster.Ada;
            switch (random.Next(8))
            {
                case 0 or 1:
                    cluster.Create(path, caller, CreateFlags.Create | CreateFlags.Overwrite, replication: (short)(1 + random.Next(4)), blockSize: 1024 << random.Next(5));
                    break;
                case 2:
                    cluster.Delete(random.Chance(0.2) ? path[..3] : path);
                    break;
                case 3:
                    cluster.Chmod(path, (ushort)random.Next(0x200));
                    break;
                case 4:
                    cluster.Chown(path, $"user{random.Next(5)}", $"group{random.Next(3)}");
                    break;
                case 5:
                    SetReplication(cluster, path, 1 + random.Next(4));
                    break;
                case 6:
                    cluster.Mkdirs($"/d{random.Next(3)}/e", caller, (ushort)random.Next(0x200));
                    break;
                default:
                    cluster.Rename2(path, $"/d{random.Next(3)}/f{random.Next(8)}", overwrite: true);
                    break;
            }
        }
        catch (HdfsFault)
        {
        }
    }

    private static void CheckUsers(Cluster cluster)
    {
        var tree = cluster.Core.Space.Tree;
        var attributes = new int[tree.AllAttributes.IndexEnd];
        var layouts = new int[tree.AllLayouts.IndexEnd];
        var walk = new TreeWalk(tree, tree.Root, after: null);
        for (var handle = walk.Next(); handle != 0; handle = walk.Next())
        {
            attributes[tree[handle].Attributes]++;
            if (!tree[handle].IsDirectory)
            {
                layouts[tree[handle].Layout]++;
            }
        }

        Check(tree.AllAttributes, attributes);
        Check(tree.AllLayouts, layouts);
    }

    private static void Check<T>(SharedValues<T> values, int[] users)
        where T : notnull
    {
        Assert.Equal(users, Enumerable.Range(0, users.Length).Select(values.UsersOf));
        Assert.Equal(users.Count(n => n > 0), values.Count);
    }
}
