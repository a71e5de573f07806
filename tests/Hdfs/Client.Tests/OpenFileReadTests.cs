using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>
/// Files that are being written, whose last length only DataNodes know. Each node of the last block gives one of the answers there are, in
/// all combinations: a reader sees what was flushed, or is told that nobody knows; never less without a word.
/// </summary>
public sealed class OpenFileReadTests
{
    private const int Length = FakeCluster.BlockSize + 777;
    private static readonly byte[] Data = WriteTests.Bytes(44, Length);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum Answer
    {
        /// <summary>The replica is being written, and its node knows what was acknowledged.</summary>
        Knows,

        /// <summary>The node was restarted: the replica waits for recovery.</summary>
        Waits,

        /// <summary>The node has no replica.</summary>
        Absent,

        /// <summary>The node cannot be reached.</summary>
        Unreachable,

        /// <summary>The node refuses.</summary>
        Refuses,

        /// <summary>The node says that it is longer than any block.</summary>
        Exaggerates,
    }

    public static TheoryData<Answer, Answer, Answer> Combinations()
    {
        var all = Enum.GetValues<Answer>();
        return [.. from a in all from b in all from c in all select (a, b, c)];
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task ReadsWhatWasFlushedOrSaysThatNobodyKnows(Answer first, Answer second, Answer third)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await using var writer = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await writer.WriteAsync(Data, Cancel);
        await writer.HFlushAsync(Cancel);
        Answer[] answers = [first, second, third];
        for (var i = 0; i < answers.Length; i++)
        {
            Give(cluster.Nodes[i], answers[i], cluster.NameNode.File("/f").Blocks[^1].Block.BlockId);
        }

        if (answers.Contains(Answer.Knows))
        {
            await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
            Assert.Equal(Length, stream.Length);
            Assert.Equal(Data, await ReadAsync(stream));
        }
        else if (answers.All(static a => a == Answer.Absent))
        {
            await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
            Assert.Equal(FakeCluster.BlockSize, stream.Length);
        }
        else
        {
            var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await cluster.Files.OpenReadAsync("/f", Cancel));
            Assert.StartsWith("Cannot obtain block length for BP-1:blk_1002_2002 of /f", e.Message);
        }
    }

    [Fact]
    public async Task NodesOfALastBlockThatMovedAreLearnt()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await using var writer = await cluster.Files.CreateAsync("/f", CreateOptions.Default with { Replication = 1 }, Cancel);
        await writer.WriteAsync(Data, Cancel);
        await writer.HFlushAsync(Cancel);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var last = cluster.NameNode.File("/f").Blocks[^1];
        Assert.True(cluster.Nodes[0].Replicas.TryRemove(last.Block.BlockId, out var replica));
        cluster.Nodes[2].Replicas[last.Block.BlockId] = replica;
        last.Nodes.Clear();
        last.Nodes.Add(cluster.Nodes[2]);
        Assert.Equal(Data, await ReadAsync(stream));
        last.Nodes.Clear();
        last.Nodes.Add(cluster.Nodes[0]);
        cluster.Nodes[0].Replicas[last.Block.BlockId] = replica;
    }

    /// <summary>What is written next would not be in it; whoever compares sums must not take it for that of the file.</summary>
    [Fact]
    public async Task HasNoChecksumYet()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await using var writer = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await AssertNoneAsync();
        await writer.WriteAsync(Data, Cancel);
        await writer.HFlushAsync(Cancel);
        await AssertNoneAsync();

        async Task AssertNoneAsync()
        {
            var e = await Assert.ThrowsAsync<RefusedException>(async () => await cluster.Files.GetFileChecksumAsync("/f", Cancel));
            Assert.Equal("Fail to get checksum, since file /f is under construction.", e.Message);
        }
    }

    private static void Give(FakeDataNode node, Answer answer, ulong block)
    {
        switch (answer)
        {
            case Answer.Waits:
                node.OnVisibleLength = static _ => -1;
                node.OnRead = r => r.Header.BaseHeader.Block.BlockId == block ? Status.Error : Status.Success;
                break;
            case Answer.Absent:
                node.OnVisibleLength = static _ => null;
                node.OnRead = r => r.Header.BaseHeader.Block.BlockId == block ? Status.Error : Status.Success;
                break;
            case Answer.Unreachable:
                node.OnVisibleLength = static _ => throw new RpcConnectionException(
                    "node:9867", "refused", callMayHaveRun: false, retriable: true, null);
                break;
            case Answer.Exaggerates:
                node.OnVisibleLength = static _ => long.MaxValue;
                break;
            case Answer.Refuses:
                node.OnVisibleLength = static _ => throw new RpcRemoteException(
                    JavaExceptions.IOException, "no", RpcErrorCode.Application, isFatal: false);
                break;
        }
    }

    private static async Task<byte[]> ReadAsync(FileReadStream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancel);
        return all.ToArray();
    }
}
