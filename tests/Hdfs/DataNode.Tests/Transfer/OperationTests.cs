using System.Buffers.Binary;
using System.Security.Cryptography;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

public sealed class OperationTests : IDisposable
{
    private readonly TransferNode _node = new(address: "127.77.16.1");
    private readonly TransferNode _other = new(address: "127.77.16.2");

    public void Dispose()
    {
        _node.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Ranges_are_sent_in_whole_chunks_over_one_connection()
    {
        var data = Packets.Random(1_000_000, 1);
        _node.Fixture.Put(7, 1001, data);
        using var peer = new TestPeer(_node.Address);
        foreach (var (offset, length) in ((int, int)[])
        [
            (0, 1_000_000), (0, 1), (511, 2), (512, 512), (700_001, 299_999), (999_999, 1), (3, 600_000),
        ])
        {
            Assert.Equal(data[offset..(offset + length)], peer.Read(7, 1001, offset, length));
            Assert.Equal(data[offset..(offset + length)], peer.Read(7, 1001, offset, length, checksums: false));
        }
    }

    [Theory]
    [InlineData(7, 1001, 0, 2_000)]
    [InlineData(7, 1002, 0, 10)]
    [InlineData(8, 1001, 0, 10)]
    public void A_read_that_cannot_be_served_is_refused(int id, int generation, int offset, int length)
    {
        _node.Fixture.Put(7, 1001, Packets.Random(1_000, 2));
        using var peer = new TestPeer(_node.Address);
        var reply = peer.BeginRead(id, generation, offset, length);
        Assert.Equal(Status.Error, reply.Status);
        Assert.NotEmpty(reply.Message);
    }

    [Fact]
    public void A_damaged_checksum_file_is_refused_and_reported()
    {
        _node.Fixture.Put(7, 1001, Packets.Random(1_000, 3));
        File.WriteAllBytes(Path.Combine(_node.Fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7_1001.meta"), [0, 1]);
        using var peer = new TestPeer(_node.Address);
        Assert.Equal(Status.Error, peer.BeginRead(7, 1001, 0, 10).Status);
        Assert.Contains("corrupt 7_1001", _node.Fixture.Events.All);
    }

    [Fact]
    public void A_replica_without_a_checksum_file_is_read_without_checksums()
    {
        var data = Packets.Random(1_000, 3);
        _node.Fixture.Put(7, 1001, data);
        File.Delete(Path.Combine(_node.Fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7_1001.meta"));
        using var peer = new TestPeer(_node.Address);
        Assert.Equal(data, peer.Read(7, 1001, 0, 1_000));
        Assert.Contains("corrupt 7_1001", _node.Fixture.Events.All);
    }

    [Fact]
    public void The_checksum_of_a_block_is_the_md5_of_its_checksums_or_the_crc_of_its_bytes()
    {
        var data = Packets.Random(100_100, 4);
        _node.Fixture.Put(7, 1001, data);
        foreach (var length in (int[])[100_100, 100_000, 51_200])
        {
            var sums = new byte[ChunkChecksum.Default.ChecksumLength(length)];
            ChunkChecksum.Default.Compute(data.AsSpan(0, length), sums);
            var crc = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32C.Compute(data.AsSpan(0, length)));
            Assert.Equal(MD5.HashData(sums), Checksum(length, BlockChecksumTypeProto.Md5Crc).BlockChecksum);
            Assert.Equal(crc, Checksum(length, BlockChecksumTypeProto.CompositeCrc).BlockChecksum);
        }
    }

    [Fact]
    public void A_finalized_replica_is_sent_to_a_node_that_joins_a_pipeline()
    {
        var data = Packets.Random(300_000, 5);
        _node.Fixture.Put(7, 1001, data);
        Assert.Equal(Status.Success, Transfer(7, 1001).Status);
        Assert.Equal(data, _other.Fixture.Get(7, 1001));
    }

    [Fact]
    public void A_replica_being_written_is_sent_as_far_as_it_is_acknowledged()
    {
        var data = Packets.Random(300_000, 6);
        using var writer = new TestPeer(_node.Address);
        writer.Begin(TestPeer.WriteOp(7, 1001));
        writer.Send(0, 0, data.AsSpan(0, 100_001));
        writer.Ack();
        Assert.Equal(Status.Success, Transfer(7, 1001).Status);
        var replica = _other.Store.Find(7)!.Value;
        Assert.Equal((ReplicaState.BeingWritten, 100_001L), (replica.State, replica.VisibleLength));

        using var second = new TestPeer(_node.Address);
        var op = TestPeer.WriteOp(7, 1001, Stage.PipelineSetupStreamingRecovery, next: _other);
        (op.MinBytesRcvd, op.MaxBytesRcvd, op.LatestGenerationStamp) = (100_001, 300_000, 1002);
        Assert.Equal(Status.Success, second.Begin(op).Status);
        second.Send(99_840, 1, data.AsSpan(99_840));
        second.Send(300_000, 2, [], last: true);
        Assert.Equal(["1: Success Success", "2: Success Success"], [second.Ack(), second.Ack()]);
        Assert.Equal(data, _other.Fixture.Get(7, 1002));
    }

    [Fact]
    public void A_replica_is_replicated_down_a_chain_of_nodes()
    {
        using var third = new TransferNode(address: "127.77.16.3");
        var data = Packets.Random(3_000_000, 7);
        _node.Fixture.Put(7, 1001, data);
        ReplicaSender.Send(
            _node.Context,
            new(7, data.Length, 1001),
            Stage.PipelineSetupCreate,
            "",
            new TransferTargets([_other.Self, third.Self], [StorageTypeProto.Disk, StorageTypeProto.Disk], []));
        _other.Fixture.Events.WaitFor($"received 7_1001 {data.Length}");
        third.Fixture.Events.WaitFor($"received 7_1001 {data.Length}");
        Assert.Equal(data, third.Fixture.Get(7, 1001));
    }

    [Fact]
    public void Damage_on_the_way_between_nodes_is_found_and_the_source_reported()
    {
        using (var peer = new TestPeer(_other.Address, _node.Address.Address.ToString()))
        {
            var op = TestPeer.WriteOp(7, 1001, client: "");
            op.Source = _node.Self;
            peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, op));
            var bad = Packets.Make(0, 0, new byte[1_000]);
            bad[^3] ^= 4;
            peer.Connection.Send(bad);
            Assert.Equal("closed", peer.Ack());
        }

        Assert.Null(_other.Store.Find(7));
        Assert.Contains($"remote corrupt 7_1001 at {_node.Self.Id.DatanodeUuid}", _other.Told);
        Assert.Empty(Directory.GetFiles(_other.Fixture.Pool(0).Finalized, "*", SearchOption.AllDirectories));
    }

    /// <summary>The NameNode deletes what is reported: nobody but the node itself says that a copy comes from it.</summary>
    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("127.77.16.1", "no address")]
    public void A_stranger_has_no_replica_of_another_node_reported(string from, string? named = null)
    {
        using (var peer = new TestPeer(_other.Address, from))
        {
            var op = TestPeer.WriteOp(7, 1001, client: "");
            op.Source = _node.Self;
            op.Source.Id.IpAddr = named ?? op.Source.Id.IpAddr;
            peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, op));
            var bad = Packets.Make(0, 0, new byte[1_000]);
            bad[^3] ^= 4;
            peer.Connection.Send(bad);
            Assert.Equal("closed", peer.Ack());
        }

        Assert.DoesNotContain(_other.Told, static t => t.StartsWith("remote corrupt", StringComparison.Ordinal));
    }

    [Fact]
    public void A_balancer_moves_a_replica()
    {
        var data = Packets.Random(300_000, 8);
        _node.Fixture.Put(7, 1001, data);
        using var peer = new TestPeer(_other.Address);
        peer.Connection.Send(OpHeader.ToArray(
            DataTransferOp.ReplaceBlock,
            new OpReplaceBlockProto { Header = TestPeer.Base(7, 1001), DelHint = "uuid-old", Source = _node.Self }));
        Assert.Equal(Status.Success, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        Assert.Equal(data, _other.Fixture.Get(7, 1001));
    }

    [Theory]
    [InlineData(DataTransferOp.BlockGroupChecksum, false)]
    [InlineData(DataTransferOp.RequestShortCircuitFds, true)]
    public void What_is_not_served_is_refused(DataTransferOp op, bool goesOn)
    {
        _node.Fixture.Put(7, 1001, new byte[10]);
        using var peer = new TestPeer(_node.Address);
        peer.Connection.Send(
            OpHeader.ToArray(op, new OpRequestShortCircuitAccessProto { Header = TestPeer.Base(7, 1001), MaxVersion = 1 }));
        Assert.Equal(Status.ErrorUnsupported, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        if (goesOn)
        {
            Assert.Equal(new byte[10], peer.Read(7, 1001, 0, 10));
        }
    }

    [Fact]
    public void Garbage_ends_the_connection_and_nothing_else()
    {
        using var peer = new TestPeer(_node.Address);
        peer.Connection.Send("GET / HTTP/1.1\r\n\r\n"u8);
        Assert.Equal("closed", peer.Ack());
        _node.Fixture.Put(7, 1001, new byte[10]);
        using var second = new TestPeer(_node.Address);
        Assert.Equal(new byte[10], second.Read(7, 1001, 0, 10));
    }

    [Fact]
    public void An_idle_connection_is_closed_after_the_keep_alive()
    {
        using var node = new TransferNode(new TransferOptions { KeepAlive = 100 }, "127.77.16.4");
        node.Fixture.Put(7, 1001, new byte[10]);
        using var peer = new TestPeer(node.Address);
        peer.Read(7, 1001, 0, 10);
        Assert.Equal("closed", peer.Ack());
    }

    [Fact]
    public void More_operations_than_allowed_are_turned_away()
    {
        using var node = new TransferNode(new TransferOptions { MaxTransferThreads = 1 }, "127.77.16.4");
        using var writer = new TestPeer(node.Address);
        writer.Begin(TestPeer.WriteOp(7, 1001));
        using var second = new TestPeer(node.Address);
        second.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, TestPeer.WriteOp(8, 1001)));
        Assert.Equal("closed", second.Ack());
        Assert.Contains(
            node.Fixture.Log.Lines, l => l.Text.Contains("exceeds the limit of concurrent xceivers: 1", StringComparison.Ordinal));
    }

    private OpBlockChecksumResponseProto Checksum(int length, BlockChecksumTypeProto type)
    {
        using var peer = new TestPeer(_node.Address);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.BlockChecksum, new OpBlockChecksumProto
        {
            Header = TestPeer.Base(7, 1001, length),
            BlockChecksumOptions = new BlockChecksumOptionsProto { BlockChecksumType = type },
        }));
        return peer.Connection.Read(BlockOpResponseProto.Parser).ChecksumResponse;
    }

    private BlockOpResponseProto Transfer(long id, long generation)
    {
        using var peer = new TestPeer(_node.Address);
        var op = new OpTransferBlockProto
        {
            Header = new ClientOperationHeaderProto { BaseHeader = TestPeer.Base(id, generation), ClientName = "client" },
        };
        op.Targets.Add(_other.Self);
        op.TargetStorageTypes.Add(StorageTypeProto.Disk);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.TransferBlock, op));
        return peer.Connection.Read(BlockOpResponseProto.Parser);
    }
}
