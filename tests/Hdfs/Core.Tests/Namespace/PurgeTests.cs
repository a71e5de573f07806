using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class PurgeTests
{
    private static readonly NameNodeOptions Slow = Cluster.DefaultOptions with { PurgePerCall = 10, PurgePerPiece = 100 };

    [Fact]
    public void A_big_tree_is_gone_at_once_and_freed_in_small_steps()
    {
        var cluster = new Cluster(Slow);
        for (var i = 0; i < 1000; i++)
        {
            cluster.Write($"/d/{i % 7}/{i}", null, 10);
        }

        cluster.Delete("/d");
        Assert.Empty(cluster.Names("/"));
        Assert.Equal(new ContentSummary(0, 0, 1, 0, long.MaxValue, -1), cluster.Summary("/"));
        var before = cluster.Blocks.Removed.Count;
        Assert.InRange(before, 1, 12);
        cluster.NextPiece();
        Assert.InRange(cluster.Blocks.Removed.Count - before, 30, 35);
        Assert.True(cluster.Core.HasBackgroundWork);
        cluster.Settle();

        Assert.Empty(cluster.Blocks.Known);
        Assert.Equal(1, cluster.Core.Space.Tree.HeldInodes);
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void What_is_deleted_and_not_yet_freed_is_not_there()
    {
        var cluster = new Cluster(Slow);
        for (var i = 0; i < 200; i++)
        {
            cluster.Write($"/d/{i:D3}", null, 10);
        }

        var open = cluster.Create("/d/000-open", client: "writer");
        var block = cluster.AddBlock("/d/000-open", client: "writer").Block;
        cluster.Delete("/d");
        Assert.True(cluster.Core.HasBackgroundWork);
        Assert.NotEqual(0, cluster.Core.Space.Tree.Find(open.InodeId));
        Assert.Null(cluster.Core.PathOf(open.InodeId));
        Cluster.Refused(HdfsError.FileNotFound, () => cluster.Complete("/d/000-open", block, "writer", open.InodeId));
        Cluster.Refused(HdfsError.FileNotFound, () => cluster.AddBlock("/d/000-open", block, "writer", open.InodeId));
        Cluster.Refused(HdfsError.FileNotFound, () => cluster.Stat($"/.reserved/.inodes/{open.InodeId}"));
        cluster.Mkdirs("/d");
        Assert.Empty(cluster.Names("/d"));
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
        Assert.Equal(cluster.Core.Digest(), cluster.Copied(100).Core.Digest());
        cluster.Pass(cluster.Options.LeaseHardLimit * 2);
        cluster.Tick();
        cluster.Settle();

        Assert.Equal(0, cluster.Core.Figures.OpenFiles);
        Assert.Empty(cluster.Blocks.Known);
    }

    [Fact]
    public void A_file_of_many_blocks_is_freed_in_small_steps()
    {
        var cluster = new Cluster(Slow);
        cluster.Write("/f", null, [.. Enumerable.Repeat(10L, 1000)]);
        cluster.Delete("/f");
        Assert.Null(cluster.Stat("/f"));
        Assert.InRange(cluster.Blocks.Removed.Count, 1, 20);
        for (var before = cluster.Blocks.Removed.Count; cluster.Core.HasBackgroundWork; before = cluster.Blocks.Removed.Count)
        {
            cluster.NextPiece();
            Assert.InRange(cluster.Blocks.Removed.Count - before, 0, 100);
        }

        Assert.Empty(cluster.Blocks.Known);
        Assert.Equal(1, cluster.Core.Space.Tree.HeldInodes);
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void Memory_of_what_is_deleted_is_used_again()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { PurgePerCall = 100_000 });
        void Fill()
        {
            for (var i = 0; i < 5000; i++)
            {
                cluster.Write($"/d/{i}", null, 1024, 1024, 10);
            }

            cluster.Delete("/d");
        }

        Fill();
        var memory = cluster.Core.Figures.TreeMemory;
        Fill();
        Fill();
        Assert.Equal(memory, cluster.Core.Figures.TreeMemory);
    }
}
