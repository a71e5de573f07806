using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>
/// A NodeManager that starts nothing: it takes startContainers, checking tokens as a real one would with the keys that it was given, and
/// keeps what it was told to start.
/// </summary>
internal sealed class FakeNode : IAsyncDisposable, ITokenSecrets
{
    private static readonly IPAddress s_address = IPAddress.Parse("127.77.72.2");

    private readonly IResourceManagerCalls _rm;
    private readonly Channel<StartContainerRequestProto> _started = Channel.CreateUnbounded<StartContainerRequestProto>();
    private RpcServer? _server;
    private readonly Dictionary<int, MasterKeyProto> _containerKeys = [];
    private readonly Dictionary<int, MasterKeyProto> _nodeKeys = [];
    private int _responseId;

    private FakeNode(IResourceManagerCalls rm) => _rm = rm;

    public NodeIdProto Id => new() { Host = _server!.BoundEndPoint.Address.ToString(), Port = _server!.BoundEndPoint.Port };

    public RegisterNodeManagerResponseProto Registered { get; private set; } = new();

    private ResourceProto Resource { get; init; } = new() { Memory = 4096, VirtualCores = 4 };

    // Null: its own queue.
    private ChannelWriter<StartContainerRequestProto>? Started { get; init; }

    public static async Task<FakeNode> StartAsync(IResourceManagerCalls rm)
    {
        var node = new FakeNode(rm);
        await node.ListenAsync(new IPEndPoint(s_address, 0));
        return node;
    }

    /// <param name="rm">Where it registers.</param>
    /// <param name="address">Where it listens, which is its name.</param>
    /// <param name="resource">What it offers.</param>
    /// <param name="started">Takes what it is told to start; several nodes may have the same.</param>
    public static async Task<FakeNode> StartAsync(
        IResourceManagerCalls rm, IPEndPoint address, ResourceProto resource, ChannelWriter<StartContainerRequestProto> started)
    {
        var node = new FakeNode(rm) { Resource = resource, Started = started };
        await node.ListenAsync(address);
        return node;
    }

    public async Task RegisterAsync(params NMContainerStatusProto[] running)
    {
        var request = new RegisterNodeManagerRequestProto
        {
            NodeId = Id,
            HttpPort = 8042,
            Resource = Resource,
            NmVersion = "3.5.0",
            ContainerStatuses = { running },
        };
        request.RunningApplications.AddRange(running.Select(static status => status.ContainerId.Application()).Distinct());
        Registered = await _rm.TrackerAsync("registerNodeManager", request, RegisterNodeManagerResponseProto.Parser);
        _responseId = 0;
        Take(Registered.ContainerTokenMasterKey, Registered.NmTokenMasterKey);
        if (Registered.NodeAction == NodeActionProto.Normal)
        {
            // As a real one does at once: before its first heartbeat nothing is granted on a node.
            await HeartbeatAsync();
        }
    }

    public async Task<NodeHeartbeatResponseProto> HeartbeatAsync(params ContainerStatusProto[] containers)
    {
        var answer = await _rm.TrackerAsync(
            "nodeHeartbeat",
            new NodeHeartbeatRequestProto
            {
                NodeStatus = new NodeStatusProto
                {
                    NodeId = Id,
                    ResponseId = _responseId,
                    ContainersStatuses = { containers },
                    NodeHealthStatus = new NodeHealthStatusProto { IsNodeHealthy = true, HealthReport = "" },
                },
                LastKnownContainerTokenMasterKey = _containerKeys.Values.LastOrDefault(),
                LastKnownNmTokenMasterKey = _nodeKeys.Values.LastOrDefault(),
            },
            NodeHeartbeatResponseProto.Parser);
        _responseId = answer.ResponseId;
        Take(answer.ContainerTokenMasterKey, answer.NmTokenMasterKey);
        return answer;
    }

    /// <summary>The next container that it was told to start.</summary>
    public async Task<StartContainerRequestProto> NextStartAsync() =>
        await _started.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    public ContainerTokenIdentifierProto CheckContainerToken(TokenProto token)
    {
        var identifier = ContainerTokenIdentifierProto.Parser.ParseFrom(token.Identifier);
        Assert.Equal(
            TokenPassword.Of(token.Identifier.Span, _containerKeys[identifier.MasterKeyId].Bytes.Span), token.Password.ToByteArray());
        Assert.Equal(("ContainerToken", Id.ToText()), (token.Kind, token.Service));
        return identifier;
    }

    public TokenSecret Find(ReadOnlySpan<byte> identifier)
    {
        var token = NMTokenIdentifierProto.Parser.ParseFrom(identifier);
        return _nodeKeys.TryGetValue(token.KeyId, out var key) && token.NodeId.Equals(Id)
            ? new TokenSecret(token.AppAttemptId.ToText(), "NMToken", TokenPassword.Of(identifier, key.Bytes.Span))
            : throw InvalidToken.Because("not for this node, or of an unknown key");
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private async Task ListenAsync(IPEndPoint address)
    {
        var protocol = new RpcProtocol(ProtocolNames.ContainerManagement, 1)
            .Add("startContainers", StartContainersRequestProto.Parser, Start);
        _server = await RpcServer.StartAsync(
            address, [protocol], RpcServerOptions.Default with { TokenSecrets = this, AllowsSimple = false }, NullLogger.Instance,
            CancellationToken.None);
        await RegisterAsync();
    }

    // As a real one: a key of a number that it has is no news.
    private void Take(MasterKeyProto? container, MasterKeyProto? node)
    {
        if (container is not null)
        {
            _containerKeys.TryAdd(container.KeyId, container);
        }

        if (node is not null)
        {
            _nodeKeys.TryAdd(node.KeyId, node);
        }
    }

    private ValueTask<IMessage> Start(StartContainersRequestProto r, RpcCallContext c)
    {
        var response = new StartContainersResponseProto();
        foreach (var start in r.StartContainerRequest)
        {
            Assert.True((Started ?? _started.Writer).TryWrite(start));
            response.SucceededRequests.Add(ContainerTokenIdentifierProto.Parser.ParseFrom(start.ContainerToken.Identifier).ContainerId);
        }

        return new ValueTask<IMessage>(response);
    }
}
