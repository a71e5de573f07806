using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Client.Writing;

namespace Hathi.Hdfs.Client.Tests;

public sealed class WriteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FillsBlocksAndCompletes()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var data = Bytes(1, (2 * FakeCluster.BlockSize) + 12345);
        await WriteAsync(cluster, "/f", data);
        cluster.AssertReplicas("/f", data);
        Assert.Equal(
            """
            create
            addBlock after nothing without []
            addBlock after 1001_2001:262144 without []
            addBlock after 1002_2002:262144 without []
            complete 1003_2003:12345
            """,
            cluster.NameNode.Transcript());
    }

    [Fact]
    public async Task KeepsFewPacketsWhileNobodyWrites()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var packets = Enumerable.Range(0, 2 * PacketPool.KeptAtRest).Select(_ => cluster.Client.Packets.Rent()).ToList();
        packets.ForEach(cluster.Client.Packets.Return);
        Assert.Equal(packets.Count, cluster.Client.Packets.Free);
        await WriteAsync(cluster, "/f", Bytes(1, 10));
        Assert.Equal(PacketPool.KeptAtRest, cluster.Client.Packets.Free);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(FakeCluster.BlockSize)]
    [InlineData(FakeCluster.BlockSize - 1)]
    [InlineData(FakeCluster.BlockSize + 1)]
    public async Task AnyLength(int length)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var data = Bytes(2, length);
        await WriteAsync(cluster, "/f", data);
        cluster.AssertReplicas("/f", data);
    }

    [Fact]
    public async Task FlushedDataIsOnEveryNodeAndKnown()
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var data = Bytes(3, 10_000);
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(data.AsMemory(0, 700), Cancel);
        await stream.HFlushAsync(Cancel);
        AssertOnAll(cluster, data[..700], syncedAt: -1);
        await stream.WriteAsync(data.AsMemory(700, 1), Cancel);
        await stream.HFlushAsync(Cancel);
        AssertOnAll(cluster, data[..701], syncedAt: -1);
        await stream.HSyncAsync(Cancel);
        AssertOnAll(cluster, data[..701], syncedAt: 701);
        await stream.WriteAsync(data.AsMemory(701), Cancel);
        await stream.HSyncAsync(Cancel);
        AssertOnAll(cluster, data, syncedAt: 10_000);
        await stream.DisposeAsync();
        cluster.AssertReplicas("/f", data);
        Assert.Contains("fsync 700", cluster.NameNode.Transcript());
    }

    [Fact]
    public async Task SyncAtTheEndOfABlockEndsItOnDisk()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        var data = Bytes(4, FakeCluster.BlockSize);
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(data, Cancel);
        await stream.HSyncAsync(Cancel);
        AssertOnAll(cluster, data, FakeCluster.BlockSize);
    }

    [Theory]
    [InlineData(777)]
    [InlineData(FakeCluster.BlockSize)]
    public async Task AppendsInANewBlockWhenAsked(int first)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var data = Bytes(5, first + 1000);
        await WriteAsync(cluster, "/f", data[..first]);
        await using (await cluster.Files.AppendAsync("/f", newBlock: true, Cancel))
        {
            // Nothing written: the file stays as it is.
        }

        cluster.AssertReplicas("/f", data[..first]);
        await using (var stream = await cluster.Files.AppendAsync("/f", newBlock: true, Cancel))
        {
            await stream.WriteAsync(data.AsMemory(first), Cancel);
        }

        cluster.AssertReplicas("/f", data);
        Assert.Equal([(ulong)first, 1000UL], cluster.NameNode.File("/f").Blocks.Select(static b => b.Block.NumBytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AppendsWherever(ulong seed)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var random = new SeededRandom(seed);
        var data = Bytes(seed, 3 * FakeCluster.BlockSize);
        var at = random.Next(5000);
        await WriteAsync(cluster, "/f", data[..at]);
        while (at < data.Length)
        {
            await using var stream = await cluster.Files.AppendAsync("/f", Cancel);
            Assert.Equal(at, stream.Position);
            for (var i = random.Next(5); i >= 0; i--)
            {
                var count = Math.Min(data.Length - at, random.Next(2) == 0 ? random.Next(600) : random.Next(100_000));
                await stream.WriteAsync(data.AsMemory(at, count), Cancel);
                at += count;
                if (random.Next(2) == 0)
                {
                    await stream.HFlushAsync(Cancel);
                }
            }

            await stream.DisposeAsync();
            cluster.AssertReplicas("/f", data[..at]);
        }
    }

    [Fact]
    public async Task WaitsForTheNameNode()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        cluster.NameNode.CompleteLater = 2;
        var refusals = 3;
        cluster.NameNode.OnCall = (method, _) =>
        {
            if (method == "addBlock" && refusals-- > 0)
            {
                throw new HdfsException("org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException", "not yet", null);
            }
        };
        await WriteAsync(cluster, "/f", Bytes(5, 100));
        cluster.AssertReplicas("/f", Bytes(5, 100));
        Assert.Equal(-1, refusals);
    }

    [Fact]
    public async Task CompletionThatNeverComesIsAnError()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { LocateFollowingBlockRetries = 1 });
        cluster.NameNode.CompleteLater = 10;
        var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await WriteAsync(cluster, "/f", Bytes(6, 100)));
        Assert.Contains("Unable to close /f", e.Message);
    }

    [Fact]
    public async Task RefusalReachesTheWriterOnce()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        cluster.NameNode.OnCall = static (method, _) =>
        {
            if (method == "addBlock")
            {
                throw new HdfsException("org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException", "No lease on /f", null);
            }
        };
        var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(Bytes(7, 10), Cancel);
        var e = await Assert.ThrowsAsync<HdfsException>(async () => await stream.HFlushAsync(Cancel));
        Assert.Equal("org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException", e.JavaClass);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task UnseenFailureIsThrownByDispose()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        cluster.NameNode.OnCall = static (method, _) =>
        {
            if (method == "addBlock")
            {
                throw new SafeModeException("Name node is in safe mode.", null);
            }
        };
        var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(Bytes(7, 10), Cancel);
        await Assert.ThrowsAsync<SafeModeException>(async () => await stream.DisposeAsync());
    }

    [Fact]
    public async Task WriterWaitsWhenNodesAreSlowAndCanGiveUp()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { MaxPacketsInFlight = 3 });
        var gate = new TaskCompletionSource();
        cluster.Nodes[0].OnPacket = _ =>
        {
            Assert.True(gate.Task.Wait((int)Patience.Limit.TotalMilliseconds, Cancel));
            return FakeVerdict.Acknowledge;
        };
        var data = Bytes(8, FakeCluster.BlockSize);
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        using var end = new CancellationTokenSource();
        var write = stream.WriteAsync(data, end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await write);
        var written = (int)stream.Position;
        Assert.InRange(written, 1, 4 * 65024);
        gate.SetResult();
        await stream.WriteAsync(data.AsMemory(written), Cancel);
        await stream.DisposeAsync();
        cluster.AssertReplicas("/f", data);
    }

    [Fact]
    public async Task PacketsGrowWhileThereIsNoFlush()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { BlockSize = 8 << 20 });
        var sizes = new List<int>();
        cluster.Nodes[0].OnPacket = header =>
        {
            sizes.Add(header.DataLength);
            return FakeVerdict.Acknowledge;
        };
        var data = Bytes(11, 5 << 20);
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(data.AsMemory(0, 4 << 20), Cancel);
        await stream.HFlushAsync(Cancel);
        await stream.WriteAsync(data.AsMemory(4 << 20), Cancel);
        await stream.DisposeAsync();
        cluster.AssertReplicas("/f", data);
        Assert.Equal(Enumerable.Repeat(126 * 512, 17), sizes.Take(17));
        Assert.Equal(Enumerable.Repeat(2032 * 512, 2), sizes.Skip(17).Take(2));
        Assert.All(sizes.Skip(20), static s => Assert.InRange(s, 0, 126 * 512));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(FakeCluster.BlockSize)]
    [InlineData((2 * FakeCluster.BlockSize) + 700)]
    public async Task CopiesFiles(int length)
    {
        var path = Path.GetTempFileName();
        try
        {
            var data = Bytes(13, length);
            await File.WriteAllBytesAsync(path, data, Cancel);
            await using var cluster = new FakeCluster(2, FakeCluster.Quick);
            await using var local = new LocalFileSystem(new Configuration());
            await using (var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel))
            {
                await stream.WriteAsync("before"u8.ToArray(), Cancel);
                await using var source = await local.OpenReadAsync(path, Cancel);
                var told = 0;
                Assert.Equal(length, await StreamCopy.CopyAsync(source, stream, n => told += n, Cancel));
                Assert.Equal((length, length), (told, (int)source.Position));
                await stream.HFlushAsync(Cancel);
                await using var file = new FileStream(path, FileMode.Open);
                file.Position = length / 2;
                await StreamCopy.CopyAsync(file, stream, null, Cancel);
            }

            cluster.AssertReplicas("/f", [.. "before"u8, .. data, .. data[(length / 2)..]]);
            var copy = new MemoryStream();
            await using var read = await cluster.Files.OpenReadAsync("/f", Cancel);
            read.Position = 6;
            Assert.Equal(length + (length - (length / 2)), await StreamCopy.CopyAsync(read, copy, null, Cancel));
            Assert.Equal([.. data, .. data[(length / 2)..]], copy.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task NothingIsLeftOpen()
    {
        var cluster = new FakeCluster(3, FakeCluster.Quick);
        await WriteAsync(cluster, "/f", Bytes(12, FakeCluster.BlockSize + 1000));
        var abandoned = await cluster.Files.OpenReadAsync("/f", Cancel);
        Assert.Equal(10, await abandoned.ReadAsync(new byte[10], Cancel));
        await using (var read = await cluster.Files.OpenReadAsync("/f", Cancel))
        {
            await read.CopyToAsync(Stream.Null, Cancel);
        }

        await abandoned.DisposeAsync();
        await cluster.Files.DisposeAsync();
        await Task.WhenAll(cluster.Nodes.ConvertAll(static n => n.AllClosed)).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task DisposingTheFileSystemCompletesOpenFiles()
    {
        var cluster = new FakeCluster(1, FakeCluster.Quick);
        var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(Bytes(9, 10), Cancel);
        await cluster.DisposeAsync();
        cluster.AssertReplicas("/f", Bytes(9, 10));
    }

    [Fact]
    public async Task IdlePipelinesAreKeptAlive()
    {
        await using var cluster = new FakeCluster(2, FakeCluster.Quick with { SocketTimeout = TimeSpan.FromMilliseconds(400) });
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var beats = 0;
        cluster.Nodes[0].OnPacket = header =>
        {
            if (header.SequenceNumber == -1 && ++beats == 3)
            {
                seen.SetResult();
            }

            return FakeVerdict.Acknowledge;
        };
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await stream.WriteAsync(Bytes(10, 10), Cancel);
        await stream.HFlushAsync(Cancel);
        await seen.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        await stream.DisposeAsync();
        cluster.AssertReplicas("/f", Bytes(10, 10));
    }

    [Fact]
    public async Task LeasesAreRenewedWhileFilesAreOpen()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { LeaseRenewal = TimeSpan.FromMilliseconds(10) });
        var renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.NameNode.OnCall = (method, _) =>
        {
            if (method == "renewLease")
            {
                renewed.TrySetResult();
            }
        };
        await using var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        await renewed.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
    }

    internal static byte[] Bytes(ulong seed, int length)
    {
        var bytes = new byte[length];
        var random = new SeededRandom(seed);
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    internal static async Task WriteAsync(FakeCluster cluster, string path, byte[] data)
    {
        await using var stream = await cluster.Files.CreateAsync(path, CreateOptions.Default, Cancel);
        var random = new SeededRandom((ulong)data.Length);
        for (var at = 0; at < data.Length;)
        {
            var count = Math.Min(data.Length - at, 1 + random.Next(100_000));
            await stream.WriteAsync(data.AsMemory(at, count), Cancel);
            at += count;
        }
    }

    private static void AssertOnAll(FakeCluster cluster, byte[] expected, long syncedAt)
    {
        foreach (var node in cluster.Nodes)
        {
            var replica = Assert.Single(node.Replicas).Value;
            Assert.Equal(expected, replica.Data);
            Assert.Equal(syncedAt, replica.SyncedAt);
        }
    }
}
