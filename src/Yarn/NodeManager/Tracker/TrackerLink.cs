using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tracker;

/// <summary>
/// ResourceTracker as a node calls it. Every call throws <see cref="RpcRemoteException"/> when the ResourceManager refuses and
/// <see cref="RpcConnectionException"/> when it cannot be reached. Safe from any thread.
/// </summary>
internal sealed class TrackerLink(RpcClient client, EndPoint resourceManager)
{
    private readonly RpcProtocolName _protocol = new(ProtocolNames.ResourceTracker, (long)ProtocolNames.Version);

    internal string Name { get; } = RpcAddress.Format(resourceManager);

    internal Task<RegisterNodeManagerResponseProto> RegisterAsync(
        RegisterNodeManagerRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("registerNodeManager", request, RegisterNodeManagerResponseProto.Parser, cancellationToken);

    internal Task<NodeHeartbeatResponseProto> HeartbeatAsync(NodeHeartbeatRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("nodeHeartbeat", request, NodeHeartbeatResponseProto.Parser, cancellationToken);

    internal Task UnregisterAsync(NodeIdProto node, CancellationToken cancellationToken) =>
        CallAsync(
            "unRegisterNodeManager",
            new UnRegisterNodeManagerRequestProto { NodeId = node },
            UnRegisterNodeManagerResponseProto.Parser,
            cancellationToken);

    private Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new() =>
        client.CallAsync(resourceManager, _protocol, method, request, parser, cancellationToken);
}
