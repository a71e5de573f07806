using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>The ResourceManager as a node sees it: takes it in, hands out keys and orders, and keeps what it was told.</summary>
internal sealed class FakeResourceManager : IAsyncDisposable
{
    internal const long Identifier = 4711;

    /// <summary>A node that only beat in this interval would miss every test's time.</summary>
    private const long Interval = 3_600_000;

    /// <summary>
    /// What a node has to tell that gives no reason to beat at once, as where logs are, comes with the beats of this interval (ms).
    /// </summary>
    private const long ShortInterval = 20;

    private static readonly MasterKeyProto s_nodeKey = new() { KeyId = 5, Bytes = ByteString.CopyFrom("nodekey!"u8) };
    private static readonly MasterKeyProto s_containerKey = new() { KeyId = 6, Bytes = ByteString.CopyFrom("contkey!"u8) };

    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerStatusProto>> _ends = new();
    private readonly ConcurrentDictionary<ApplicationIdProto, TaskCompletionSource<LogAggregationReportProto>> _logs = new();
    private readonly ConcurrentQueue<NodeHeartbeatResponseProto> _orders = new();
    private readonly TaskCompletionSource<NodeHealthStatusProto> _unhealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NodeIdProto> _beat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcServer? _server;

    internal EndPoint Address => _server!.BoundEndPoint;

    internal ConcurrentQueue<RegisterNodeManagerRequestProto> Registrations { get; } = new();

    /// <summary>The next heartbeat is answered with RESYNC, as a ResourceManager answers a node that it does not know.</summary>
    internal bool Resync { get; set; }

    /// <summary>The last heartbeat's view of the node.</summary>
    internal NodeStatusProto? LastStatus { get; private set; }

    internal static async Task<FakeResourceManager> StartAsync()
    {
        var fake = new FakeResourceManager();
        var protocol = new RpcProtocol(ProtocolNames.ResourceTracker, (long)ProtocolNames.Version)
            .Add("registerNodeManager", RegisterNodeManagerRequestProto.Parser, (r, _) => new(fake.Register(r)))
            .Add("unRegisterNodeManager", UnRegisterNodeManagerRequestProto.Parser, (r, _) => new(fake.Unregister(r)))
            .Add("nodeHeartbeat", NodeHeartbeatRequestProto.Parser, (r, _) => new(fake.Beat(r)));
        fake._server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], RpcServerOptions.Default, NullLogger.Instance, default);
        return fake;
    }

    /// <summary>Goes out with the answer to the next heartbeat.</summary>
    internal void Order(NodeHeartbeatResponseProto order) => _orders.Enqueue(order);

    /// <summary>Completes when the node has told that the container ended.</summary>
    internal Task<ContainerStatusProto> EndOf(ContainerIdProto id) => End(id.ToText()).Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>
    /// Completes when the node has told what became of the logs of the application; asked for before the order that ends it.
    /// </summary>
    internal Task<LogAggregationReportProto> LogsOf(ApplicationIdProto id) =>
        _logs.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Completes when a node has told that it is unhealthy.</summary>
    internal Task<NodeHealthStatusProto> Unhealthy => _unhealthy.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Completes when a node has registered for the second time.</summary>
    internal Task RegisteredAgain => _again.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>The name of a node that has registered, and has sent a heartbeat since: it knows its keys.</summary>
    internal Task<NodeIdProto> Beating => _beat.Task.Patiently();

    /// <summary>Leave to start a container.</summary>
    internal static TokenProto Grant(ContainerIdProto id, string node, string user, Action<ContainerTokenIdentifierProto>? change = null)
    {
        var identifier = new ContainerTokenIdentifierProto
        {
            ContainerId = id,
            NmHostAddr = node,
            AppSubmitter = user,
            Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
            ExpiryTimeStamp = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds(),
            MasterKeyId = s_containerKey.KeyId,
            RmIdentifier = Identifier,
            CreationTime = 1,
        };
        change?.Invoke(identifier);
        var bytes = identifier.ToByteArray();
        return new TokenProto
        {
            Identifier = ByteString.CopyFrom(bytes), Password = ByteString.CopyFrom(TokenPassword.Of(bytes, s_containerKey.Bytes.Span)),
            Kind = "ContainerToken", Service = node,
        };
    }

    /// <summary>What an attempt proves itself with at a node.</summary>
    internal static Token NodeToken(ApplicationAttemptIdProto attempt, NodeIdProto node)
    {
        var identifier = new NMTokenIdentifierProto
        {
            AppAttemptId = attempt, NodeId = node, AppSubmitter = "ada", KeyId = s_nodeKey.KeyId,
        }.ToByteArray();
        return new Token(identifier, TokenPassword.Of(identifier, s_nodeKey.Bytes.Span), "NMToken", node.ToText());
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private TaskCompletionSource<ContainerStatusProto> End(string id) =>
        _ends.GetOrAdd(id, _ => new TaskCompletionSource<ContainerStatusProto>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>The nodes that took their leave.</summary>
    internal ConcurrentQueue<NodeIdProto> Left { get; } = new();

    /// <summary>The next heartbeat is answered with SHUTDOWN.</summary>
    internal bool Shutdown { get; set; }

    private UnRegisterNodeManagerResponseProto Unregister(UnRegisterNodeManagerRequestProto request)
    {
        Left.Enqueue(request.NodeId);
        return new UnRegisterNodeManagerResponseProto();
    }

    private RegisterNodeManagerResponseProto Register(RegisterNodeManagerRequestProto request)
    {
        Registrations.Enqueue(request);
        if (Registrations.Count > 1)
        {
            _again.TrySetResult();
        }

        return new RegisterNodeManagerResponseProto
        {
            NodeAction = NodeActionProto.Normal, RmIdentifier = Identifier, NmTokenMasterKey = s_nodeKey,
            ContainerTokenMasterKey = s_containerKey,
        };
    }

    private NodeHeartbeatResponseProto Beat(NodeHeartbeatRequestProto request)
    {
        LastStatus = request.NodeStatus;
        _beat.TrySetResult(request.NodeStatus.NodeId);
        if (!request.NodeStatus.NodeHealthStatus.IsNodeHealthy)
        {
            _unhealthy.TrySetResult(request.NodeStatus.NodeHealthStatus);
        }

        if (Shutdown)
        {
            return new NodeHeartbeatResponseProto
            {
                NodeAction = NodeActionProto.Shutdown, DiagnosticsMessage = "not in the list of hosts",
            };
        }

        if (Resync)
        {
            Resync = false;
            return new NodeHeartbeatResponseProto { NodeAction = NodeActionProto.Resync, DiagnosticsMessage = "who are you?" };
        }

        foreach (var status in request.NodeStatus.ContainersStatuses)
        {
            if (status.State == ContainerStateProto.CComplete)
            {
                End(status.ContainerId.ToText()).TrySetResult(status);
            }
        }

        foreach (var report in request.LogAggregationReportsForApps)
        {
            if (_logs.TryRemove(report.ApplicationId, out var awaited))
            {
                awaited.TrySetResult(report);
            }
        }

        var answer = _orders.TryDequeue(out var order) ? order : new NodeHeartbeatResponseProto();
        answer.NodeAction = NodeActionProto.Normal;
        answer.ResponseId = request.NodeStatus.ResponseId + 1;
        answer.NextHeartBeatInterval = !_orders.IsEmpty ? 1 : _logs.IsEmpty ? Interval : ShortInterval;
        return answer;
    }
}
