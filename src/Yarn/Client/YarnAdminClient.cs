using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>
/// The ResourceManager as administrators see it (ResourceManagerAdministrationProtocol), for <c>yarn rmadmin</c>. Thread-safe.
/// </summary>
public sealed class YarnAdminClient : IAsyncDisposable
{
    private readonly RpcClient _rpc;
    private readonly YarnCaller _manager;

    /// <exception cref="ConfigurationException">Nothing says where the ResourceManager is.</exception>
    public YarnAdminClient(Configuration configuration)
    {
        _rpc = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        _manager = new YarnCaller(
            _rpc, YarnAddresses.ForAdministrators(configuration), YarnProtocols.Administration,
            new RpcCallOptions { Retry = YarnProtocols.Patient });
    }

    /// <summary>Reads the queues' configuration again.</summary>
    public Task RefreshQueuesAsync(CancellationToken cancellation) =>
        _manager.CallAsync("refreshQueues", new RefreshQueuesRequestProto(), RefreshQueuesResponseProto.Parser, cancellation);

    /// <summary>Reads the lists of nodes again, and takes those that are no longer wanted out of service.</summary>
    /// <param name="type">At once, or when what runs there has ended.</param>
    /// <param name="timeout">Seconds to wait for that; null for the configured time.</param>
    /// <param name="cancellation">Gives the call up.</param>
    public Task RefreshNodesAsync(DecommissionTypeProto type, int? timeout, CancellationToken cancellation)
    {
        var request = new RefreshNodesRequestProto { DecommissionType = type };
        if (timeout is { } seconds)
        {
            request.DecommissionTimeout = seconds;
        }

        return _manager.CallAsync("refreshNodes", request, RefreshNodesResponseProto.Parser, cancellation);
    }

    public Task RefreshSuperUserGroupsAsync(CancellationToken cancellation) =>
        _manager.CallAsync(
            "refreshSuperUserGroupsConfiguration",
            new RefreshSuperUserGroupsConfigurationRequestProto(),
            RefreshSuperUserGroupsConfigurationResponseProto.Parser,
            cancellation);

    public Task RefreshUserToGroupsAsync(CancellationToken cancellation) =>
        _manager.CallAsync(
            "refreshUserToGroupsMappings",
            new RefreshUserToGroupsMappingsRequestProto(),
            RefreshUserToGroupsMappingsResponseProto.Parser,
            cancellation);

    public Task RefreshAdminAclsAsync(CancellationToken cancellation) =>
        _manager.CallAsync("refreshAdminAcls", new RefreshAdminAclsRequestProto(), RefreshAdminAclsResponseProto.Parser, cancellation);

    public Task RefreshServiceAclsAsync(CancellationToken cancellation) =>
        _manager.CallAsync(
            "refreshServiceAcls", new RefreshServiceAclsRequestProto(), RefreshServiceAclsResponseProto.Parser, cancellation);

    /// <summary>The groups of a user as the ResourceManager sees them.</summary>
    public async Task<IReadOnlyList<string>> GetGroupsAsync(string user, CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getGroupsForUser",
            new GetGroupsForUserRequestProto { User = user },
            GetGroupsForUserResponseProto.Parser,
            cancellation).ConfigureAwait(false);
        return reply.Groups;
    }

    /// <summary>Changes what a node offers.</summary>
    public Task UpdateNodeResourceAsync(NodeIdProto node, ResourceProto resource, int overCommitTimeout, CancellationToken cancellation)
    {
        var request = new UpdateNodeResourceRequestProto();
        request.NodeResourceMap.Add(new NodeResourceMapProto
        {
            NodeId = node,
            ResourceOption = new ResourceOptionProto { Resource = resource, OverCommitTimeout = overCommitTimeout },
        });
        return _manager.CallAsync("updateNodeResource", request, UpdateNodeResourceResponseProto.Parser, cancellation);
    }

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();
}
