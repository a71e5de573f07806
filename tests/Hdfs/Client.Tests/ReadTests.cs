using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

public sealed class ReadTests
{
    private const int Length = (3 * FakeCluster.BlockSize) + 1234;
    private static readonly byte[] Data = WriteTests.Bytes(42, Length);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadsAllAndKeepsItsConnections()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        await using (var stream = await cluster.Files.OpenReadAsync("/f", Cancel))
        {
            Assert.Equal(Data, await ReadAllAsync(stream));
            Assert.Equal(Length, stream.Position);
            Assert.Equal(0, await stream.ReadAsync(new byte[10], Cancel));
            stream.Position = 0;
            Assert.Equal(Data, await ReadAllAsync(stream));
        }

        // All blocks lie on the first node: one connection for eight reads. (The writer's had their own.)
        Assert.Equal(1 + 4, cluster.Nodes[0].Accepted);
        Assert.All(cluster.Nodes[0].ReadStatuses, static s => Assert.Equal(Status.ChecksumOk, s));
    }

    [Fact]
    public async Task CopiesAsItReads()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        stream.Seek(-1000, SeekOrigin.End);
        stream.Seek(-Length + 2000, SeekOrigin.Current);
        var target = new MemoryStream();
        await stream.CopyToAsync(target, Cancel);
        Assert.Equal(Data[1000..], target.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("flip")]
    [InlineData("cut")]
    public async Task CopiesIntoFiles(string fault)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var cluster = await WithFileAsync(FakeCluster.Quick);
            cluster.Nodes[0].OnReadBytes = bytes => fault.Length == 0 ? bytes : Broken(bytes, fault);
            await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
            stream.Position = 777;
            await using (var target = new FileStream(path, FileMode.Create))
            {
                target.Write("before"u8);
                await stream.CopyToAsync(target, Cancel);
                target.Write("after"u8);
            }

            byte[] expected = [.. "before"u8, .. Data.AsSpan(777), .. "after"u8];
            Assert.Equal(expected, await File.ReadAllBytesAsync(path, Cancel));
            await using var local = new LocalFileSystem(new Configuration());
            await using (var target = await local.CreateAsync(path, CreateOptions.Default with { Overwrite = true }, Cancel))
            {
                stream.Position = 0;
                await stream.CopyToAsync(target, Cancel);
                await target.WriteAsync("after"u8.ToArray(), Cancel);
            }

            expected = [.. Data, .. "after"u8];
            Assert.Equal(expected, await File.ReadAllBytesAsync(path, Cancel));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task LargeReadsSleepUntilMuchIsThereAndTheirConnectionServesSmallOnes()
    {
        var data = WriteTests.Bytes(43, 5 << 20);
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { BlockSize = 8 << 20 });
        await WriteTests.WriteAsync(cluster, "/f", data);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        for (var i = 0; i < 3; i++)
        {
            stream.Position = 0;
            Assert.Equal(data, await ReadAllAsync(stream));
            var buffer = new byte[10];
            Assert.Equal(10, await stream.ReadAtAsync(1 << 20, buffer, Cancel));
            Assert.Equal(data[(1 << 20)..((1 << 20) + 10)], buffer);
        }

        Assert.Equal(1 + 1, cluster.Nodes[0].Accepted);
    }

    [Fact]
    public async Task CopyEndsWhenItsTargetFails()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await stream.CopyToAsync(new MemoryStream(new byte[10], writable: true), Cancel));
    }

    [Fact]
    public async Task SmallSeeksSkipAndOthersReopen()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var before = cluster.Nodes[0].Accepted;
        foreach (var at in (int[])[0, 5000, 70_000, 70_200, 100_000, FakeCluster.BlockSize + 7])
        {
            stream.Position = at;
            var buffer = new byte[100];
            await stream.ReadExactlyAsync(buffer, Cancel);
            Assert.Equal(Data[at..(at + 100)], buffer);
        }

        Assert.Equal(2, cluster.Nodes[0].Accepted - before);
        stream.Position = 3;
        Assert.Equal(Data[3], stream.ReadByte());
        Assert.Equal(3, cluster.Nodes[0].Accepted - before);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = -1);
        stream.Position = Length + 5;
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task PositionalReadsRunSideBySide(int hedges)
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick with { HedgedReads = hedges });
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        await Parallel.ForAsync(0, 100, Cancel, async (i, cancel) =>
        {
            var random = new SeededRandom((ulong)i);
            var at = random.Next(Length);
            var buffer = new byte[random.Next(300_000)];
            var count = await stream.ReadAtAsync(at, buffer, cancel);
            Assert.Equal(Math.Min(buffer.Length, Length - at), count);
            Assert.True(Data.AsSpan(at, count).SequenceEqual(buffer.AsSpan(0, count)));
        });
        Assert.Equal(0, stream.Position);
        Assert.Equal(0, await stream.ReadAtAsync(Length, new byte[10], Cancel));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("cut-in-header")]
    [InlineData("nothing")]
    [InlineData("garbage")]
    [InlineData("huge")]
    [InlineData("shifted")]
    [InlineData("early-end")]
    public async Task AnotherReplicaHelps(string fault)
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        cluster.Nodes[0].OnReadBytes = bytes => Broken(bytes, fault);
        await using (var stream = await cluster.Files.OpenReadAsync("/f", Cancel))
        {
            Assert.Equal(Data, await ReadAllAsync(stream));
        }

        await using (var stream = await cluster.Files.OpenReadAsync("/f", Cancel))
        {
            var buffer = new byte[Length];
            Assert.Equal(Length, await stream.ReadAtAsync(0, buffer, Cancel));
            Assert.Equal(Data, buffer);
        }

        var reported = cluster.NameNode.Calls.Where(static c => c.StartsWith("reportBadBlocks", StringComparison.Ordinal));
        Assert.Equal(fault == "flip" ? ["reportBadBlocks 1001_2001:262144 on [0]"] : [], reported);
    }

    [Fact]
    public async Task NodesThatRefuseOrAreDeadArePassedOver()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        cluster.Nodes[0].Kill();
        cluster.Nodes[1].OnRead = static _ => Status.ErrorInvalid;
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(Data, await ReadAllAsync(stream));
    }

    [Fact]
    public async Task NodesThatFailedAreAskedLastByAllStreams()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        var asked = 0;
        cluster.Nodes[0].OnRead = _ =>
        {
            asked++;
            return Status.Error;
        };
        for (var i = 0; i < 3; i++)
        {
            await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
            Assert.Equal(Data, await ReadAllAsync(stream));
        }

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task ExpiredTokensAreFetchedAgain()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        var refused = 0;
        cluster.Nodes.ForEach(n => n.OnRead = _ => refused++ < 1 ? Status.ErrorAccessToken : Status.Success);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(Data, await ReadAllAsync(stream));
        Assert.Equal(2, cluster.NameNode.Calls.Count(static c => c.StartsWith("getBlockLocations", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WaitsForNodesToComeBack()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        var refusals = 7;
        cluster.Nodes.ForEach(n => n.OnRead = _ => Interlocked.Decrement(ref refusals) >= 0 ? Status.Error : Status.Success);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(Data, await ReadAllAsync(stream));
    }

    [Fact]
    public async Task ABlockThatNobodyHasIsMissing()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        var removed = cluster.Nodes[2].Replicas.ToDictionary();
        cluster.Nodes.ForEach(static n => n.Replicas.Clear());
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var e = await Assert.ThrowsAsync<BlockMissingException>(async () => await ReadAllAsync(stream));
        Assert.Equal(("/f", 0L), (e.Path, e.Offset));
        Assert.Contains("no such replica", e.Message);
        Assert.Contains("BP-1:blk_1001_2001", e.Message);

        // A caller that tries again later gets a new try.
        foreach (var (id, node) in cluster.NameNode.File("/f").Blocks.Select(b => (b.Block.BlockId, b.Nodes[2])))
        {
            node.Replicas[id] = removed[id];
        }

        Assert.Equal(Data, await ReadAllAsync(stream));
    }

    [Fact]
    public async Task SocketsComeFromTheAddressThatIsConfigured()
    {
        // Other systems than Linux have no loopback addresses but one.
        var address = IPAddress.Parse(OperatingSystem.IsLinux() ? "127.77.17.9" : "127.0.0.1");
        await using var cluster = await WithFileAsync(FakeCluster.Quick with { BindAddress = address });
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(Data, await ReadAllAsync(stream));
        Assert.Equal([address], cluster.Nodes[0].Peers.Distinct());
    }

    [Fact]
    public async Task ConnectionsThatNodesClosedMeanwhileAreReplaced()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var buffer = new byte[100];
        await stream.ReadAtAsync(0, buffer, Cancel);
        cluster.Nodes[0].CutAll();
        await stream.ReadAtAsync(300_000, buffer, Cancel);
        Assert.Equal(Data[300_000..300_100], buffer);
        Assert.False(cluster.Client.Suspects.Contains("uuid-0"));
    }

    [Fact]
    public async Task SlowReplicasAreOvertaken()
    {
        await using var cluster = await WithFileAsync(
            FakeCluster.Quick with { HedgedReads = 4, HedgedReadThreshold = TimeSpan.FromMilliseconds(20) });
        var gate = new TaskCompletionSource();
        cluster.Nodes[0].BeforeRead = () => gate.Task;
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var buffer = new byte[1000];
        await stream.ReadAtAsync(5000, buffer, Cancel);
        Assert.Equal(Data[5000..6000], buffer);
        Assert.Equal(1, cluster.Client.Hedges.Started);
        gate.SetResult();
    }

    [Fact]
    public async Task SilentReplicasAreGivenUp()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick with { SocketTimeout = TimeSpan.FromSeconds(2) });
        var gate = new TaskCompletionSource();
        cluster.Nodes[0].BeforeRead = () => gate.Task;
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(Data, await ReadAllAsync(stream));
        gate.SetResult();
    }

    [Fact]
    public async Task CancellationLeavesTheStreamUsable()
    {
        await using var cluster = await WithFileAsync(FakeCluster.Quick);
        var gate = new TaskCompletionSource();
        cluster.Nodes[0].BeforeRead = () => gate.Task;
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        using var end = new CancellationTokenSource();
        var read = stream.ReadAsync(new byte[100], end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        gate.SetResult();
        Assert.Equal(Data, await ReadAllAsync(stream));
    }

    [Fact]
    public async Task SeesWhatWasFlushedOfAFileBeingWritten()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        await using var writer = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await writer.WriteAsync(Data.AsMemory(0, FakeCluster.BlockSize + 777), Cancel);
        await writer.HFlushAsync(Cancel);
        await using (var stream = await cluster.Files.OpenReadAsync("/f", Cancel))
        {
            Assert.Equal(Data[..(FakeCluster.BlockSize + 777)], await ReadAllAsync(stream));
        }

        await writer.WriteAsync(Data.AsMemory(FakeCluster.BlockSize + 777), Cancel);
        await writer.DisposeAsync();
        cluster.AssertReplicas("/f", Data);
    }

    [Fact]
    public async Task WhatDoesNotExistSaysSo()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await cluster.Files.OpenReadAsync("/none", Cancel));
        Assert.Null(await cluster.Files.GetFileStatusAsync("/none", Cancel));
    }

    private static async Task<FakeCluster> WithFileAsync(HdfsClientOptions options)
    {
        var cluster = new FakeCluster(3, options);
        await WriteTests.WriteAsync(cluster, "/f", Data);
        return cluster;
    }

    private static async Task<byte[]> ReadAllAsync(FileReadStream stream)
    {
        var all = new MemoryStream();
        var buffer = new byte[10_000];
        while (await stream.ReadAsync(buffer, Cancel) is var count and > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private static byte[] Broken(byte[] bytes, string fault)
    {
        switch (fault)
        {
            case "flip":
                bytes[bytes.Length / 3] ^= 0x10;
                return bytes;
            case "cut":
                return bytes[..(bytes.Length / 2)];
            case "cut-in-header":
                return bytes[..3];
            case "nothing":
                return [];
            case "garbage":
                return WriteTests.Bytes(9, bytes.Length);
            case "huge":
                return [0x7F, 0xFF, 0xFF, 0xFF, 0, 25, .. bytes];
            case "shifted":
                bytes[7]++;
                return bytes;
            default:
                return bytes[^31..];
        }
    }
}
