using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Platform.Tests.Log;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A master that was told of a stop need not ask whether the node has died since: the order outlives it.</summary>
public sealed class StopOrderTests : IDisposable
{
    private const string Id = "container_1700000000000_0001_01_000001";

    private readonly FailingDisk _disk = new();
    private readonly NodeParts _node;
    private readonly ProcessWatch _watch = new();
    private readonly Container _container;

    public StopOrderTests()
    {
        _node = new NodeParts(_disk);
        _container = _node.Started(Id);
        Assert.True(_node.Applications.Enter(_container).TryAdd(_container));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task What_was_answered_is_remembered()
    {
        Assert.Equal(Id, Assert.Single((await StopAsync().Patiently()).SucceededRequests).ToText());
        Assert.Equal(ExitStatus.KilledByMaster, _container.Kill?.ExitStatus);
        Assert.Equal(_container.Kill, Assert.Single(_node.Memory.Recall()).Kill);
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_carried_out_and_told_as_failed()
    {
        _disk.OnSync = static _ => throw new IOException("the disk failed");
        var failed = await Assert.ThrowsAsync<RpcFault>(() => StopAsync().Patiently());
        Assert.Equal(JavaErrors.Io, failed.JavaClass);
        Assert.Contains(_node.Options.StateDirectory, failed.Message, StringComparison.Ordinal);
        Assert.True(_container.Killed.IsCancellationRequested);
    }

    private Task<StopContainersResponseProto> StopAsync()
    {
        var attempt = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001");
        var token = new NMTokenIdentifierProto { AppAttemptId = attempt, NodeId = new NodeIdProto { Host = "node", Port = 1 }, AppSubmitter = "ada", KeyId = 1 };
        var peer = new RpcPeer(attempt.ToText(), null, new IPEndPoint(IPAddress.Loopback, 1), "") { Token = new AuthenticatedToken("NMToken", token.ToByteArray()) };
        var request = new StopContainersRequestProto();
        request.ContainerId.Add(YarnIds.ParseContainer(Id));
        return _node.Service(_node.Runner(_watch)).StopAsync(request, new RpcCallContext(default, 0, 0, peer, ProtocolNames.ContainerManagement, "stopContainers", null));
    }
}
