using System.Buffers;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Tests;

public sealed class BlockReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A packet that does not fit into the receive buffer has it replaced, and the old one is others' from then on.</summary>
    [Fact]
    public async Task PiecesStayWhatTheyAreWhenALargerPacketFollows()
    {
        const int first = 64 * 1024;
        var data = WriteTests.Bytes(7, 3 << 20);
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        var node = cluster.Nodes[0];
        node.PacketSize = static at => at == 0 ? first : 3 << 20;
        var replica = new FakeReplica { GenerationStamp = 1001, IsFinal = true };
        replica.Data.AddRange(data);
        node.Replicas[7] = replica;
        var located = new LocatedBlockProto
        {
            B = new ExtendedBlockProto { PoolId = "BP-1", BlockId = 7, GenerationStamp = 1001, NumBytes = (ulong)data.Length },
            Offset = 0,
            Corrupt = false,
            BlockToken = TokenProto.Empty(),
        };
        var reader = await BlockReader.OpenAsync(cluster.Client, located, node.Info.Id, verify: true, 0, data.Length, Cancel);
        var read = new List<byte>();
        while (reader.Remaining > 0)
        {
            var pieces = new List<ReadOnlyMemory<byte>>();
            await reader.TakeAsync(pieces, Cancel);
            UseAllBuffers();
            pieces.ForEach(p => read.AddRange(p.Span));
        }

        await reader.CloseAsync();
        Assert.Equal(data, read);
    }

    /// <summary>Who has all bytes does not wait for the end of a read that does not come, nor for the end of one that never ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AReadThatHasItsBytesReturns(bool trickles)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick with { SocketTimeout = TimeSpan.FromHours(1) });
        var data = WriteTests.Bytes(8, 100_000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        var end = new PacketHeader(data.Length, 2, 0, 0, true, false).Size;
        cluster.Nodes[0].SendRead = async (stream, packets) =>
        {
            await stream.WriteAsync(packets.AsMemory(0, packets.Length - end), Cancel);
            while (trickles)
            {
                await stream.WriteAsync(Empty(data.Length), Cancel);
            }

            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
        };
        await using var file = await cluster.Files.OpenReadAsync("/f", Cancel);
        var buffer = new byte[data.Length];
        Assert.Equal(data.Length, await file.ReadAtAsync(0, buffer, Cancel).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancel));
        Assert.Equal(data, buffer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PacketsThatBringNothingAreAFault(bool behindTheRange)
    {
        await using var cluster = new FakeCluster(2, FakeCluster.Quick);
        var data = WriteTests.Bytes(9, 100_000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        cluster.Nodes[0].SendRead = async (stream, packets) =>
        {
            await stream.WriteAsync(behindTheRange ? packets : [], Cancel);
            while (true)
            {
                await stream.WriteAsync(behindTheRange ? packets : Empty(0), Cancel);
            }
        };
        await using var file = await cluster.Files.OpenReadAsync("/f", Cancel);
        var buffer = new byte[data.Length];
        await file.ReadExactlyAsync(buffer, Cancel).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        Assert.Equal(data, buffer);
    }

    private static byte[] Empty(long offset)
    {
        var header = new PacketHeader(offset, 9, 0, 0, false, false);
        var bytes = new byte[header.Size];
        header.Write(bytes);
        return bytes;
    }

    // Whoever else in the process needs buffers.
    private static void UseAllBuffers()
    {
        var rented = new List<byte[]>();
        foreach (var size in (int[])[16 << 10, 64 << 10, 256 << 10, 1 << 20, 2 << 20, 4 << 20])
        {
            for (var i = 0; i < 16; i++)
            {
                rented.Add(ArrayPool<byte>.Shared.Rent(size));
            }
        }

        foreach (var buffer in rented)
        {
            buffer.AsSpan().Fill(0xEE);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
