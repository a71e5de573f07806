using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>The small protocols beside ClientProtocol on the same port: user mappings and which NameNode is active.</summary>
internal sealed class SmallProtocols(CallSite site, INameNodeAdmin admin)
{
    private const long Version = (long)ProtocolNames.Version;

    public IEnumerable<RpcProtocol> All() =>
    [
        new RpcProtocol(ProtocolNames.RefreshUserMappings, Version)
            .Add("refreshUserToGroupsMappings", RefreshUserToGroupsMappingsRequestProto.Parser, RefreshGroups)
            .Add("refreshSuperUserGroupsConfiguration", RefreshSuperUserGroupsConfigurationRequestProto.Parser, RefreshImpersonation),
        new RpcProtocol(ProtocolNames.GetUserMappings, Version)
            .Add("getGroupsForUser", GetGroupsForUserRequestProto.Parser, GetGroupsForUser),
        new RpcProtocol(ProtocolNames.HAService, Version)
            .Add(
                "monitorHealth",
                MonitorHealthRequestProto.Parser,
                ForSuperUsers<MonitorHealthRequestProto>(new MonitorHealthResponseProto()))
            .Add("getServiceStatus", GetServiceStatusRequestProto.Parser, ForSuperUsers<GetServiceStatusRequestProto>(
                new GetServiceStatusResponseProto { State = HAServiceStateProto.Active, ReadyToBecomeActive = true })),
    ];

    private Func<TRequest, RpcCallContext, ValueTask<IMessage>> ForSuperUsers<TRequest>(IMessage fixedAnswer) => async (_, c) =>
    {
        await site.RequireSuperUserAsync(c, c.Method).ConfigureAwait(false);
        return fixedAnswer;
    };

    private async ValueTask<IMessage> RefreshGroups(RefreshUserToGroupsMappingsRequestProto r, RpcCallContext c)
    {
        await site.RequireSuperUserAsync(c, c.Method).ConfigureAwait(false);
        site.Groups.Refresh();
        return new RefreshUserToGroupsMappingsResponseProto();
    }

    private async ValueTask<IMessage> RefreshImpersonation(RefreshSuperUserGroupsConfigurationRequestProto r, RpcCallContext c)
    {
        await site.RequireSuperUserAsync(c, c.Method).ConfigureAwait(false);
        await admin.RefreshImpersonationAsync().ConfigureAwait(false);
        return new RefreshSuperUserGroupsConfigurationResponseProto();
    }

    private async ValueTask<IMessage> GetGroupsForUser(GetGroupsForUserRequestProto r, RpcCallContext c)
    {
        var groups = await site.Groups.GroupsOfAsync(RequestTexts.UserName(c.Method, r.User)).ConfigureAwait(false);
        return new GetGroupsForUserResponseProto { Groups = { groups } };
    }
}
