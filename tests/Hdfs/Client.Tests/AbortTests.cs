using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>Writers that end before their file is whole, and nodes that keep them waiting.</summary>
public sealed class AbortTests
{
    /// <summary>Far more than anything here takes, far less than the time-outs of <see cref="Patient"/>.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly HdfsClientOptions Patient = FakeCluster.Quick with
    {
        SocketTimeout = TimeSpan.FromHours(1), WriteTimeout = TimeSpan.FromHours(1),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100)]
    [InlineData(FakeCluster.BlockSize + 100)]
    [InlineData(40 * FakeCluster.BlockSize)]
    public async Task WhatIsAbortedIsNotCompletedWhateverItsNodesDo(int length)
    {
        await using var cluster = new FakeCluster(3, Patient);
        cluster.Nodes[0].OnPacket = static _ => FakeVerdict.Silence;
        var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        using var user = new CancellationTokenSource();
        var write = stream.WriteAsync(new byte[length], user.Token).AsTask();
        await user.CancelAsync();
        await write.ContinueWith(static _ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        await stream.AbortAsync().AsTask().WaitAsync(Limit, Cancel);
        await stream.DisposeAsync();
        await stream.AbortAsync();
        Assert.DoesNotContain("complete", cluster.NameNode.Transcript());
        Assert.False(cluster.NameNode.File("/f").IsComplete);
    }

    /// <summary>
    /// Its nodes take nothing more: a write that waits for room, or a disposal that waits for acknowledgements, waits for ever.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAbortEndsWhatIsUnderWay(bool closes)
    {
        await using var cluster = new FakeCluster(3, Patient);
        cluster.Nodes[0].OnPacket = static _ => FakeVerdict.Silence;
        var stream = await cluster.Files.CreateAsync("/f", CreateOptions.Default, Cancel);
        if (closes)
        {
            await stream.WriteAsync(new byte[100], Cancel);
        }

        var waiting = closes
            ? stream.DisposeAsync().AsTask()
            : stream.WriteAsync(new byte[400 * FakeCluster.BlockSize], CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        await stream.AbortAsync().AsTask().WaitAsync(Limit, Cancel);
        var e = await Assert.ThrowsAsync<RefusedException>(() => waiting.WaitAsync(Limit, Cancel));
        Assert.Contains("was aborted", e.Message);
        Assert.DoesNotContain("complete", cluster.NameNode.Transcript());
    }

    /// <summary>The acknowledgements of heartbeats keep the line open for as long as the client sends them.</summary>
    [Fact]
    public async Task HeartbeatsAloneAreNoProgress()
    {
        // 5 s a node come on top of the time-out, so one node only.
        await using var cluster = new FakeCluster(
            1, FakeCluster.Quick with { SocketTimeout = TimeSpan.FromMilliseconds(300), Replication = 1 });
        cluster.Nodes[0].OnPacket = static header => header.SequenceNumber == PacketHeader.HeartbeatSequenceNumber
            ? FakeVerdict.Acknowledge
            : FakeVerdict.Silence;
        var e = await Assert.ThrowsAsync<EnvironmentException>(
            async () => await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(2, 1000)).WaitAsync(Limit, Cancel));
        Assert.Contains("acknowledges heartbeats, but nothing of", e.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AnAcknowledgementSpeaksForEveryNode(int replies)
    {
        await using var cluster = new FakeCluster(3, FakeCluster.Quick);
        var shortened = 0;
        cluster.Nodes[0].OnReplies = all => shortened++ == 0 ? all[..replies] : all;
        var data = WriteTests.Bytes(3, 1000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        Assert.Contains("updatePipeline", cluster.NameNode.Transcript());
        cluster.AssertReplicas("/f", data);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    [InlineData(false, 4)]
    [InlineData(false, 32)]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    [InlineData(true, 16)]
    public async Task AChecksumThatIsNoneIsAskedOfTheNextNode(bool composite, int size)
    {
        await using var cluster = new FakeCluster(2, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(4, 1000));
        var good = Answer(composite ? 4 : 16, ChecksumTypeProto.ChecksumCrc32C, 512);
        cluster.Nodes[0].OnChecksum = _ => Answer(size, ChecksumTypeProto.ChecksumCrc32C, 512);
        cluster.Nodes[1].OnChecksum = _ => good;
        var configuration = new Configuration();
        configuration.Set("dfs.checksum.combine.mode", composite ? "COMPOSITE_CRC" : "MD5MD5CRC");
        await using var files = new HdfsFileSystem(new Uri("hdfs://fake:8020"), configuration, cluster.Client);
        var sum = await files.GetFileChecksumAsync("/f", Cancel);
        cluster.Nodes[0].OnChecksum = _ => good;
        Assert.Equal((await files.GetFileChecksumAsync("/f", Cancel))!.Bytes.ToArray(), sum!.Bytes.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFileWrittenWithoutChecksumsHasNone(bool composite)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", WriteTests.Bytes(4, 1000));
        cluster.Nodes[0].OnChecksum = _ => Answer(composite ? 4 : 16, ChecksumTypeProto.ChecksumNull, 512);
        var configuration = new Configuration();
        configuration.Set("dfs.checksum.combine.mode", composite ? "COMPOSITE_CRC" : "MD5MD5CRC");
        await using var files = new HdfsFileSystem(new Uri("hdfs://fake:8020"), configuration, cluster.Client);
        var e = await Assert.ThrowsAsync<RefusedException>(async () => await files.GetFileChecksumAsync("/f", Cancel));
        Assert.Contains("dfs.checksum.type NULL", e.Message);
    }

    private static BlockOpResponseProto Answer(int size, ChecksumTypeProto type, uint bytesPerCrc) => new()
    {
        Status = Status.Success,
        ChecksumResponse = new OpBlockChecksumResponseProto
        {
            BytesPerCrc = bytesPerCrc,
            CrcPerBlock = 2,
            CrcType = type,
            BlockChecksum = Google.Protobuf.ByteString.CopyFrom(WriteTests.Bytes(6, size)),
        },
    };
}
