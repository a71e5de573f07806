using Google.Protobuf;
using Hathi.Base;
using Hathi.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Protocols;

/// <summary>ResourceManagerAdministrationProtocol (8033): <c>yarn rmadmin</c>.</summary>
internal sealed class AdminCalls(CallSite site, INodeLog log)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("refreshQueues", RefreshQueuesRequestProto.Parser, RefreshQueues)
        .Add("refreshNodes", RefreshNodesRequestProto.Parser, RefreshNodes)
        .Add("refreshNodesResources", RefreshNodesResourcesRequestProto.Parser, static (_, _) => new(new RefreshNodesResourcesResponseProto()))
        .Add("refreshSuperUserGroupsConfiguration", RefreshSuperUserGroupsConfigurationRequestProto.Parser, static (_, _) => new(new RefreshSuperUserGroupsConfigurationResponseProto()))
        .Add("refreshUserToGroupsMappings", RefreshUserToGroupsMappingsRequestProto.Parser, static (_, _) => new(new RefreshUserToGroupsMappingsResponseProto()))
        .Add("refreshAdminAcls", RefreshAdminAclsRequestProto.Parser, static (_, _) => new(new RefreshAdminAclsResponseProto()))
        .Add("refreshServiceAcls", RefreshServiceAclsRequestProto.Parser, static (_, _) => new(new RefreshServiceAclsResponseProto()))
        .Add("refreshClusterMaxPriority", RefreshClusterMaxPriorityRequestProto.Parser, static (_, _) => new(new RefreshClusterMaxPriorityResponseProto()))
        .Add("getGroupsForUser", GetGroupsForUserRequestProto.Parser, Groups)
        .Add("checkForDecommissioningNodes", CheckForDecommissioningNodesRequestProto.Parser, Decommissioning);

    private async ValueTask<IMessage> RefreshQueues(RefreshQueuesRequestProto r, RpcCallContext c)
    {
        var queues = Read(site.Options.ReadQueues);
        await site.Engine.AskAsync(new RefreshQueuesRequest { Ticket = 1, User = c.User, Queues = queues }).ConfigureAwait(false);
        log.Info("resourcemanager", $"{c.User} had the queues read again");
        return new RefreshQueuesResponseProto();
    }

    private async ValueTask<IMessage> RefreshNodes(RefreshNodesRequestProto r, RpcCallContext c)
    {
        var lists = Read(site.Options.ReadNodeLists);
        await site.Engine.AskAsync(new RefreshNodesRequest
        {
            Ticket = 1,
            User = c.User,
            Lists = lists,
            GracefulSeconds = r.DecommissionType == DecommissionTypeProto.Graceful ? r.HasDecommissionTimeout ? r.DecommissionTimeout : -1 : null,
        }).ConfigureAwait(false);
        log.Info("resourcemanager", $"{c.User} had the lists of nodes read again");
        return new RefreshNodesResponseProto();
    }

    private ValueTask<IMessage> Groups(GetGroupsForUserRequestProto r, RpcCallContext c) =>
        new(new GetGroupsForUserResponseProto { Groups = { site.Options.GroupsOf(r.User) } });

    private async ValueTask<IMessage> Decommissioning(CheckForDecommissioningNodesRequestProto r, RpcCallContext c)
    {
        var nodes = await site.Engine.AskAsync<List<NodeReport>>(
            new GetClusterNodesRequest { Ticket = 1, User = c.User, States = [NodeState.Decommissioning] }).ConfigureAwait(false);
        var response = new CheckForDecommissioningNodesResponseProto();
        response.DecommissioningNodes.AddRange(nodes.Select(static node => node.Id.ToProto()));
        return response;
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new RpcFault(JavaErrors.Io, e.Message);
        }
    }
}
