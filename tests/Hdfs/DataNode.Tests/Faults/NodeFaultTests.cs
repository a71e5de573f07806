using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Action = Hathi.Hdfs.Protocol.Datanode.BlockCommandProto.Types.Action;
using Command = Hathi.Hdfs.Protocol.Datanode.DatanodeCommandProto.Types.Type;

namespace Hathi.Hdfs.DataNode.Tests.Faults;

/// <summary>A whole DataNode whose disks fail, or whose NameNode orders what cannot be done.</summary>
public sealed class NodeFaultTests : IAsyncLifetime
{
    private readonly FakeNameNode _nameNode = new();
    private readonly FaultyDisk _disk = new();
    private readonly NodeFixture _node;

    public NodeFaultTests() => _node = new NodeFixture("127.77.16.31", volumes: 2) { Disk = _disk };

    public async ValueTask InitializeAsync() => await _nameNode.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
    }

    public static TheoryData<string> Orders() =>
    [
        "no command", "no recovery", "no bandwidth", "no targets", "an address that is none", "a target that does not answer",
        "a block that is not here",
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task An_order_that_fails_is_told_of_and_the_next_one_is_carried_out(string what)
    {
        await StartAsync(_node);
        Put(7);
        Put(8);
        _nameNode.Order(Order(what));
        _nameNode.WaitFor(what == "a block that is not here" ? "error 2 Can't send invalid block" : "error 0 The ");
        _nameNode.Order(Block(Action.Invalidate, 8));
        _nameNode.WaitFor("Deleted 8_1001");
        Assert.False(_node.Server!.Stopped.IsCompleted);
    }

    [Theory]
    [InlineData(DiskFault.Medium, 0)]
    [InlineData(DiskFault.Medium, 1)]
    [InlineData(DiskFault.Permission, 0)]
    public async Task A_source_that_cannot_read_its_replica_reports_it(DiskFault kind, int call)
    {
        await using var other = new NodeFixture("127.77.16.32");
        await StartAsync(_node);
        await StartAsync(other);
        Put(7);
        _disk.Arm(_node.VolumePath(0), call, kind, stays: true, static p => p.EndsWith("blk_7", StringComparison.Ordinal));
        var transfer = Block(Action.Transfer, 7);
        transfer.BlkCmd.Targets.Add(new DatanodeInfosProto { Datanodes = { other.Info } });
        _nameNode.Order(transfer, "127.77.16.31");
        _nameNode.WaitFor("bad 7 at 127.77.16.31");
        _nameNode.WaitFor("error 1 The transfer of blk_7_1001");
        Assert.False(_node.Server!.Stopped.IsCompleted);
    }

    [Fact]
    public async Task A_reader_of_a_replica_that_cannot_be_read_is_refused_and_the_replica_reported()
    {
        await StartAsync(_node);
        Put(7);
        _disk.Arm(_node.VolumePath(0), 0, DiskFault.Medium, stays: true, static p => p.EndsWith("blk_7", StringComparison.Ordinal));
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(Status.Error, peer.BeginRead(7, 1001, 0, 100).Status);
        _nameNode.WaitFor("bad 7 at 127.77.16.31");
    }

    [Fact]
    public async Task A_node_starts_without_a_volume_that_it_may_not_read()
    {
        await StartAsync(_node);
        await _node.StopAsync();
        var from = _nameNode.Told.Count;
        _disk.Arm(_node.VolumePath(1), 0, DiskFault.Permission, stays: true);
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        Assert.StartsWith("report lease=77 storages=1", _nameNode.WaitFor("report", from), StringComparison.Ordinal);
        _nameNode.WaitFor("heartbeat failed=1");
    }

    [Fact]
    public async Task A_node_that_lacks_descriptors_at_start_tries_again_and_has_all_volumes()
    {
        _disk.Arm(_node.VolumePath(1), 2, DiskFault.Descriptors, stays: false);
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        Assert.StartsWith("report lease=77 storages=2", _nameNode.WaitFor("report"), StringComparison.Ordinal);
        Assert.NotNull(_disk.Fired);
    }

    [Fact]
    public async Task A_node_with_more_failed_volumes_than_are_tolerated_says_so_and_ends()
    {
        var disk = new FaultyDisk();
        await using var node = new NodeFixture("127.77.16.33", volumes: 2) { Disk = disk, FailedVolumesTolerated = 0 };
        await StartAsync(node);
        disk.Arm(node.VolumePath(1), 0, DiskFault.Medium, stays: true);
        _nameNode.WaitFor("error 3 Too many failed volumes - current valid volumes: 1, volumes failed: 1, volume failures tolerated: 0");
        var e = await Assert.ThrowsAsync<VolumeException>(() => node.Server!.Stopped);
        Assert.Contains("shutting down due to failed volumes", e.Message, StringComparison.Ordinal);
    }

    private DatanodeCommandProto Order(string what)
    {
        var transfer = Block(Action.Transfer, 7);
        switch (what)
        {
            case "no command":
                return new DatanodeCommandProto { CmdType = Command.BlockCommand };
            case "no recovery":
                return new DatanodeCommandProto { CmdType = Command.BlockRecoveryCommand };
            case "no bandwidth":
                return new DatanodeCommandProto { CmdType = Command.BalancerBandwidthCommand };
            case "no targets":
                return transfer;
            case "an address that is none":
                transfer.BlkCmd.Targets.Add(Target("nonsense"));
                return transfer;
            case "a target that does not answer":
                transfer.BlkCmd.Targets.Add(Target("127.77.16.31"));
                return transfer;
            default:
                var unknown = Block(Action.Transfer, 99);
                unknown.BlkCmd.Targets.Add(Target("127.77.16.31"));
                return unknown;
        }
    }

    private static DatanodeInfosProto Target(string address)
    {
        var node = new DatanodeInfoProto
        {
            Id = new DatanodeIDProto { IpAddr = address, HostName = "x", DatanodeUuid = "x", XferPort = 1, InfoPort = 0, IpcPort = 0 },
        };
        return new DatanodeInfosProto { Datanodes = { node } };
    }

    private static DatanodeCommandProto Block(Action action, ulong id)
    {
        var command = new BlockCommandProto { Action = action, BlockPoolId = FakeNameNode.PoolId };
        command.Blocks.Add(new BlockProto { BlockId = id, GenStamp = 1001, NumBytes = action == Action.Transfer ? 1_000UL : 0 });
        return new DatanodeCommandProto { CmdType = Command.BlockCommand, BlkCmd = command };
    }

    private async Task StartAsync(NodeFixture node)
    {
        await node.StartAsync(_nameNode.Address);
        await node.Server!.Registered;
        _nameNode.WaitFor("report");
    }

    private void Put(long id)
    {
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(id, 1001)).Status);
        peer.WriteAll(Packets.Random(1_000, (int)id));
        _nameNode.WaitFor($"Received {id}_1001 1000");
    }
}
