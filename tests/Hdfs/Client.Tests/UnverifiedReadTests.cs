using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>As -ignoreCrc asks: nothing is verified, so nothing is passed over or reported.</summary>
public sealed class UnverifiedReadTests
{
    private const int Length = FakeCluster.BlockSize + 1234;
    private static readonly byte[] Data = WriteTests.Bytes(45, Length);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsStoredIsHandedOut()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", Data);
        cluster.Nodes[0].OnReadBytes = static bytes =>
        {
            bytes[bytes.Length / 3] ^= 0x10;
            return bytes;
        };
        await using var stream = await cluster.Files.OpenReadAsync("/f", verifyChecksums: false, Cancel);
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancel);
        Assert.Equal(Length, read.Length);
        Assert.Equal(2, read.ToArray().Zip(Data).Count(static b => b.First != b.Second));
        var part = new byte[FakeCluster.BlockSize];
        await stream.ReadAtAsync(0, part, Cancel);
        Assert.Equal(read.ToArray()[..FakeCluster.BlockSize], part);
        Assert.All(cluster.Nodes[0].ReadStatuses, static s => Assert.Equal(Status.Success, s));
        Assert.DoesNotContain(cluster.NameNode.Calls, static c => c.StartsWith("reportBadBlocks", StringComparison.Ordinal));
    }
}
