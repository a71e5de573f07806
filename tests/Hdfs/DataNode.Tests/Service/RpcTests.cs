using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Service;

public sealed class RpcTests : IAsyncLifetime
{
    private static readonly RpcProtocolName ClientDatanode = new(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version);

    private static readonly RpcProtocolName InterDatanode = new(ProtocolNames.InterDatanode, (long)ProtocolNames.Version);

    private readonly FakeNameNode _nameNode = new();
    private readonly NodeFixture _node = new("127.77.16.23");
    private readonly RpcClient _client = new(new RpcClientOptions("tester"));
    private readonly RpcClient _stranger = new(new RpcClientOptions("stranger"));
    private readonly RpcClient _member = new(new RpcClientOptions("member"));

    public async ValueTask InitializeAsync()
    {
        await _nameNode.StartAsync();
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        _nameNode.WaitFor("report");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _stranger.DisposeAsync();
        await _member.DisposeAsync();
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
    }

    [Fact]
    public async Task A_client_learns_how_much_of_a_block_it_may_read()
    {
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        peer.Begin(TestPeer.WriteOp(7, 1001));
        peer.Send(0, 0, new byte[700]);
        peer.Ack();
        var reply = await Call(
            _client,
            "getReplicaVisibleLength",
            new GetReplicaVisibleLengthRequestProto { Block = TestPeer.Base(7, 1001).Block },
            GetReplicaVisibleLengthResponseProto.Parser);
        Assert.Equal(700UL, reply.Length);
        var e = await Assert.ThrowsAsync<RpcRemoteException>(() => Call(
            _client,
            "getReplicaVisibleLength",
            new GetReplicaVisibleLengthRequestProto { Block = TestPeer.Base(8, 1001).Block },
            GetReplicaVisibleLengthResponseProto.Parser));
        Assert.Equal(JavaExceptions.ReplicaNotFound, e.JavaClass);
    }

    [Fact]
    public async Task A_full_report_can_be_asked_for_by_the_administrator_only()
    {
        var told = _nameNode.Told.Count;
        await Call(
            _client,
            "triggerBlockReport",
            new TriggerBlockReportRequestProto { Incremental = false },
            TriggerBlockReportResponseProto.Parser);
        _nameNode.WaitFor("report", told);
        await Call(
            _client, "shutdownDatanode", new ShutdownDatanodeRequestProto { ForUpgrade = false }, ShutdownDatanodeResponseProto.Parser);
        await _node.Server!.Stopped;
        var again = await Assert.ThrowsAsync<RpcRemoteException>(() => Call(
            _client, "shutdownDatanode", new ShutdownDatanodeRequestProto { ForUpgrade = false }, ShutdownDatanodeResponseProto.Parser));
        Assert.Equal("Shutdown already in progress.", again.FirstLine);
    }

    [Fact]
    public async Task An_upgrade_is_refused_by_name_and_the_node_goes_on()
    {
        var e = await Assert.ThrowsAsync<RpcRemoteException>(() => Call(
            _client, "shutdownDatanode", new ShutdownDatanodeRequestProto { ForUpgrade = true }, ShutdownDatanodeResponseProto.Parser));
        Assert.Equal((JavaExceptions.UnsupportedOperation, true), (e.JavaClass, e.FirstLine.Contains("upgrade", StringComparison.Ordinal)));
        Assert.False(_node.Server!.Stopped.IsCompleted);
    }

    [Fact]
    public async Task Orders_are_taken_from_the_super_group_and_from_no_stranger()
    {
        Func<RpcClient, Task>[] orders =
        [
            c => Call(c, "getVolumeReport", new GetVolumeReportRequestProto(), GetVolumeReportResponseProto.Parser),
            c => Call(
                c, "triggerBlockReport", new TriggerBlockReportRequestProto { Incremental = true }, TriggerBlockReportResponseProto.Parser),
            c => Call(c, "shutdownDatanode", new ShutdownDatanodeRequestProto { ForUpgrade = false }, ShutdownDatanodeResponseProto.Parser),
        ];
        foreach (var order in orders)
        {
            var e = await Assert.ThrowsAsync<RpcRemoteException>(() => order(_stranger));
            Assert.Equal(JavaExceptions.AccessControl, e.JavaClass);
        }

        // The other nodes may run under other users.
        foreach (var call in (Func<RpcClient, Task>[])[Recover, Update])
        {
            Assert.NotEqual(
                JavaExceptions.AccessControl, (await Record.ExceptionAsync(() => call(_stranger)) as RpcRemoteException)?.JavaClass);
        }

        foreach (var order in orders)
        {
            await order(_member);
        }
    }

    [Fact]
    public async Task Local_paths_are_not_told_and_unknown_calls_named()
    {
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(() => Call(
            _client, "getBlockLocalPathInfo",
            new GetBlockLocalPathInfoRequestProto { Block = TestPeer.Base(7, 1001).Block, Token = TokenProto.Empty() },
            GetBlockLocalPathInfoResponseProto.Parser));
        Assert.Equal(JavaExceptions.UnsupportedOperation, refused.JavaClass);
        var unknown = await Assert.ThrowsAsync<RpcRemoteException>(
            () => Call(_client, "evictWriters", new EvictWritersRequestProto(), EvictWritersResponseProto.Parser));
        Assert.Contains("evictWriters", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("3.5.0", (await Call(
            _client, "getDatanodeInfo", new GetDatanodeInfoRequestProto(), GetDatanodeInfoResponseProto.Parser)).LocalInfo.SoftwareVersion);
    }

    private Task Recover(RpcClient client)
    {
        var block = new LocatedBlockProto
        {
            B = TestPeer.Base(7, 1001).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
        };
        var request = new InitReplicaRecoveryRequestProto { Block = new RecoveringBlockProto { NewGenStamp = 1009, Block = block } };
        return client.CallAsync(
            _node.Server!.IpcEndPoint, InterDatanode, "initReplicaRecovery", request, InitReplicaRecoveryResponseProto.Parser, default);
    }

    private Task Update(RpcClient client)
    {
        var request = new UpdateReplicaUnderRecoveryRequestProto { Block = TestPeer.Base(7, 1001).Block, RecoveryId = 1009, NewLength = 0 };
        return client.CallAsync(
            _node.Server!.IpcEndPoint, InterDatanode, "updateReplicaUnderRecovery", request, UpdateReplicaUnderRecoveryResponseProto.Parser,
            default);
    }

    private Task<T> Call<T>(RpcClient client, string method, Google.Protobuf.IMessage request, Google.Protobuf.MessageParser<T> parser)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        client.CallAsync(_node.Server!.IpcEndPoint, ClientDatanode, method, request, parser, default);
}
