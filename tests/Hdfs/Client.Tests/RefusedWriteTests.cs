using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>Files whose bytes are not plain: what is written plainly into them is noise for whoever reads them rightly.</summary>
public sealed class RefusedWriteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Codings() => ["encryption zone", "erasure coded"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task NothingIsAppendedAndTheFileIsClosedAgain(string coding)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", new byte[1000]);
        var accepted = cluster.Nodes[0].Accepted;
        cluster.NameNode.File("/f").Describe = status => Encode(status, coding);
        foreach (var newBlock in (bool[])[false, true])
        {
            var e = await Assert.ThrowsAsync<NotSupportedException>(async () => await cluster.Files.AppendAsync("/f", newBlock, Cancel));
            Assert.Contains(coding, e.Message);
            Assert.EndsWith("\nappend\ncomplete 1001_2001:1000", cluster.NameNode.Transcript());
            Assert.True(cluster.NameNode.File("/f").IsComplete);
        }

        Assert.Equal(accepted, cluster.Nodes[0].Accepted);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task NorIsANewOneWritten(string coding)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        cluster.NameNode.DescribeNew = status => Encode(status, coding);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel));
        Assert.Equal("create\ncomplete nothing", cluster.NameNode.Transcript());
    }

    /// <summary>The server empties a file before it says how it is coded.</summary>
    [Theory]
    [MemberData(nameof(Codings))]
    public async Task NorIsAnOldOneEmptied(string coding)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", new byte[1000]);
        var before = cluster.NameNode.Transcript();
        cluster.NameNode.File("/f").Describe = status => Encode(status, coding);
        var e = await Assert.ThrowsAsync<NotSupportedException>(
            async () => await cluster.Files.CreateAsync("/f", CreateOptions.Default with { Overwrite = true }, Cancel));
        Assert.Contains(coding, e.Message);
        Assert.DoesNotContain("create", cluster.NameNode.Transcript()[before.Length..]);
        Assert.Single(cluster.NameNode.File("/f").Blocks);
    }

    private static void Encode(HdfsFileStatusProto status, string coding)
    {
        if (coding == "erasure coded")
        {
            status.EcPolicy = new ErasureCodingPolicyProto { Name = "RS-6-3-1024k", Id = 1 };
        }
        else
        {
            status.FileEncryptionInfo = new FileEncryptionInfoProto();
        }
    }
}
