namespace Hathi.Conformance.Tests;

/// <summary>Our command line and library against Apache's own NameNode and DataNodes: the same verbs, the same checks.</summary>
[Collection(ApacheCollection.Name)]
public sealed class ApacheServersTests(ApacheFixture apache)
{
    [Fact(Explicit = true)]
    public void Three_blocks_go_in_and_come_out_the_same_both_ways()
    {
        apache.Need();
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "three", TestFiles.ThreeBlocks, 21);
        var back = Path.Combine(work.Path, "back");
        apache.Hathi("dfs", "-put", file, "/ours").Ok();
        apache.Apache("hdfs", "dfs", "-get", "/ours", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        File.Delete(back);
        apache.Apache("hdfs", "dfs", "-put", file, "/theirs").Ok();
        apache.Hathi("dfs", "-get", "/theirs", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        apache.Hathi("dfs", "-rm", "-skipTrash", "/ours", "/theirs").Ok();
    }

    [Fact(Explicit = true)]
    public void Append_modes_moves_sums_and_listings_are_as_with_Apaches_client()
    {
        apache.Need();
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "part", 70_000, 22);
        apache.Hathi("dfs", "-mkdir", "-p", "/v/x").Ok();
        apache.Hathi("dfs", "-put", file, "/v/x/f").Ok();
        apache.Hathi("dfs", "-appendToFile", file, "/v/x/f").Ok();
        apache.Hathi("dfs", "-chmod", "640", "/v/x/f").Ok();
        apache.Hathi("dfs", "-setrep", "2", "/v/x/f").Ok();
        apache.Hathi("dfs", "-mv", "/v/x/f", "/v/x/g").Ok();
        foreach (var verb in new[] { "-ls", "-du", "-count", "-checksum" })
        {
            var path = verb == "-checksum" ? "/v/x/g" : "/v/x";
            Assert.Equal(apache.Apache("hdfs", "dfs", verb, path).Ok().Output, apache.Hathi("dfs", verb, path).Ok().Output);
        }

        var back = Path.Combine(work.Path, "back");
        apache.Hathi("dfs", "-get", "/v/x/g", back).Ok();
        var once = File.ReadAllBytes(file);
        Assert.Equal([.. once, .. once], File.ReadAllBytes(back));
        apache.Hathi("dfs", "-rm", "-r", "-skipTrash", "/v").Ok();
        Assert.Equal(1, apache.Hathi("dfs", "-test", "-e", "/v").ExitCode);
    }

    [Fact(Explicit = true)]
    public void A_DataNode_of_ours_joins_Apaches_NameNode_and_serves_blocks()
    {
        apache.Need();
        using var work = new WorkDirectory();
        using var node = ForeignNode.Start(work.Path, "127.77.250.209", $"hdfs://{ApacheFixture.NameNode}");
        Assert.True(node.WaitUntil(() => apache.Apache("hdfs", "dfsadmin", "-report", "-live").Output.Contains("127.77.250.209", StringComparison.Ordinal)), node.Log());
        var file = TestFiles.Random(work.Path, "four", 3_000_000, 23);
        apache.Hathi("dfs", "-D", "dfs.replication=4", "-put", file, "/four").Ok();
        var located = apache.Apache("hdfs", "fsck", "/four", "-files", "-blocks", "-locations").Ok().Output;
        Assert.Contains("127.77.250.209:9866", located, StringComparison.Ordinal);
        var back = Path.Combine(work.Path, "back");
        apache.Apache("hdfs", "dfs", "-get", "/four", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        apache.Hathi("dfs", "-rm", "-skipTrash", "/four").Ok();
    }
}
