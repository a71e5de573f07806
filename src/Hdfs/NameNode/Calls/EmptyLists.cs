using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>
/// ClientProtocol, calls that list what a cluster may have and this one has not: cache pools and directives, encryption zones, extended
/// attributes, access control lists beyond a file's mode. Who asks is told that there is none, as by an Apache NameNode where nobody has
/// made any, and goes on; who wants to make one is refused.
/// </summary>
internal sealed class EmptyLists(CallSite site)
{
    private const int StickyBit = 0x200;
    private const string Missing = "File/Directory does not exist";

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("listCachePools", ListCachePoolsRequestProto.Parser, ListCachePools)
        .Add("listCacheDirectives", ListCacheDirectivesRequestProto.Parser, ListCacheDirectives)
        .Add(
            "listEncryptionZones",
            ListEncryptionZonesRequestProto.Parser,
            (_, c) => ForSuperUserAsync(c, new ListEncryptionZonesResponseProto { HasMore = false }))
        .Add(
            "listReencryptionStatus",
            ListReencryptionStatusRequestProto.Parser,
            (_, c) => ForSuperUserAsync(c, new ListReencryptionStatusResponseProto { HasMore = false }))
        .Add(
            "getEZForPath",
            GetEZForPathRequestProto.Parser,
            (r, c) => ForPathAsync(RequestTexts.Path(c.Method, r.Src), "Path not found", c, new GetEZForPathResponseProto()))
        .Add(
            "listXAttrs",
            ListXAttrsRequestProto.Parser,
            (r, c) => ForPathAsync(RequestTexts.Path(c.Method, r.Src), Missing, c, new ListXAttrsResponseProto()))
        .Add("getXAttrs", GetXAttrsRequestProto.Parser, GetXAttrs)
        .Add("getAclStatus", GetAclStatusRequestProto.Parser, GetAclStatus);

    /// <summary>
    /// The service authorization that a NameNode reads again when asked: it is off, as it is in Hadoop unless switched on.
    /// </summary>
    public static RpcProtocol AuthorizationPolicy() => new RpcProtocol(
        ProtocolNames.RefreshAuthorizationPolicy, (long)ProtocolNames.Version)
        .Add(
            "refreshServiceAcl",
            RefreshServiceAclRequestProto.Parser,
            static (_, _) => throw new RpcFault(JavaExceptions.Authorization, "Service Level Authorization not enabled!"));

    private static ValueTask<IMessage> ListCachePools(ListCachePoolsRequestProto r, RpcCallContext c)
    {
        RequestTexts.Name(c.Method, r.PrevPoolName);
        return new ValueTask<IMessage>(new ListCachePoolsResponseProto { HasMore = false });
    }

    private static ValueTask<IMessage> ListCacheDirectives(ListCacheDirectivesRequestProto r, RpcCallContext c)
    {
        RequestTexts.Path(c.Method, r.Filter.Path);
        RequestTexts.Name(c.Method, r.Filter.Pool);
        return new ValueTask<IMessage>(new ListCacheDirectivesResponseProto { HasMore = false });
    }

    private async ValueTask<IMessage> ForSuperUserAsync(RpcCallContext c, IMessage answer)
    {
        await site.RequireSuperUserAsync(c, c.Method).ConfigureAwait(false);
        return answer;
    }

    // As in Apache's: what there is at a path is told to those who may read it.
    private async ValueTask<IMessage> ForPathAsync(string path, string missing, RpcCallContext c, IMessage answer)
    {
        await site.RequireReadableAsync(c, path, missing).ConfigureAwait(false);
        return answer;
    }

    /// <summary>All that there are is none; one that is asked for by name is missing.</summary>
    private async ValueTask<IMessage> GetXAttrs(GetXAttrsRequestProto r, RpcCallContext c)
    {
        await site.RequireReadableAsync(c, RequestTexts.Path(c.Method, r.Src), Missing).ConfigureAwait(false);
        return !RequestLists.AnyAttribute(c.Method, r.XAttrs)
            ? new GetXAttrsResponseProto()
            : throw new RpcFault(JavaExceptions.XAttrNotFound, "At least one of the attributes provided was not found.");
    }

    private async ValueTask<IMessage> GetAclStatus(GetAclStatusRequestProto r, RpcCallContext c)
    {
        var status = await site.StatusAsync(c, RequestTexts.Path(c.Method, r.Src), Missing).ConfigureAwait(false);
        return new GetAclStatusResponseProto
        {
            Result = new AclStatusProto
            {
                Owner = status.Owner,
                Group = status.Group,
                Sticky = (status.Mode & StickyBit) != 0,
                Permission = new FsPermissionProto { Perm = status.Mode },
            },
        };
    }
}
