using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>The small protocols beside ClientProtocol on the same port: user mappings and which NameNode is active.</summary>
internal sealed class SmallProtocols(CallSite site, string superUser)
{
    private const long Version = (long)ProtocolNames.Version;

    public IEnumerable<RpcProtocol> All() =>
    [
        new RpcProtocol(ProtocolNames.RefreshUserMappings, Version)
            .Add("refreshUserToGroupsMappings", RefreshUserToGroupsMappingsRequestProto.Parser, (_, c) => Refresh(c, new RefreshUserToGroupsMappingsResponseProto()))
            .Add("refreshSuperUserGroupsConfiguration", RefreshSuperUserGroupsConfigurationRequestProto.Parser, (_, c) => Refresh(c, new RefreshSuperUserGroupsConfigurationResponseProto())),
        new RpcProtocol(ProtocolNames.GetUserMappings, Version)
            .Add("getGroupsForUser", GetGroupsForUserRequestProto.Parser, GetGroupsForUser),
        new RpcProtocol(ProtocolNames.HAService, Version)
            .Add("monitorHealth", MonitorHealthRequestProto.Parser, (_, _) => new ValueTask<IMessage>(new MonitorHealthResponseProto()))
            .Add("getServiceStatus", GetServiceStatusRequestProto.Parser, (_, _) =>
                new ValueTask<IMessage>(new GetServiceStatusResponseProto { State = HAServiceStateProto.Active, ReadyToBecomeActive = true })),
    ];

    private ValueTask<IMessage> Refresh(RpcCallContext c, IMessage answer)
    {
        if (c.User != superUser)
        {
            throw new RpcFault(JavaExceptions.AccessControl, $"Access denied for user {c.User}. Superuser privilege is required");
        }

        site.ForgetCallers();
        return new ValueTask<IMessage>(answer);
    }

    private ValueTask<IMessage> GetGroupsForUser(GetGroupsForUserRequestProto r, RpcCallContext c)
    {
        var answer = new GetGroupsForUserResponseProto();
        answer.Groups.AddRange(site.Groups.GroupsOf(r.User));
        return new ValueTask<IMessage>(answer);
    }
}
