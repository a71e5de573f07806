using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class FirstStepsTests
{
    [Fact]
    public void A_file_is_written_read_moved_and_deleted()
    {
        var cluster = new Cluster();
        Assert.True(cluster.Mkdirs("/user/ada"));
        var created = cluster.Create("/user/ada/text");
        Assert.Equal((FileKind.File, 0L, (short)3, 1024L), (created.Kind, created.Length, created.Replication, created.BlockSize));
        var first = cluster.AddBlock("/user/ada/text", fileId: created.InodeId);
        Assert.Equal((1L << 30) + 1, first.Block.Id);
        Assert.Equal(1001, first.Block.GenerationStamp);
        Assert.Equal(3, first.Locations.Count);
        var second = cluster.AddBlock("/user/ada/text", first.Block with { Length = 1024 });
        Assert.Equal(1024, second.Offset);
        Assert.True(cluster.Complete("/user/ada/text", second.Block with { Length = 100 }));
        Assert.Equal(1124, cluster.Stat("/user/ada/text")!.Length);
        var located = cluster.Locations("/user/ada/text");
        Assert.Equal(
            (1124L, 2, false, true), (located.FileLength, located.Blocks.Count, located.UnderConstruction, located.LastBlockComplete));
        Assert.True(cluster.Rename("/user/ada/text", "/user/ada/moved"));
        Assert.Null(cluster.Stat("/user/ada/text"));
        Assert.Equal(["moved"], cluster.Names("/user/ada"));
        var summary = cluster.Summary("/");
        Assert.Equal(new ContentSummary(1124, 1, 3, 3372, long.MaxValue, -1), summary);
        Assert.True(cluster.Delete("/user"));
        Assert.Equal(new ContentSummary(0, 0, 1, 0, long.MaxValue, -1), cluster.Summary("/"));
        Assert.Empty(cluster.Blocks.Known);
    }
}
