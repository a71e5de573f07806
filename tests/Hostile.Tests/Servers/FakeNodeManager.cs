using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A NodeManager that starts nothing and keeps the launch contexts that it is given, with the tokens of masters in them.</summary>
internal sealed class FakeNodeManager(ResourceManagerCluster cluster) : IAsyncDisposable, ITokenSecrets
{
    private const int MemoryMiB = 1 << 20;

    private readonly Channel<StartContainerRequestProto> _started = Channel.CreateUnbounded<StartContainerRequestProto>();
    private readonly Dictionary<int, MasterKeyProto> _keys = [];
    private RpcServer? _server;
    private int _responseId;

    public NodeIdProto Id => new() { Host = "127.0.0.1", Port = _server!.BoundEndPoint.Port };

    public MasterKeyProto? ContainerKey { get; private set; }

    public async Task StartAsync()
    {
        var protocol = new RpcProtocol(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version)
            .Add("startContainers", StartContainersRequestProto.Parser, RpcProtocol.FullFrame, Start);
        var options = RpcServerOptions.Default with { TokenSecrets = this, AllowsSimple = false };
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], options, cluster.Observed, CancellationToken.None);
    }

    /// <summary>A heartbeat; registers first where it is not known.</summary>
    public async Task BeatAsync()
    {
        var request = new NodeHeartbeatRequestProto
        {
            NodeStatus = new NodeStatusProto
            {
                NodeId = Id,
                ResponseId = _responseId,
                NodeHealthStatus = new NodeHealthStatusProto { IsNodeHealthy = true, HealthReport = "" },
            },
            LastKnownContainerTokenMasterKey = ContainerKey,
            LastKnownNmTokenMasterKey = _keys.Values.LastOrDefault(),
        };
        var answer = await cluster.TrackerAsync("nodeHeartbeat", request, NodeHeartbeatResponseProto.Parser);
        if (answer.NodeAction == NodeActionProto.Normal)
        {
            _responseId = answer.ResponseId;
            Take(answer.ContainerTokenMasterKey, answer.NmTokenMasterKey);
            return;
        }

        var registered = await cluster.TrackerAsync(
            "registerNodeManager",
            new RegisterNodeManagerRequestProto
            {
                NodeId = Id, HttpPort = 8042, Resource = new ResourceProto { Memory = MemoryMiB, VirtualCores = 1024 }, NmVersion = "3.5.0",
            },
            RegisterNodeManagerResponseProto.Parser);
        Assert.Equal(NodeActionProto.Normal, registered.NodeAction);
        Take(registered.ContainerTokenMasterKey, registered.NmTokenMasterKey);
        _responseId = 0;
        await BeatAsync();
    }

    /// <summary>The token of the master of an application that was told to be started.</summary>
    public async Task<Token> MasterTokenAsync(ApplicationIdProto application)
    {
        while (true)
        {
            var start = await _started.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));
            var identifier = ContainerTokenIdentifierProto.Parser.ParseFrom(start.ContainerToken.Identifier);
            if (identifier.ContainerId.Application().Equals(application))
            {
                return CredentialsFile.Decode(start.ContainerLaunchContext.Tokens.Span).Tokens[""];
            }
        }
    }

    public TokenSecret Find(ReadOnlySpan<byte> identifier)
    {
        var token = NMTokenIdentifierProto.Parser.ParseFrom(identifier);
        return _keys.TryGetValue(token.KeyId, out var key)
            ? new TokenSecret(token.AppAttemptId.ToText(), "NMToken", TokenPassword.Of(identifier, key.Bytes.Span))
            : throw InvalidToken.Because("of an unknown key");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private void Take(MasterKeyProto? container, MasterKeyProto? node)
    {
        ContainerKey = container ?? ContainerKey;
        if (node is not null)
        {
            _keys[node.KeyId] = node;
        }
    }

    private ValueTask<IMessage> Start(StartContainersRequestProto r, RpcCallContext c)
    {
        var response = new StartContainersResponseProto();
        foreach (var start in r.StartContainerRequest)
        {
            _started.Writer.TryWrite(start);
            response.SucceededRequests.Add(ContainerTokenIdentifierProto.Parser.ParseFrom(start.ContainerToken.Identifier).ContainerId);
        }

        return new ValueTask<IMessage>(response);
    }
}
