using System.Collections.Concurrent;
using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>
/// An application master's conversation with NodeManagers: starts, watches and ends the containers that it was granted. The ResourceManager
/// sends a token for each node with the first container there: hand them over with <see cref="AddTokens"/>. Thread-safe.
/// </summary>
public sealed class ContainerClient : IAsyncDisposable
{
    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name));
    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    /// <summary>Keeps the tokens of nodes, from <see cref="AllocateResponseProto.NmTokens"/>.</summary>
    public void AddTokens(IEnumerable<NMTokenProto> tokens)
    {
        foreach (var token in tokens)
        {
            _tokens[token.NodeId.ToText()] = Token.From(token.Token);
        }
    }

    /// <summary>Starts a container.</summary>
    /// <returns>What the node's services say to it, by service: mapreduce_shuffle its port.</returns>
    /// <exception cref="YarnException">The node refused; the message is its own.</exception>
    public async Task<IReadOnlyDictionary<string, byte[]>> StartAsync(
        ContainerProto container, ContainerLaunchContextProto launch, CancellationToken cancellation)
    {
        var request = new StartContainersRequestProto();
        request.StartContainerRequest.Add(
            new StartContainerRequestProto { ContainerLaunchContext = launch, ContainerToken = container.ContainerToken });
        var reply = await Node(container.NodeId)
            .CallAsync("startContainers", request, StartContainersResponseProto.Parser, cancellation).ConfigureAwait(false);
        if (!SaysRunsAlready(reply.FailedRequests))
        {
            Refuse(reply.FailedRequests);
        }

        var services = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var service in reply.ServicesMetaData)
        {
            services[service.Key] = service.Value.ToByteArray();
        }

        return services;
    }

    /// <summary>Ends a container; fine when it has ended already.</summary>
    /// <exception cref="YarnException">The node refused.</exception>
    public async Task StopAsync(NodeIdProto node, ContainerIdProto container, CancellationToken cancellation)
    {
        var request = new StopContainersRequestProto();
        request.ContainerId.Add(container);
        var reply = await Node(node)
            .CallAsync("stopContainers", request, StopContainersResponseProto.Parser, cancellation).ConfigureAwait(false);
        Refuse(reply.FailedRequests);
    }

    /// <exception cref="YarnException">The node refused, above all for it does not know the container.</exception>
    public async Task<ContainerStatusProto> GetStatusAsync(NodeIdProto node, ContainerIdProto container, CancellationToken cancellation)
    {
        var request = new GetContainerStatusesRequestProto();
        request.ContainerId.Add(container);
        var reply = await Node(node)
            .CallAsync("getContainerStatuses", request, GetContainerStatusesResponseProto.Parser, cancellation).ConfigureAwait(false);
        Refuse(reply.FailedRequests);
        return reply.Status[0];
    }

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();

    // A call whose connection broke is made again, and the node had taken the first one: nobody else was granted the container. Source of
    // the words: ContainerManagerImpl.
    private static bool SaysRunsAlready(IReadOnlyList<ContainerExceptionMapProto> failed) =>
        failed is [{ Exception.Message: var message }] && message.Contains(" already is running on this node", StringComparison.Ordinal);

    private static void Refuse(IReadOnlyList<ContainerExceptionMapProto> failed)
    {
        if (failed is [{ Exception: var first }, ..])
        {
            throw new YarnException(first.ClassName, first.Message, null);
        }
    }

    private YarnCaller Node(NodeIdProto node)
    {
        var name = node.ToText();
        if (!_tokens.TryGetValue(name, out var token))
        {
            throw new YarnException("", $"The ResourceManager sent no token for the node {name}.", null);
        }

        var address = IPAddress.TryParse(node.Host, out var ip)
            ? (EndPoint)new IPEndPoint(ip, node.Port)
            : new DnsEndPoint(node.Host, node.Port);
        return new YarnCaller(
            _rpc, address, YarnProtocols.ContainerManagement, new RpcCallOptions { Token = token, Retry = YarnProtocols.Patient });
    }
}
