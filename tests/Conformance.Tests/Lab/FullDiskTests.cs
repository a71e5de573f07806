namespace Hathi.Conformance.Tests.Lab;

/// <summary>A cluster with nowhere to put a block: no DataNode at all, and one whose disk is full.</summary>
public sealed class FullDiskTests
{
    private const string NameNodeIp = "127.77.250.210";
    private const string DataNodeIp = "127.77.250.211";
    private const int DiskMebibytes = 24;

    [Fact]
    public void Without_a_DataNode_a_write_says_so_and_leaves_nothing()
    {
        using var work = new WorkDirectory();
        using var nameNode = StartNameNode(work);
        var file = TestFiles.Random(work.Path, "f", 1000, 81);
        BadInputTests.Check(
            Hathi("-put", file, "/f"), 1, "could only be written to 0 of the 1 minReplication nodes. There are 0 datanode(s) running");
        Assert.Equal("", Hathi("-ls", "/").Ok().Output);
    }

    [Fact]
    public void On_a_full_disk_a_write_fails_and_what_was_there_is_whole()
    {
        Assert.SkipUnless(
            Commands.Run(new Dictionary<string, string>(), "/bin/sh", "-c", "unshare -rm mount -t tmpfs tmpfs /mnt").ExitCode == 0,
            "this user may not mount a small disk (unshare -rm mount)");
        using var work = new WorkDirectory();
        using var nameNode = StartNameNode(work);
        using var dataNode = ForeignNode.StartOnSmallDisk(
            Directory.CreateDirectory(Path.Combine(work.Path, "node")).FullName, DataNodeIp, $"{NameNodeIp}:8020", DiskMebibytes);
        Assert.True(dataNode.WaitUntil(() => dataNode.IsServing(Run("dfsadmin", "-report", "-live").Output)), dataNode.Log());
        var small = TestFiles.Random(work.Path, "small", 2_000_000, 82);
        var large = TestFiles.Random(work.Path, "source", 2L * DiskMebibytes << 20, 83);
        Hathi("-put", small, "/small").Ok();
        BadInputTests.Check(Hathi("-put", large, "/large"), 1, "large");
        Assert.Equal(1, Hathi("-test", "-e", "/large").ExitCode);
        AssertReads(small, "/small", work);

        // What the attempt had taken is given back.
        Assert.True(dataNode.WaitUntil(() => Hathi("-put", "-f", small, "/again").ExitCode == 0), dataNode.Log());
        AssertReads(small, "/again", work);
    }

    private static ForeignNode StartNameNode(WorkDirectory work)
    {
        var nameNode = ForeignNode.StartNameNode(work.Path, NameNodeIp, format: true);
        Assert.True(nameNode.WaitUntil(() => Hathi("-ls", "/").ExitCode == 0), nameNode.Log());
        return nameNode;
    }

    private static void AssertReads(string file, string remote, WorkDirectory work)
    {
        var back = Path.Combine(work.Path, "back");
        Hathi("-get", "-f", remote, back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
    }

    private static CommandResult Hathi(params string[] verb) => Run(["dfs", "-D", "dfs.blocksize=1m", "-D", "dfs.replication=1", .. verb]);

    private static CommandResult Run(params string[] arguments) =>
        Commands.Run(
            new Dictionary<string, string>(), Programs.Hathi, [arguments[0], "-fs", $"hdfs://{NameNodeIp}:8020", .. arguments[1..]]);
}
