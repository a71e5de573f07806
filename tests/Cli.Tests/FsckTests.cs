using System.Text;
using System.Text.Json;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;

namespace Hathi.Cli.Tests;

public sealed class FsckTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("The filesystem under path '/' is HEALTHY", 0)]
    [InlineData("The filesystem under path '/' is CORRUPT", 1)]
    [InlineData("Path '/none' does not exist", 0)]
    [InlineData("Fsck on path '/user' FAILED", 255)]
    [InlineData("Block blk_1 is EXCESS", 0)]
    [InlineData("Block replica on datanode/rack: pi-203/rack-1 is DECOMMISSIONED", 2)]
    [InlineData("Block replica on datanode/rack: pi-203/rack-1 is DECOMMISSIONING", 3)]
    [InlineData("Block replica on datanode/rack: pi-203/rack-1 is IN MAINTENANCE", 4)]
    [InlineData("Block replica on datanode/rack: pi-203/rack-1 is ENTERING MAINTENANCE", 5)]
    [InlineData("Block replica on datanode/rack: pi-203/rack-1 is STALE", 6)]
    public void ExitCodeOfTheLastLine(string? line, int code) => Assert.Equal(code, FsckExit.Of(line));

    [Fact]
    public void AsksAsApachesClient()
    {
        var query = FsckQuery.Parse(["/a b/ü", "-files", "-blocks", "-locations", "-racks", "-replicaDetails", "-openforwrite"]);
        Assert.Equal(
            "http://h:9870/fsck?ugi=ada&files=1&blocks=1&locations=1&racks=1&replicadetails=1&openforwrite=1&path=%2Fa+b%2F%C3%BC",
            query.Address("http://h:9870", "ada", "/a b/ü"));
        Assert.Equal(
            "http://h:9870/fsck?ugi=ada&blockId=blk_1+blk_2+&path=%2F",
            FsckQuery.Parse(["-blockId", "blk_1", "blk_2"]).Address("http://h:9870", "ada", "/"));
        Assert.Equal("Illegal option '-z'", Assert.Throws<UsageException>(() => FsckQuery.Parse(["/", "-z"])).Message);
        Assert.Equal(
            "can only operate on one path at a time '/b'", Assert.Throws<UsageException>(() => FsckQuery.Parse(["/a", "/b"])).Message);
    }

    [Theory]
    [InlineData(null, "hdfs://127.77.0.200:8020", "http://127.77.0.200:9870")]
    [InlineData("0.0.0.0:9871", "hdfs://127.77.0.200:8020", "http://127.77.0.200:9871")]
    [InlineData("nn.example:50070", "hdfs://127.77.0.200:8020", "http://nn.example:50070")]
    public void FindsTheNameNodesPage(string? setting, string fileSystem, string expected)
    {
        var configuration = new Configuration();
        if (setting is not null)
        {
            configuration.Set("dfs.namenode.http-address", setting);
        }

        Assert.Equal(expected, NameNodePage.Address(new Uri(fileSystem), configuration));
    }

    /// <summary>What a summary has not is not asked for and dropped.</summary>
    [Theory]
    [InlineData("-files")]
    [InlineData("-blocks")]
    [InlineData("-locations")]
    [InlineData("-racks")]
    [InlineData("-replicaDetails")]
    [InlineData("-list-corruptfileblocks")]
    [InlineData("-blockId", "blk_1")]
    public void LinesThatASummaryHasNotAreRefusedBesideJson(params string[] words)
    {
        Assert.Contains(
            "cannot be used with --json", Assert.Throws<UsageException>(() => FsckQuery.Parse(["/", "--json", .. words])).Message);
        Assert.True(FsckQuery.Parse(["/", "--json", "-includeSnapshots"]).Json);
    }

    [Fact]
    public void SummaryAsJson()
    {
        var json = new FsckJson("/");
        foreach (var line in (string[])["/a 3 bytes, replicated: replication=1, 1 block(s):  "
            + "OK", "", "Status: HEALTHY", " Number of data-nodes:\t3", " Total dirs:\t\t\t7", "",
            "Replicated Blocks:", " Total size:\t314572806 B (Total open files size: 1 B)", " Average block replication:\t2.5",
            " Minimally replicated blocks:\t4 (100.0 %)", "", "FSCK ended at now",
            "The filesystem under path '/' is HEALTHY"])
        {
            json.Add(line);
        }

        using var stream = new MemoryStream();
        var writer = new ShellWriter(stream);
        using (var output = JsonOutput.Create())
        {
            json.WriteTo(output, 0);
            output.WriteTo(writer);
        }

        writer.Flush();
        var root = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement[0];
        Assert.Equal("HEALTHY", root.GetProperty("status").GetString());
        Assert.Equal(3, root.GetProperty("numberOfDataNodes").GetInt32());
        Assert.Equal(7, root.GetProperty("totalDirs").GetInt32());
        var blocks = root.GetProperty("replicatedBlocks");
        Assert.Equal(314572806, blocks.GetProperty("totalSize").GetInt64());
        Assert.Equal(2.5, blocks.GetProperty("averageBlockReplication").GetDouble());
        Assert.Equal(4, blocks.GetProperty("minimallyReplicatedBlocks").GetInt32());
    }
}
