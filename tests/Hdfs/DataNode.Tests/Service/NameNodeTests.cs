using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Command = Hathi.Hdfs.Protocol.Datanode.DatanodeCommandProto.Types.Type;

namespace Hathi.Hdfs.DataNode.Tests.Service;

public sealed class NameNodeTests : IAsyncLifetime
{
    private readonly FakeNameNode _nameNode = new();
    private readonly NodeFixture _node = new("127.77.16.21", volumes: 2);
    private readonly NodeFixture _other = new("127.77.16.22");

    public async ValueTask InitializeAsync() => await _nameNode.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _other.DisposeAsync();
        await _nameNode.DisposeAsync();
    }

    [Fact]
    public async Task A_node_registers_from_its_own_address_and_reports_its_volumes_and_replicas()
    {
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        _nameNode.WaitFor("register 127.77.16.21 host-127.77.16.21");
        Assert.Equal("report lease=77 storages=2 ", _nameNode.WaitFor("report"));
        var registration = _nameNode.Registration!;
        Assert.Equal((unchecked((uint)-57), "CID-1", 17u, "3.5.0"), (registration.StorageInfo.LayoutVersion,
            registration.StorageInfo.ClusterID, registration.StorageInfo.NamespceID, registration.SoftwareVersion));
        Assert.Equal((uint)_node.Server.TransferEndPoint.Port, registration.DatanodeID.XferPort);
        Assert.Equal(2, _nameNode.LastHeartbeat!.Reports.Count);
        Assert.All(_nameNode.LastHeartbeat.Reports, r => Assert.True(r.Capacity > 0 && r.Remaining > 0 && !r.Failed));
    }

    [Fact]
    public async Task A_written_block_is_told_of_at_once_and_again_in_full_after_a_restart()
    {
        await StartAsync(_node);
        Put(7, Packets.Random(1_000, 1));
        _nameNode.WaitFor("Received 7_1001 1000");
        await _node.StopAsync();
        var told = _nameNode.Told.Count;
        await StartAsync(_node);
        Assert.Equal("report lease=77 storages=2 7_1001:1000:Finalized", _nameNode.WaitFor("report", told));
    }

    [Fact]
    public async Task A_node_waits_for_its_NameNode_and_comes_back_to_it()
    {
        var address = _nameNode.Address;
        await StartAsync(_node);
        await _nameNode.StopAsync();
        Put(7, Packets.Random(1_000, 1));
        var told = _nameNode.Told.Count;
        await _nameNode.StartAsync(address.Port);
        _nameNode.Order(new DatanodeCommandProto { CmdType = Command.RegisterCommand, RegisterCmd = new RegisterCommandProto() });
        _nameNode.WaitFor("register", told);
        _nameNode.WaitFor("Received 7_1001 1000", told);
        Assert.Contains("7_1001:1000:Finalized", _nameNode.WaitFor("report", told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_NameNode_of_another_cluster_is_refused()
    {
        await StartAsync(_node);
        await _node.StopAsync();
        _nameNode.ClusterId = "CID-2";
        await _node.StartAsync(_nameNode.Address);
        var e = await Assert.ThrowsAsync<VolumeException>(() => _node.Server!.Stopped);
        Assert.Contains("Incompatible clusterIDs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_are_deleted_and_copied_as_the_NameNode_orders()
    {
        await StartAsync(_node);
        var holder = _nameNode.Registration!.DatanodeID.IpAddr;
        await StartAsync(_other);
        var data = Packets.Random(200_000, 2);
        Put(7, data);
        var transfer = new BlockCommandProto { Action = BlockCommandProto.Types.Action.Transfer, BlockPoolId = FakeNameNode.PoolId };
        transfer.Blocks.Add(new BlockProto { BlockId = 7, GenStamp = 1001, NumBytes = (ulong)data.Length });
        transfer.Targets.Add(new DatanodeInfosProto { Datanodes = { _other.Info } });
        transfer.TargetStorageTypes.Add(new StorageTypesProto { StorageTypes = { StorageTypeProto.Disk } });

        // Both nodes ask the same NameNode: the one that has the block is meant.
        _nameNode.WaitFor("Received 7_1001 200000");
        var told = _nameNode.Told.Count;
        _nameNode.Order(new DatanodeCommandProto { CmdType = Command.BlockCommand, BlkCmd = transfer }, holder);
        _nameNode.WaitFor("Received 7_1001 200000", told);
        using (var reader = new TestPeer(_other.Server!.TransferEndPoint))
        {
            Assert.Equal(data, reader.Read(7, 1001, 0, data.Length));
        }

        var delete = new BlockCommandProto { Action = BlockCommandProto.Types.Action.Invalidate, BlockPoolId = FakeNameNode.PoolId };
        delete.Blocks.Add(new BlockProto { BlockId = 7, GenStamp = 1001, NumBytes = 0 });
        _nameNode.Order(new DatanodeCommandProto { CmdType = Command.BlockCommand, BlkCmd = delete });
        _nameNode.WaitFor("Deleted 7_1001");
    }

    [Fact]
    public async Task The_primary_of_a_recovery_brings_all_holders_to_the_shortest_length()
    {
        await StartAsync(_node);
        var self = _nameNode.Registration!.DatanodeID;
        await StartAsync(_other);
        var other = _nameNode.Registration!.DatanodeID;
        var data = Packets.Random(2_000, 3);
        Leave(_node, data);
        Leave(_other, data[..1_500]);
        var located = new LocatedBlockProto
        {
            B = TestPeer.Base(7, 1001, 0).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
        };
        located.Locs.Add(new DatanodeInfoProto { Id = self });
        located.Locs.Add(new DatanodeInfoProto { Id = other });
        var order = new BlockRecoveryCommandProto();
        order.Blocks.Add(new RecoveringBlockProto { NewGenStamp = 1009, Block = located });
        _nameNode.Order(new DatanodeCommandProto { CmdType = Command.BlockRecoveryCommand, RecoveryCmd = order });
        Assert.Equal("commit 7 1009 1500 False 2", _nameNode.WaitFor("commit"));
        foreach (var node in (NodeFixture[])[_node, _other])
        {
            using var reader = new TestPeer(node.Server!.TransferEndPoint);
            Assert.Equal(data[..1_500], reader.Read(7, 1009, 0, 1_500));
        }
    }

    [Fact]
    public async Task A_failed_volume_is_reported_and_the_node_goes_on()
    {
        await StartAsync(_node);
        Put(7, Packets.Random(1_000, 1));
        Put(8, Packets.Random(1_000, 1));
        Directory.Delete(_node.VolumePath(0), recursive: true);
        for (var id = 9; id < 12; id++)
        {
            using var peer = new TestPeer(_node.Server!.TransferEndPoint);
            try
            {
                if (peer.Begin(TestPeer.WriteOp(id, 1001)).Status == Status.Success)
                {
                    peer.WriteAll(new byte[100]);
                }
            }
            catch (EndOfStreamException)
            {
                // The volume was given up in the middle of this one.
            }
        }

        _nameNode.WaitFor("error 1");
        _nameNode.WaitFor("heartbeat failed=1");
        Assert.Single(_nameNode.LastHeartbeat!.Reports);
        Put(20, Packets.Random(1_000, 1));
        _nameNode.WaitFor("Received 20_1001");
    }

    [Fact]
    public async Task An_order_to_shut_down_ends_the_node()
    {
        await StartAsync(_node);
        _nameNode.Order(new DatanodeCommandProto
        {
            CmdType = Command.BlockCommand,
            BlkCmd = new BlockCommandProto { Action = BlockCommandProto.Types.Action.Shutdown, BlockPoolId = FakeNameNode.PoolId },
        });
        await _node.Server!.Stopped;
    }

    private async Task StartAsync(NodeFixture node)
    {
        await node.StartAsync(_nameNode.Address);
        await node.Server!.Registered;
        _nameNode.WaitFor("report");
    }

    private void Put(long id, byte[] data)
    {
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(id, 1001)).Status);
        peer.WriteAll(data);
    }

    // A replica whose writer left in the middle.
    private static void Leave(NodeFixture node, byte[] data)
    {
        using var peer = new TestPeer(node.Server!.TransferEndPoint);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(7, 1001)).Status);
        peer.Send(0, 0, data);
        Assert.Equal("0: Success", peer.Ack());
    }
}
