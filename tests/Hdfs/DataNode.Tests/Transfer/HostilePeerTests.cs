using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>What one client can take of a node: not its threads, its connections, its room or its patience.</summary>
public sealed class HostilePeerTests : IDisposable
{
    private readonly TransferNode _node = new(address: "127.77.18.1");

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Every_operation_of_another_pool_is_answered_with_the_reason()
    {
        foreach (var operation in Operation.All(TransferNode.Info(new IPEndPoint(IPAddress.Loopback, 1))))
        {
            BlockOf(operation).PoolId = "BP-other";
            using var peer = new TestPeer(_node.Address);
            operation.Send(peer);
            var reply = peer.Connection.Read(BlockOpResponseProto.Parser);
            Assert.True(
                reply.Status == Status.Error
                && reply.Message.Contains("Not ready to serve the block pool, BP-other", StringComparison.Ordinal),
                $"{operation}: {reply}");
        }

        Assert.DoesNotContain(_node.Fixture.Log.Lines, l => l.Text.Contains("of our own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("storage types")]
    [InlineData("storage ids")]
    [InlineData("pinnings")]
    public void More_targets_than_a_pipeline_has_are_refused_before_there_is_a_replica(string list)
    {
        var write = TestPeer.WriteOp(8, 1001);
        var transfer = new OpTransferBlockProto { Header = write.Header };
        for (var i = 0; i <= RequestLimits.Targets; i++)
        {
            switch (list)
            {
                case "targets":
                    write.Targets.Add(_node.Self);
                    transfer.Targets.Add(_node.Self);
                    break;
                case "storage types":
                    write.TargetStorageTypes.Add(StorageTypeProto.Disk);
                    transfer.TargetStorageTypes.Add(StorageTypeProto.Disk);
                    break;
                case "storage ids":
                    write.TargetStorageIds.Add("s");
                    transfer.TargetStorageIds.Add("s");
                    break;
                default:
                    write.TargetPinnings.Add(true);
                    break;
            }
        }

        using var writer = new TestPeer(_node.Address);
        var reply = writer.Begin(write);
        Assert.Contains($"at most {RequestLimits.Targets} of each", reply.Message, StringComparison.Ordinal);
        Assert.Null(_node.Store.Find(8));
        if (list != "pinnings")
        {
            using var peer = new TestPeer(_node.Address);
            peer.Connection.Send(OpHeader.ToArray(DataTransferOp.TransferBlock, transfer));
            Assert.Contains(
                $"at most {RequestLimits.Targets} of each",
                peer.Connection.Read(BlockOpResponseProto.Parser).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(RequestLimits.Targets)]
    [InlineData(int.MaxValue)]
    public void However_many_targets_a_client_names_a_wait_is_bounded(int targets)
    {
        var options = new TransferOptions();
        Assert.InRange(options.ReadTimeoutFor(targets), options.SocketTimeout, options.SocketTimeout + (10 * options.TimeoutExtension));
        Assert.InRange(
            options.WriteTimeoutFor(targets), options.SocketWriteTimeout, options.SocketWriteTimeout + (10 * options.TimeoutExtension));
        Assert.InRange(options.StoreTimeoutFor(Math.Max(1, targets)), options.SocketTimeout, 10 * options.SocketTimeout);
    }

    [Fact]
    public void The_beginning_of_an_operation_takes_no_thread()
    {
        using var node = new TransferNode(new TransferOptions { MaxTransferThreads = 1 }, "127.77.18.2");
        node.Fixture.Put(7, 1001, new byte[10]);
        var header = OpHeader.ToArray(DataTransferOp.WriteBlock, TestPeer.WriteOp(8, 1001));
        var silent = Enumerable.Range(0, 20).Select(_ => new TestPeer(node.Address)).ToList();
        try
        {
            silent.ForEach(p => p.Connection.Send(header.AsSpan(0, header.Length - 1)));
            using var peer = new TestPeer(node.Address);
            Assert.Equal(new byte[10], peer.Read(7, 1001, 0, 10));
            peer.Connection.Socket.Shutdown(SocketShutdown.Send);
            Assert.Equal("closed", peer.Ack());
            Assert.True(SpinWait.SpinUntil(() => node.ActiveOperations == 0, Patience.Limit)); // The one thread is free again.

            // The rest of one makes it an operation.
            silent[7].Connection.Send(header.AsSpan(header.Length - 1));
            Assert.Equal(Status.Success, silent[7].Connection.Read(BlockOpResponseProto.Parser).Status);
        }
        finally
        {
            silent.ForEach(p => p.Dispose());
        }
    }

    [Fact]
    public void A_message_has_the_time_of_one_receive_however_its_bytes_come()
    {
        using var pair = new SocketPair();
        pair.Near.SetTimeouts(20_000, 20_000);
        pair.Far.Send([1]);
        long until = 0;
        Assert.True(pair.Near.FillWithin(ref until));
        Assert.InRange(until - Environment.TickCount64, 1, 20_000);
        until = Environment.TickCount64 - 1; // It is over.
        pair.Far.Send([1]);
        Assert.Equal(SocketError.TimedOut, Assert.Throws<SocketException>(() => pair.Near.FillWithin(ref until)).SocketErrorCode);
        Assert.Equal(1, pair.Near.Buffered.Length);
    }

    [Fact]
    public void One_address_that_is_alone_runs_two_thirds_of_the_operations_and_leaves_the_others_to_others()
    {
        using var node = new TransferNode(new TransferOptions { MaxTransferThreads = 130 }, "127.77.18.2");
        node.Fixture.Put(7, 1001, new byte[10]);
        var writers = new List<TestPeer>();
        try
        {
            for (var i = 0; i < 86; i++)
            {
                writers.Add(new TestPeer(node.Address, "127.77.18.8"));
                Assert.Equal(Status.Success, writers[i].Begin(TestPeer.WriteOp(100 + i, 1001)).Status);
            }

            // As often as it likes; it is told once.
            for (var i = 0; i < 5; i++)
            {
                using var more = new TestPeer(node.Address, "127.77.18.8");
                more.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, TestPeer.WriteOp(99, 1001)));
                Assert.Equal("closed", more.Ack());
            }

            Assert.Single(node.Fixture.Log.Lines, l => l.Text.Contains("86 of 130 operations run", StringComparison.Ordinal)
                && l.Text.Contains("127.77.18.8", StringComparison.Ordinal));

            // Many after each other, each ended before the next, are no more than one at a time.
            for (var i = 0; i < 140; i++)
            {
                using var other = new TestPeer(node.Address, "127.77.18.9");
                Assert.Equal(new byte[10], other.Read(7, 1001, 0, 10));
                other.Connection.Socket.Shutdown(SocketShutdown.Send);
                Assert.Equal("closed", other.Ack());
            }
        }
        finally
        {
            writers.ForEach(p => p.Dispose());
        }
    }

    [Fact]
    public void One_address_leaves_the_last_of_the_waiting_connections_to_others()
    {
        using var node = new TransferNode(new TransferOptions { MaxWaitingConnections = 130 }, "127.77.18.2");
        node.Fixture.Put(7, 1001, new byte[10]);
        var silent = Enumerable.Range(0, 86).Select(_ => new TestPeer(node.Address, "127.77.18.8")).ToList();
        try
        {
            using var more = new TestPeer(node.Address, "127.77.18.8");
            Assert.Equal("closed", more.Ack());
            for (var i = 0; i < 140; i++)
            {
                using var other = new TestPeer(node.Address, "127.77.18.9");
                Assert.Equal(new byte[10], other.Read(7, 1001, 0, 10));
                other.Connection.Socket.Shutdown(SocketShutdown.Send);
                Assert.Equal("closed", other.Ack());
            }
        }
        finally
        {
            silent.ForEach(p => p.Dispose());
        }
    }

    [Fact]
    public void A_claim_to_write_much_leaves_others_room()
    {
        var volume = _node.Store.Volumes[0];
        var claims = new List<TestPeer>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var op = TestPeer.WriteOp(100 + i, 1001);
                op.Header.BaseHeader.Block.NumBytes = (ulong)(volume.Available / 2);
                claims.Add(new TestPeer(_node.Address, "127.77.18.8"));
                Assert.Equal(Status.Success, claims[i].Begin(op).Status);
            }

            Assert.InRange(volume.Promised, 1, 4 * Volume.MaxPromise);
            using var peer = new TestPeer(_node.Address);
            Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(8, 1001)).Status);
        }
        finally
        {
            claims.ForEach(p => p.Dispose());
        }
    }

    [Fact]
    public void A_source_that_does_not_say_how_its_replica_is_checked_is_refused()
    {
        using var source = new SilentNode("127.77.18.3");
        using var peer = new TestPeer(_node.Address);
        peer.Connection.Send(OpHeader.ToArray(
            DataTransferOp.ReplaceBlock,
            new OpReplaceBlockProto { Header = TestPeer.Base(8, 1001), DelHint = "uuid-old", Source = source.Self }));
        using var connection = source.Accept();
        connection.Send(new BlockOpResponseProto { Status = Status.Success });
        var reply = peer.Connection.Read(BlockOpResponseProto.Parser);
        Assert.True(
            reply.Status == Status.Error && reply.Message.Contains("does not say how blk_8 is checked", StringComparison.Ordinal),
            reply.Message);
        Assert.Null(_node.Store.Find(8));
    }

    [Theory]
    [InlineData(BlockChecksumTypeProto.CompositeCrc, 100, "was written without checksums")]
    [InlineData(BlockChecksumTypeProto.Md5Crc, -1, "-1 bytes of")]
    public void A_checksum_that_there_is_none_of_is_refused_with_the_reason(BlockChecksumTypeProto type, long length, string reason)
    {
        using (var writer = new TestPeer(_node.Address))
        {
            var op = TestPeer.WriteOp(8, 1001);
            op.RequestedChecksum = new ChunkChecksum(ChecksumKind.Null, 512).ToProto();
            writer.Begin(op);
            writer.Connection.Send(
            [
                .. Packets.Make(0, 0, new byte[100], checksum: new ChunkChecksum(ChecksumKind.Null, 512)),
                .. Packets.Make(100, 1, [], last: true),
            ]);
            Assert.Equal(["0: Success", "1: Success"], [writer.Ack(), writer.Ack()]);
        }

        using var peer = new TestPeer(_node.Address);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.BlockChecksum, new OpBlockChecksumProto
        {
            Header = TestPeer.Base(8, 1001, length),
            BlockChecksumOptions = new BlockChecksumOptionsProto { BlockChecksumType = type },
        }));
        var reply = peer.Connection.Read(BlockOpResponseProto.Parser);
        Assert.True(reply.Status == Status.Error && reply.Message.Contains(reason, StringComparison.Ordinal), reply.ToString());
        Assert.DoesNotContain(_node.Fixture.Log.Lines, l => l.Text.Contains("of our own", StringComparison.Ordinal));
    }

    private static ExtendedBlockProto BlockOf(Operation operation) => operation.Body switch
    {
        OpReadBlockProto op => op.Header.BaseHeader.Block,
        OpWriteBlockProto op => op.Header.BaseHeader.Block,
        OpTransferBlockProto op => op.Header.BaseHeader.Block,
        OpBlockChecksumProto op => op.Header.Block,
        OpCopyBlockProto op => op.Header.Block,
        OpReplaceBlockProto op => op.Header.Block,
        var other => throw new ArgumentException($"{other.Descriptor.Name}"),
    };

    private sealed class SocketPair : IDisposable
    {
        public SocketPair()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            Far = new Dialer(null).Connect((IPEndPoint)listener.LocalEndPoint!, 20_000, CancellationToken.None);
            Near = Connection.Over(listener.AcceptPatiently());
        }

        public Connection Near { get; }

        public Connection Far { get; }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
