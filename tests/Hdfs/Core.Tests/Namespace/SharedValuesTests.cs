using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Memory;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
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
            cluster.Ask(new SetReplicationRequest { Caller = user, Path = "/f", Replication = 1 + (i % 7) });
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
    public void However_many_values_there_are_everybody_gets_new_ones()
    {
        const int Many = 1_000_001;
        var cluster = new Cluster();
        cluster.Chmod("/", 0x1FF);
        cluster.Create("/f", Cluster.Ada);
        var tree = cluster.Core.Space.Tree;
        for (var i = 0; i < Many; i++)
        {
            tree.AllLayouts.Acquire(new FileLayout(1024 + (16L * i), 1, 0));
            tree.AllAttributes.Acquire(new Attributes($"claimed{i}", "users", 0x1ED));
        }

        foreach (var user in new[] { Cluster.Ada, Cluster.Root })
        {
            var own = "/" + user.User;
            cluster.Create(own + "/f", user, blockSize: 1040, replication: 4);
            cluster.Create(own + "/f", user, CreateFlags.Create | CreateFlags.Overwrite, blockSize: 1041);
            SetReplication(cluster, own + "/f", 5);
            cluster.Mkdirs(own + "/d/e", user, 0x1C0);
            cluster.Chmod(own + "/d", 0x1C7, user);
            cluster.Chown(own + "/d", null, user.Groups[0], user);
            Assert.Equal(5, cluster.Stat(own + "/f")!.Replication);
        }

        cluster.Chown("/f", "nobody before", "nor this");
        Assert.Equal("nobody before", cluster.Stat("/f")!.Owner);
    }

    [Fact]
    public void One_value_more_costs_the_same_however_many_there_are()
    {
        const int Page = 100_000; // bytes
        var tree = new Cluster().Core.Space.Tree;
        var most = 0L;
        for (var i = 0; i < 300_000; i++)
        {
            var (layout, attributes) = (new FileLayout(1024 + (16L * i), 1, 0), new Attributes("ada", "users", (ushort)i));
            var before = GC.GetAllocatedBytesForCurrentThread();
            tree.AllLayouts.Acquire(layout);
            tree.AllAttributes.Acquire(attributes);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(most, 1, Page);
    }

    private static void SetReplication(Cluster cluster, string path, int replication) =>
        cluster.Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = path, Replication = replication });

    private static void Change(Cluster cluster, SeededRandom random, string path)
    {
        try
        {
            Caller caller = random.Chance(0.5) ? Cluster.Root : Cluster.Ada;
            switch (random.Next(8))
            {
                case 0 or 1:
                    cluster.Create(
                        path, caller, CreateFlags.Create | CreateFlags.Overwrite, replication: (short)(1 + random.Next(4)),
                        blockSize: 1024 << random.Next(5));
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
