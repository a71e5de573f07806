using Hathi.Base;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

public sealed class PipelineFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, FakeVerdict.Error)]
    [InlineData(1, FakeVerdict.Error)]
    [InlineData(2, FakeVerdict.Error)]
    [InlineData(0, FakeVerdict.Cut)]
    [InlineData(1, FakeVerdict.Restart)]
    public async Task GoesOnWithoutTheNodeAtFault(int node, int verdict)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        Once(cluster.Nodes[node], 2, (FakeVerdict)verdict);
        var data = WriteTests.Bytes(1, FakeCluster.BlockSize + 1000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        cluster.AssertReplicas("/f", data);
        var first = cluster.NameNode.File("/f").Blocks[0];
        if ((FakeVerdict)verdict == FakeVerdict.Restart)
        {
            // It is on this machine: its restart is waited for.
            Assert.Equal(3, first.Nodes.Count);
        }
        else
        {
            Assert.DoesNotContain(cluster.Nodes[node], first.Nodes);
            Assert.Equal(2, first.Nodes.Count);
        }

        Assert.Equal(
            ["PipelineSetupCreate@0", "PipelineSetupStreamingRecovery@2002"], cluster.NodeOf(first.Nodes[0].Info.Id).Setups.Take(2));
    }

    [Fact]
    public async Task SilentNodesAreGivenUp()
    {
        // 5 s a node come on top of the time-out, so one node only.
        await using var cluster = new FakeCluster(
            2, FakeCluster.Quick with { SocketTimeout = TimeSpan.FromMilliseconds(300), Replication = 1 });
        cluster.Nodes[0].OnPacket = static _ => FakeVerdict.Silence;
        var e = await Assert.ThrowsAsync<EnvironmentException>(
            async () => await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(2, 1000)));
        Assert.Contains("are bad", e.Message);
        Assert.Contains("time-out", e.Message);
    }

    [Fact]
    public async Task TranscriptOfARecovery()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        Once(cluster.Nodes[1], 0, FakeVerdict.Error);
        await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(3, 1000));
        Assert.Equal(
            """
            create
            addBlock after nothing without []
            updateBlockForPipeline 1001_2001:0
            updatePipeline 1001_2001:0 -> 1001_2002:0 on [0 2]
            complete 1001_2002:1000
            """,
            cluster.NameNode.Transcript());
    }

    [Fact]
    public async Task FlushedBlocksGetAnotherNode()
    {
        await using var cluster = new FakeCluster(4, FakeCluster.Quick);
        var data = WriteTests.Bytes(4, 200_000);
        await using (var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel))
        {
            await stream.WriteAsync(data.AsMemory(0, 1000), Cancel);
            await stream.HFlushAsync(Cancel);
            Once(cluster.Nodes[2], 0, FakeVerdict.Error);
            await stream.WriteAsync(data.AsMemory(1000), Cancel);
        }

        cluster.AssertReplicas("/f", data);
        Assert.Equal([0, 1, 3], cluster.NameNode.File("/f").Blocks[0].Nodes.Select(n => n.Index));
        Assert.Contains("getAdditionalDatanode 1001_2001:1000 beside [0 1] without [2]", cluster.NameNode.Transcript());
    }

    [Fact]
    public async Task NoOtherNodeIsAnErrorThatSaysWhatToDo()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(new byte[1000], Cancel);
        await stream.HFlushAsync(Cancel);
        Once(cluster.Nodes[2], 0, FakeVerdict.Error);
        await stream.WriteAsync(new byte[1000], Cancel);
        var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await stream.HFlushAsync(Cancel));
        Assert.Contains("replace-datanode-on-failure.policy", e.Message);
    }

    [Fact]
    public async Task BestEffortGoesOnWithFewer()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick with { ReplaceNodeBestEffort = true });
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(new byte[1000], Cancel);
        await stream.HFlushAsync(Cancel);
        Once(cluster.Nodes[2], 0, FakeVerdict.Error);
        await stream.WriteAsync(new byte[1000], Cancel);
        await stream.DisposeAsync();
        cluster.AssertReplicas("/f", new byte[2000]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task SetUpThatFailsTakesOtherNodes(int node)
    {
        await using var cluster = new FakeCluster(5, FakeCluster.Quick);
        cluster.Nodes[node].OnSetup = static _ => Status.Error;
        var data = WriteTests.Bytes(5, 1000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        cluster.AssertReplicas("/f", data);
        Assert.Equal(
            $"""
            create
            addBlock after nothing without []
            abandonBlock 1001_2001:0
            addBlock after nothing without [{node}]
            complete 1002_2002:1000
            """,
            cluster.NameNode.Transcript());
    }

    [Fact]
    public async Task DeadNodesAreLeftOut()
    {
        await using var cluster = new FakeCluster(4, FakeCluster.Quick);
        cluster.Nodes[0].Kill();
        await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(6, 1000));
        cluster.AssertReplicas("/f", WriteTests.Bytes(6, 1000));
    }

    [Fact]
    public async Task WithoutAnyNodeTheErrorNamesTheAttempts()
    {
        await using var cluster = new FakeCluster(9, FakeCluster.Quick with { Replication = 1 });
        cluster.Nodes.ForEach(static n => n.OnSetup = static _ => Status.ErrorInvalid);
        var e = await Assert.ThrowsAsync<EnvironmentException>(
            async () => await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(6, 1000)));
        Assert.Contains("after 4 attempts", e.Message);
        Assert.Contains("ErrorInvalid", e.Message);
    }

    [Fact]
    public async Task FaultAtTheEndOfABlockClosesItOnTheRest()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var cut = false;
        cluster.Nodes[0].OnPacket = header =>
        {
            var now = header.LastInBlock && !cut;
            cut |= now;
            return now ? FakeVerdict.Cut : FakeVerdict.Acknowledge;
        };
        var data = WriteTests.Bytes(7, FakeCluster.BlockSize + 500);
        await WriteTests.WriteAsync(cluster, "/f", data);
        cluster.AssertReplicas("/f", data);
        Assert.Contains("PipelineCloseRecovery@2002", cluster.Nodes[1].Setups);
    }

    [Fact]
    public async Task RecoveryThatNeverHelpsEnds()
    {
        await using var cluster = new FakeCluster(
            12, FakeCluster.Quick with { ReplaceNode = ReplaceNodePolicy.Always, MaxPipelineRecoveries = 3 });
        cluster.Nodes.ForEach(static n => n.OnPacket = static _ => FakeVerdict.Error);
        var e = await Assert.ThrowsAsync<EnvironmentException>(
            async () => await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(8, 1000)));
        Assert.Contains("3 times without success", e.Message);
    }

    [Fact]
    public async Task AppendRecoversFromASetUpThatFails()
    {
        await using var cluster = new FakeCluster(4, FakeCluster.Quick);
        var data = WriteTests.Bytes(9, 2000);
        await WriteTests.WriteAsync(cluster, "/f", data[..700]);
        cluster.Nodes[1].OnSetup = static _ => Status.Error;
        await using (var stream = await cluster.Files.AppendAsync("/f", Cancel))
        {
            await stream.WriteAsync(data.AsMemory(700), Cancel);
        }

        cluster.AssertReplicas("/f", data);
        Assert.Contains("PipelineSetupAppendRecovery@2003", cluster.Nodes[0].Setups);
        Assert.Equal([0, 2, 3], cluster.NameNode.File("/f").Blocks[0].Nodes.Select(n => n.Index));
    }

    /// <summary>Any node but two may fail in any way at any packet.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task AnyFaultAnywhere(ulong seed)
    {
        await using var cluster = new FakeCluster(8, FakeCluster.Quick with { ReplaceNodeBestEffort = true });
        var random = new SeededRandom(seed);
        var faults = new int[cluster.Nodes.Count];
        foreach (var node in cluster.Nodes.Where(n => n.Index != (int)seed % 3 && n.Index != (int)(seed + 1) % 3))
        {
            node.OnPacket = header =>
            {
                lock (random)
                {
                    return random.Next(12) != 0 || ++faults[node.Index] > 1 || header.SequenceNumber < 0
                        ? FakeVerdict.Acknowledge
                        : random.Next(3) switch { 0 => FakeVerdict.Cut, 1 => FakeVerdict.Restart, _ => FakeVerdict.Error };
                }
            };
        }

        var data = WriteTests.Bytes(seed, 6 * FakeCluster.BlockSize);
        var at = 0;
        await using (var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel))
        {
            while (at < data.Length)
            {
                int count, flush;
                lock (random)
                {
                    count = Math.Min(data.Length - at, 1 + random.Next(90_000));
                    flush = random.Next(4);
                }

                await stream.WriteAsync(data.AsMemory(at, count), Cancel);
                at += count;
                if (flush == 0)
                {
                    await stream.HFlushAsync(Cancel);
                }
            }
        }

        cluster.AssertReplicas("/f", data);
    }

    private static void Once(FakeDataNode node, int afterPackets, FakeVerdict verdict)
    {
        var seen = 0;
        node.OnPacket = _ => seen++ == afterPackets ? verdict : FakeVerdict.Acknowledge;
    }
}
