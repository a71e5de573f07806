namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>Apache's own DataNode with our NameNode: it registers, takes blocks, serves them, and copies them to ours.</summary>
[Collection(LabCollection.Name)]
public sealed class ForeignDataNodeTests(LabFixture lab)
{
    [Fact]
    public void An_Apache_DataNode_joins_our_NameNode_and_serves_blocks()
    {
        _ = Programs.Apache;
        using var work = new WorkDirectory();
        using (var node = ForeignNode.StartApaches(work.Path, lab.NameNode))
        {
            Assert.True(node.WaitUntil(() => node.IsServing(Report())), node.Log());

            // A client that is not bound comes from 127.0.0.1 too: it is the writer's own node, and takes the only replica.
            var file = TestFiles.Random(work.Path, "only", 3_000_000, 31);
            lab.Hathi("dfs", "-D", "dfs.replication=1", "-put", file, "/only-theirs").Ok();
            Assert.Equal([node.Address], Holders());
            AssertReadBack(file, work.Path);

            // It is told to copy its replica to all of ours.
            lab.Hathi("dfs", "-setrep", "-w", "6", "/only-theirs").Ok();
            Assert.Equal(6, Holders().Length);

            // An append goes through all six.
            lab.Hathi("dfs", "-appendToFile", file, "/only-theirs").Ok();
            File.AppendAllBytes(file, File.ReadAllBytes(file));
            AssertReadBack(file, work.Path);
            Assert.Equal(6, Holders().Length);
            lab.Hathi("dfs", "-rm", "-skipTrash", "/only-theirs").Ok();
        }

        // The next test must not meet a node that is gone and not yet taken for dead.
        Assert.True(
            ClusterPatience.Until(() => !Report().Contains("127.0.0.1:29866", StringComparison.Ordinal)),
            "a DataNode that was killed minutes ago is still said to be live");
    }

    private string Report() => lab.Hathi("dfsadmin", "-report", "-live").Ok().Output;

    private string[] Holders() => Located.Nodes(lab.Hathi("fsck", "/only-theirs", "-files", "-blocks", "-locations").Ok().Output);

    private void AssertReadBack(string file, string directory)
    {
        var back = Path.Combine(directory, "back");
        lab.Hathi("dfs", "-get", "/only-theirs", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        File.Delete(back);
        lab.Apache("hdfs", "dfs", "-get", "/only-theirs", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        File.Delete(back);
    }
}
