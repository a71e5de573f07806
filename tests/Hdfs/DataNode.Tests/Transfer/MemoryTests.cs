using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>The memory outside the heap that operations hold, and what is left when there is none.</summary>
public sealed class MemoryTests
{
    private const string OurOwn = "of our own";

    [Fact]
    public void What_came_with_a_long_header_is_taken_however_much_it_is()
    {
        var memory = new BufferMemory(BufferMemory.DefaultMaxGrown);
        using var node = new TransferNode(new TransferOptions { ReceiveBufferSize = 16 * 1024 }, "127.77.17.1", memory: memory);
        using var peer = new TestPeer(node.Address);
        var op = TestPeer.WriteOp(7, 1001);
        op.Header.BaseHeader.Token.Identifier = ByteString.CopyFrom(new byte[100_000]);
        var data = Packets.Random(700_000, 1);
        var packets = Enumerable.Range(0, 70).SelectMany(i => Packets.Make(i * 10_000, i, data.AsSpan(i * 10_000, 10_000)));

        // In one piece: the header's thread then has some of the packets already.
        peer.Connection.Send(
            [.. OpHeader.ToArray(DataTransferOp.WriteBlock, op), .. packets, .. Packets.Make(700_000, 70, [], last: true)]);
        Assert.Equal(Status.Success, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        for (var i = 0; i <= 70; i++)
        {
            Assert.Equal($"{i}: Success", peer.Ack());
        }

        Assert.Equal("closed", peer.Ack());
        Assert.Equal(data, node.Fixture.Get(7, 1001));
        Assert.Equal(0, memory.Held);
    }

    [Fact]
    public void A_header_that_is_too_long_is_refused_before_there_is_a_replica()
    {
        using var node = new TransferNode(address: "127.77.17.1");
        using var peer = new TestPeer(node.Address);
        peer.Connection.Send(OpHeader.ToArray(
            DataTransferOp.WriteBlock, TestPeer.WriteOp(7, 1001, client: new string('x', OpHeader.MaxBodyBytes))).AsSpan(0, 5_000));
        Assert.Equal("closed", peer.Ack());
        Assert.Null(node.Store.Find(7));
        Assert.Contains(
            node.Fixture.Log.Lines, l => l.Text.Contains($"at most {OpHeader.MaxBodyBytes} are allowed", StringComparison.Ordinal));
    }

    [Fact]
    public void Large_packets_hold_so_much_together_and_no_more()
    {
        var memory = new BufferMemory(1 << 20);
        using var node = new TransferNode(address: "127.77.17.1", memory: memory);
        using var peer = new TestPeer(node.Address);
        peer.Begin(TestPeer.WriteOp(7, 1001));
        // A buffer is full then, and has to grow by more than an address may.
        peer.Connection.Send(Packets.Make(0, 0, new byte[2_000_000]).AsSpan(0, PacketBuffer.UsualSize));
        Assert.Equal("closed", peer.Ack());
        Assert.Contains(
            node.Fixture.Log.Lines,
            l => l.Text.Contains("large packets may hold 1048576 bytes of memory together", StringComparison.Ordinal));
        Assert.Equal(0, memory.Held);
    }

    [Fact]
    public void What_headers_announce_takes_no_memory_and_packets_of_our_client_are_always_taken()
    {
        var memory = new BufferMemory(1 << 20);
        var options = new TransferOptions();
        using var node = new TransferNode(options, "127.77.17.1", memory: memory);
        var peers = new List<TestPeer>();
        for (var i = 0; i < 5; i++)
        {
            var liar = new TestPeer(node.Address);
            peers.Add(liar);
            liar.Begin(TestPeer.WriteOp(100 + i, 1001));
            liar.Connection.Send(Packets.Make(0, 0, new byte[(16 << 20) - 200_000]).AsSpan(0, 40)); // and then nothing
        }

        var data = Packets.Random(1 << 20, 1);
        for (var i = 0; i < 5; i++)
        {
            var writer = new TestPeer(node.Address);
            peers.Add(writer);
            writer.Begin(TestPeer.WriteOp(200 + i, 1001));
            writer.Send(0, 0, data);
            Assert.Equal("0: Success", writer.Ack());
        }

        Assert.InRange(memory.Held, 0, 5L * (PacketBuffer.UsualSize + options.ReceiveBufferSize));
        peers.ForEach(static p => p.Dispose());
    }

    [Fact]
    public void A_packet_longer_than_usual_arrives_whole_however_it_is_cut()
    {
        var memory = new BufferMemory(BufferMemory.DefaultMaxGrown);
        using var node = new TransferNode(address: "127.77.17.1", memory: memory);
        using var peer = new TestPeer(node.Address);
        peer.Begin(TestPeer.WriteOp(7, 1001));
        var data = Packets.Random(5_000_000, 1);
        peer.Send(0, 0, data.AsSpan(0, 1000));
        var packet = Packets.Make(1000, 1, data.AsSpan(1000));
        for (var at = 0; at < packet.Length; at += 700_001)
        {
            peer.Connection.Send(packet.AsSpan(at, Math.Min(700_001, packet.Length - at)));
        }

        peer.Send(data.Length, 2, [], last: true);
        Assert.Equal(["0: Success", "1: Success", "2: Success", "closed"], [peer.Ack(), peer.Ack(), peer.Ack(), peer.Ack()]);
        Assert.Equal(data, node.Fixture.Get(7, 1001));
        Assert.Equal(0, memory.Held);
    }

    // Every operation that is served, every buffer that it asks for.
    [Fact]
    public void An_operation_without_memory_fails_alone_and_leaves_nothing_behind()
    {
        var count = Operation.All(TransferNode.Info(new IPEndPoint(IPAddress.Loopback, 1))).Count();
        var failures = 0;
        for (var i = 0; i < count; i++)
        {
            for (var nth = 1; nth <= 2; nth++)
            {
                var memory = new ScarceMemory();
                using var source = new TransferNode(address: "127.77.17.2");
                using var node = new TransferNode(address: "127.77.17.1", memory: memory);
                node.Fixture.Put(7, 1001, Packets.Random(700, 1));
                source.Fixture.Put(8, 1001, Packets.Random(700, 1));
                var operation = Operation.All(source.Self).ElementAt(i);
                memory.FailAt(nth);
                Run(node, operation);
                failures += memory.Failed ? 1 : 0;
                Assert.True(memory.Held == 0, $"{operation}, buffer {nth}: {memory.Held} bytes are held");
                Assert.DoesNotContain(node.Fixture.Log.Lines, l => l.Text.Contains(OurOwn, StringComparison.Ordinal));
                Assert.DoesNotContain(node.Fixture.Events.All, e => e.StartsWith("corrupt", StringComparison.Ordinal));
                if (memory.Failed && operation.Name != "write")
                {
                    Assert.True(node.Store.Find(8) is null, $"{operation}, buffer {nth} left {node.Store.Find(8)}");
                }

                if (memory.Failed && operation.Name is "copy in" or "transfer in" or "replace")
                {
                    Run(node, operation);
                    Assert.Equal(ReplicaState.Finalized, node.Store.Find(8)!.Value.State);
                }
            }
        }

        Assert.InRange(failures, count - 1, int.MaxValue); // All but the checksum have one buffer at least.
    }

    private static void Run(TransferNode node, Operation operation)
    {
        using var peer = new TestPeer(node.Address);
        operation.Send(peer);
        peer.Connection.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        peer.Drain();
    }

    private sealed unsafe class ScarceMemory() : BufferMemory(DefaultMaxGrown)
    {
        private int _left = int.MaxValue;

        public bool Failed { get; private set; }

        public void FailAt(int nth) => _left = nth;

        private protected override byte* Allocate(int size)
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                Failed = true;
                throw new OutOfMemoryException();
            }

            return base.Allocate(size);
        }
    }
}
