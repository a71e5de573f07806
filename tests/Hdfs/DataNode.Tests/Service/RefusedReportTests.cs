using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Action = Hathi.Hdfs.Protocol.Datanode.BlockCommandProto.Types.Action;
using Command = Hathi.Hdfs.Protocol.Datanode.DatanodeCommandProto.Types.Type;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>What the NameNode does not want to hear keeps nothing else from it.</summary>
public sealed class RefusedReportTests : IAsyncLifetime
{
    private readonly FakeNameNode _nameNode = new();
    private readonly FaultyDisk _disk = new();
    private readonly NodeFixture _node;

    public RefusedReportTests() => _node = new NodeFixture("127.77.16.41") { Disk = _disk };

    public async ValueTask InitializeAsync()
    {
        await _nameNode.StartAsync();
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        _nameNode.WaitFor("report");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
    }

    [Fact]
    public void A_damaged_replica()
    {
        Put(7);
        Put(8);
        _nameNode.Refuses = static told => told.StartsWith("bad", StringComparison.Ordinal)
            && told.Contains("7 at", StringComparison.Ordinal);
        foreach (var id in (long[])[7, 8])
        {
            _disk.Arm(_node.VolumePath(0), 0, DiskFault.Medium, stays: true, p => p.EndsWith($"blk_{id}", StringComparison.Ordinal));
            using var peer = new TestPeer(_node.Server!.TransferEndPoint);
            peer.BeginRead(id, 1001, 0, 100);
        }

        _disk.Disarm();
        _nameNode.WaitFor("bad 8 at");
        AskedForAFullReport_ItComes_AndNothingRefusedIsToldAgain("bad 7 at");
    }

    [Fact]
    public void An_error()
    {
        _nameNode.Refuses = static told => told.StartsWith("error", StringComparison.Ordinal);
        var unknown = new BlockCommandProto { Action = Action.Transfer, BlockPoolId = FakeNameNode.PoolId };
        unknown.Blocks.Add(new BlockProto { BlockId = 99, GenStamp = 1001, NumBytes = 1_000 });
        var target = new DatanodeInfoProto { Id = new DatanodeIDProto
        {
            IpAddr = "127.77.16.41", HostName = "x", DatanodeUuid = "x", XferPort = 1, InfoPort = 0, IpcPort = 0,
        } };
        unknown.Targets.Add(new DatanodeInfosProto { Datanodes = { target } });
        _nameNode.Order(new DatanodeCommandProto { CmdType = Command.BlockCommand, BlkCmd = unknown });
        _nameNode.WaitFor("error 2");
        AskedForAFullReport_ItComes_AndNothingRefusedIsToldAgain("error 2");
    }

    private void AskedForAFullReport_ItComes_AndNothingRefusedIsToldAgain(string refused)
    {
        for (var i = 0; i < 3; i++)
        {
            var from = _nameNode.Told.Count;
            _node.Server!.TriggerBlockReport(full: true);
            _nameNode.WaitFor("report", from);
        }

        // Of damaged replicas a refused call is told one by one; with what comes before the first full report, no oftener.
        Assert.InRange(_nameNode.Told.Count(t => t.StartsWith(refused, StringComparison.Ordinal)), 1, 2);
    }

    private void Put(long id)
    {
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(id, 1001)).Status);
        peer.WriteAll(Packets.Random(1_000, (int)id));
        _nameNode.WaitFor($"Received {id}_1001 1000");
    }
}

/// <summary>What waits to be told while the NameNode is away.</summary>
public sealed class WaitingReportTests : IDisposable
{
    private readonly StoreFixture _store = new();
    private readonly NameNodeReports _reports = new(TimeProvider.System);

    public void Dispose()
    {
        _reports.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void That_a_node_ends_and_that_a_volume_failed_is_told_whatever_else_there_is()
    {
        for (var i = 0; i < 250; i++)
        {
            _reports.Error(NodeErrorKind.Notice, $"notice {i}");
        }

        _reports.VolumeFailed(_store.Store.Volumes[0], "EIO");
        _reports.TooFewVolumes("it ends");
        var taken = _reports.TakeErrors();
        _reports.PutBackErrors(taken);
        _reports.Error(NodeErrorKind.Notice, "another");
        taken = _reports.TakeErrors();
        Assert.Single(taken, static e => e.Kind == NodeErrorKind.FatalDisk);
        Assert.Single(taken, static e => e.Kind == NodeErrorKind.Disk);
        Assert.Equal("notice 0", taken[0].Message);

        // The next call tells how many there were.
        Assert.Equal("151 more errors are in the log of this node", Assert.Single(_reports.TakeErrors()).Message);
        Assert.Empty(_reports.TakeErrors());
    }

    [Fact]
    public void Every_damaged_replica_of_a_disk_that_fails_everywhere_is_told()
    {
        for (var id = 1; id <= 20_000; id++)
        {
            _reports.Corrupt(_store.Store.Volumes[0], new Block(id, 1, 1001));
        }

        Assert.Equal(20_000, _reports.TakeBadBlocks().Length);
    }

    [Fact]
    public void Of_damaged_replicas_of_other_nodes_some_are()
    {
        var other = new DatanodeInfoProto
        {
            Id = new DatanodeIDProto { IpAddr = "127.0.0.1", HostName = "x", DatanodeUuid = "x", XferPort = 1, InfoPort = 0, IpcPort = 0 },
        };
        for (var id = 1; id <= 5_000; id++)
        {
            _reports.RemoteCorrupt(other, new Block(id, 1, 1001));
        }

        _reports.Corrupt(_store.Store.Volumes[0], new Block(1, 1, 1001));
        Assert.Equal(1_001, _reports.TakeBadBlocks().Length);
    }
}
