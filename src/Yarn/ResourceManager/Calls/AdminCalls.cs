using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Events;
using Hathi.Yarn.ResourceManager.Mapping;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ResourceManagerAdministrationProtocol (8033): <c>yarn rmadmin</c>.</summary>
/// <param name="site">What it asks.</param>
/// <param name="unresolved">Is told which lists count.</param>
/// <param name="log">Is told what was read again, and by whom.</param>
internal sealed class AdminCalls(CallSite site, UnresolvedHosts<NodeLists> unresolved, ILogger log)
{
    private readonly SemaphoreSlim _refreshingNodes = new(1, 1);

    public void AddTo(RpcProtocol protocol)
    {
        Add(protocol, "refreshQueues", RefreshQueuesRequestProto.Parser, RefreshQueues);
        Add(protocol, "refreshNodes", RefreshNodesRequestProto.Parser, RefreshNodes);
        Add(
            protocol,
            "refreshNodesResources",
            RefreshNodesResourcesRequestProto.Parser,
            static (_, _) => new(new RefreshNodesResourcesResponseProto()));
        Add(protocol, "refreshSuperUserGroupsConfiguration", RefreshSuperUserGroupsConfigurationRequestProto.Parser, (_, c) =>
            Reread(site.Options.RefreshImpersonation, c, "who may act for whom", new RefreshSuperUserGroupsConfigurationResponseProto()));
        Add(protocol, "refreshUserToGroupsMappings", RefreshUserToGroupsMappingsRequestProto.Parser, (_, c) =>
            Reread(site.Options.RefreshGroups, c, "the groups of users", new RefreshUserToGroupsMappingsResponseProto()));
        Add(protocol, "refreshAdminAcls", RefreshAdminAclsRequestProto.Parser, (_, c) =>
            Reread(site.Access.RefreshAdministrators, c, "who may administrate", new RefreshAdminAclsResponseProto()));
        Add(protocol, "refreshServiceAcls", RefreshServiceAclsRequestProto.Parser, static (_, _) =>
            throw FaultMapping.Wrapped(JavaErrors.Io, "Service Authorization (hadoop.security.authorization) not enabled."));
        Add(
            protocol,
            "refreshClusterMaxPriority",
            RefreshClusterMaxPriorityRequestProto.Parser,
            static (_, _) => new(new RefreshClusterMaxPriorityResponseProto()));
        Add(protocol, "checkForDecommissioningNodes", CheckForDecommissioningNodesRequestProto.Parser, Decommissioning);
        protocol.Add("getGroupsForUser", GetGroupsForUserRequestProto.Parser, Groups);
    }

    // Only for administrators.
    private void Add<TRequest>(
        RpcProtocol protocol, string method, MessageParser<TRequest> parser, Func<TRequest, RpcCallContext, ValueTask<IMessage>> answer)
        where TRequest : class, IMessage<TRequest>, new() => protocol.Add(method, parser, async (request, call) =>
        {
            await site.Access.RequireAdministratorAsync(call.User, method).ConfigureAwait(false);
            return await answer(request, call).ConfigureAwait(false);
        });

    private async ValueTask<IMessage> Reread(Action read, RpcCallContext call, string what, IMessage answer)
    {
        await ReadAsync(() =>
        {
            read();
            return true;
        }).ConfigureAwait(false);
        log.ReadAgain(call.User, what);
        return answer;
    }

    private async ValueTask<IMessage> RefreshQueues(RefreshQueuesRequestProto r, RpcCallContext c)
    {
        var queues = await ReadAsync(site.Options.ReadQueues).ConfigureAwait(false);
        var access = await ReadAsync(site.Options.ReadQueueAccess).ConfigureAwait(false);
        await site.Engine.AskAsync(new RefreshQueuesRequest { User = c.User, Queues = queues }).ConfigureAwait(false);
        site.Access.Use(access);
        log.ReadAgain(c.User, "the queues");
        return new RefreshQueuesResponseProto();
    }

    private async ValueTask<IMessage> RefreshNodes(RefreshNodesRequestProto r, RpcCallContext c)
    {
        // names take long to resolve: older lists must not be applied after newer ones
        await _refreshingNodes.WaitAsync().ConfigureAwait(false);
        try
        {
            var hosts = await ReadAsync(site.Options.ReadNodeLists).ConfigureAwait(false);
            await site.Engine.AskAsync(new RefreshNodesRequest
            {
                User = c.User,
                Lists = hosts.Lists,
                GracefulSeconds = RequestNumbers.IsGraceful(r.DecommissionType)
                    ? r.HasDecommissionTimeout ? RequestNumbers.Seconds(r.DecommissionTimeout) : -1
                    : null,
            }).ConfigureAwait(false);
            unresolved.Watch(hosts);
        }
        finally
        {
            _refreshingNodes.Release();
        }

        log.ReadAgain(c.User, "the lists of nodes");
        return new RefreshNodesResponseProto();
    }

    private async ValueTask<IMessage> Groups(GetGroupsForUserRequestProto r, RpcCallContext c) =>
        new GetGroupsForUserResponseProto { Groups = { await site.Options.GroupsOf(RequestTexts.User(r.User)).ConfigureAwait(false) } };

    private async ValueTask<IMessage> Decommissioning(CheckForDecommissioningNodesRequestProto r, RpcCallContext c)
    {
        var nodes = await site.Engine.AskAsync(
            new GetClusterNodesRequest { User = c.User, States = [NodeState.Decommissioning] }).ConfigureAwait(false);
        var response = new CheckForDecommissioningNodesResponseProto();
        response.DecommissioningNodes.AddRange(nodes.Select(static node => node.Id.ToProto()));
        return response;
    }

    // Files are read, and hosts looked up, away from the threads that serve sockets.
    private static async Task<T> ReadAsync<T>(Func<T> read)
    {
        try
        {
            return await Task.Run(read).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ArgumentException or FormatException)
        {
            throw FaultMapping.Wrapped(JavaErrors.Io, e.Message);
        }
    }
}
