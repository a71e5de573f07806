using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.DataNode.Calls;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>
/// A call is answered where its connection is read: one that asks a disk which does not answer may hold up itself, and nothing behind it.
/// Every method of both protocols.
/// </summary>
public sealed class HungDiskRpcTests : IAsyncLifetime
{
    private readonly FakeNameNode _nameNode = new();
    private readonly FaultyDisk _disk = new();
    private readonly NodeFixture _node;
    private readonly RpcClient _client = new(new RpcClientOptions("tester"));
    private readonly ManualResetEventSlim _answers = new();

    public HungDiskRpcTests() => _node = new NodeFixture("127.77.16.24") { Disk = _disk };

    private static RpcProtocol Client => new ClientDatanodeService(null!, null!, null!, null!).Create();

    private static RpcProtocol Inter => InterDatanodeService.Create(null!);

    private static Dictionary<string, IMessage> Requests => new()
    {
        ["getReplicaVisibleLength"] = new GetReplicaVisibleLengthRequestProto { Block = TestPeer.Base(7, 1001).Block },
        ["getDatanodeInfo"] = new GetDatanodeInfoRequestProto(),
        ["getVolumeReport"] = new GetVolumeReportRequestProto(),
        ["getBalancerBandwidth"] = new GetBalancerBandwidthRequestProto(),
        ["getBlockLocalPathInfo"] = new GetBlockLocalPathInfoRequestProto
        {
            Block = TestPeer.Base(7, 1001).Block, Token = TokenProto.Empty(),
        },
        ["triggerBlockReport"] = new TriggerBlockReportRequestProto { Incremental = false },
        ["shutdownDatanode"] = new ShutdownDatanodeRequestProto { ForUpgrade = false },
        ["initReplicaRecovery"] = new InitReplicaRecoveryRequestProto
        {
            Block = new RecoveringBlockProto { NewGenStamp = 1009, Block = new LocatedBlockProto
            {
                B = TestPeer.Base(7, 1001).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
            } },
        },
        ["updateReplicaUnderRecovery"] = new UpdateReplicaUnderRecoveryRequestProto
        {
            Block = TestPeer.Base(7, 1001).Block, RecoveryId = 1009, NewLength = 0,
        },
    };

    public static TheoryData<string> Methods => [.. Client.Methods.Concat(Inter.Methods).Select(static m => m.Name)];

    public async ValueTask InitializeAsync()
    {
        await _nameNode.StartAsync();
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        _nameNode.WaitFor("report");
    }

    public async ValueTask DisposeAsync()
    {
        _answers.Set();
        await _client.DisposeAsync();
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
        _answers.Dispose();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_call_that_asks_a_disk_holds_up_none_behind_it(string method)
    {
        using (var peer = new TestPeer(_node.Server!.TransferEndPoint))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001));
            peer.Send(0, 0, new byte[700], last: false);
            peer.Ack();
        }

        _disk.Arm(_node.VolumePath(0), int.MaxValue, DiskFault.Medium, stays: false);
        _disk.Calling = _ => _answers.Wait();
        var protocol = Client.Methods.Any(m => m.Name == method) ? Client : Inter;
        var asked = CallAsync(protocol, method);

        // Behind it on the same connection; answered or refused without a disk.
        var (behind, absent) = protocol.Name == ProtocolNames.ClientDatanode
            ? ("getDatanodeInfo", Requests["getDatanodeInfo"])
            : ("initReplicaRecovery", Absent());
        await CallAsync(protocol, behind, absent).Patiently();
        _answers.Set();
        await Record.ExceptionAsync(() => asked.Patiently());
        Assert.True(asked.IsCompleted);
    }

    private static InitReplicaRecoveryRequestProto Absent()
    {
        var request = (InitReplicaRecoveryRequestProto)Requests["initReplicaRecovery"];
        request.Block.Block.B.BlockId = 99;
        return request;
    }

    private Task CallAsync(RpcProtocol protocol, string method) => CallAsync(protocol, method, Requests[method]);

    private async Task CallAsync(RpcProtocol protocol, string method, IMessage request)
    {
        var name = new RpcProtocolName(protocol.Name, (long)ProtocolNames.Version);
        // A message without fields takes any answer.
        await _client.CallAsync(_node.Server!.IpcEndPoint, name, method, request, TriggerBlockReportResponseProto.Parser, default);
    }
}
