namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>Our command line and library against Apache's own NameNode and DataNodes: the same verbs, the same checks.</summary>
[Collection(ApacheCollection.Name)]
public sealed class ApacheServersTests(ApacheFixture apache)
{
    [Fact]
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

    [Fact]
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
        var words = Path.Combine(work.Path, "words");
        File.WriteAllText(words, string.Concat(Enumerable.Range(0, 5000).Select(i => $"word {i}\n")));
        apache.Hathi("dfs", "-put", words, "/v/words").Ok();
        Assert.Equal(File.ReadAllText(words), apache.Hathi("dfs", "-cat", "/v/words").Ok().Output);
        Assert.Contains("is HEALTHY", apache.Hathi("fsck", "/v").Ok().Output, StringComparison.Ordinal);
        apache.Hathi("dfs", "-rm", "-r", "-skipTrash", "/v").Ok();
        Assert.Equal(1, apache.Hathi("dfs", "-test", "-e", "/v").ExitCode);
    }

    [Fact]
    public async Task The_library_does_with_Apaches_servers_what_it_does_with_ours()
    {
        apache.Need();
        var (theirs, ours) = await LibraryRoundTrip.RunAsync(
            ApacheFixture.NameNode, path => apache.Apache("hdfs", "dfs", "-checksum", path).Ok().Output);
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void A_DataNode_of_ours_joins_Apaches_NameNode_and_serves_blocks()
    {
        const string Ip = "127.77.250.209";
        apache.Need();
        using var work = new WorkDirectory();
        using var node = ForeignNode.StartOurs(work.Path, Ip, ApacheFixture.NameNode);
        Assert.True(node.WaitUntil(() => node.IsServing(apache.Hathi("dfsadmin", "-report", "-live").Ok().Output)), node.Log());

        // A client at our node's own address is given that node for its only replica.
        var file = TestFiles.Random(work.Path, "only", 3_000_000, 23);
        apache.Hathi("dfs", "-D", $"hathi.client.bind.address={Ip}", "-D", "dfs.replication=1", "-put", file, "/only-ours").Ok();
        Assert.Equal([node.Address], Holders());
        AssertReadBack(file, work.Path);

        // It is told to copy its replica to all of theirs.
        Assert.True(apache.Hathi("dfs", "-setrep", "-w", "4", "/only-ours").ExitCode == 0, node.Log());
        Assert.Equal(4, Holders().Length);

        // An append goes through all four.
        apache.Hathi("dfs", "-appendToFile", file, "/only-ours").Ok();
        File.AppendAllBytes(file, File.ReadAllBytes(file));
        AssertReadBack(file, work.Path);
        apache.Hathi("dfs", "-rm", "-skipTrash", "/only-ours").Ok();
    }

    [Fact]
    public void A_name_space_of_Apaches_is_neither_served_nor_formatted_over()
    {
        apache.Need();
        using var work = new WorkDirectory();
        var current = Path.Combine(work.Path, "name", "current");
        Directory.CreateDirectory(current);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(apache.Home, "run-hadoop", "master", "name", "current")))
        {
            File.Copy(file, Path.Combine(current, Path.GetFileName(file)));
        }

        var before = Directory.EnumerateFiles(current).Order(StringComparer.Ordinal).ToArray();
        foreach (var format in new[] { false, true })
        {
            using var node = ForeignNode.StartNameNode(work.Path, "127.77.250.212", format);
            Assert.NotEqual(0, node.AwaitEnd());
            Assert.Contains("written by Apache's NameNode", node.Log(), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", node.Log(), StringComparison.Ordinal);
            Assert.Equal(before, Directory.EnumerateFiles(current).Order(StringComparer.Ordinal));
        }
    }

    private string[] Holders() => Located.Nodes(apache.Apache("hdfs", "fsck", "/only-ours", "-files", "-blocks", "-locations").Ok().Output);

    private void AssertReadBack(string file, string directory)
    {
        var back = Path.Combine(directory, "back");
        apache.Apache("hdfs", "dfs", "-get", "/only-ours", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        File.Delete(back);
        apache.Hathi("dfs", "-get", "/only-ours", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        File.Delete(back);
    }
}
