using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>What there is not yet: a list of it is empty, to make one is refused with a reason.</summary>
public sealed class EmptyListsTests
{
    private static readonly RpcProtocolName ClientProtocol = new(ProtocolNames.Client, (long)ProtocolNames.Version);

    /// <summary>
    /// Id, name, types for new blocks, types where those are missing, types where a copy finds none: BlockStoragePolicySuite.
    /// </summary>
    private static readonly string[] Policies =
    [
        "1 PROVIDED Provided,Disk Provided,Disk Provided,Disk", "2 COLD Archive  ", "5 WARM Disk,Archive Disk,Archive Disk,Archive",
        "7 HOT Disk  Archive",
        "10 ONE_SSD Ssd,Disk Ssd,Disk Ssd,Disk", "12 ALL_SSD Ssd Disk Disk", "14 ALL_NVDIMM Nvdimm Disk Disk",
        "15 LAZY_PERSIST RamDisk,Disk Disk Disk",
    ];

    /// <summary>The methods of ClientProtocol (Apache 3.5.0) that are not there yet: what the changelog says.</summary>
    private static readonly string[] NotThere =
    [
        "addCacheDirective", "addCachePool", "addErasureCodingPolicies", "allowSnapshot", "cancelDelegationToken", "concat",
        "createEncryptionZone", "createSnapshot", "createSymlink",
        "deleteSnapshot", "disableErasureCodingPolicy", "disallowSnapshot", "enableErasureCodingPolicy", "getBatchedListing",
        "getDelegationToken", "getECTopologyResultForPolicies",
        "getEditsFromTxid", "getSnapshotDiffReport", "getSnapshotDiffReportListing", "getSnapshotListing", "modifyAclEntries",
        "modifyCacheDirective", "modifyCachePool",
        "reencryptEncryptionZone", "removeAcl", "removeAclEntries", "removeCacheDirective", "removeCachePool", "removeDefaultAcl",
        "removeErasureCodingPolicy", "removeXAttr",
        "renameSnapshot", "renewDelegationToken", "satisfyStoragePolicy", "setAcl", "setQuota", "setXAttr", "truncate",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_of_what_nobody_can_make_are_empty()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await nameNode.FileSystem.MakeDirectoryAsync("/d", null, Cancel);
        await nameNode.FileSystem.SetPermissionAsync("/d", 0b001_111_101_000, Cancel);
        await using var ada = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        Assert.False((await Call(
            nameNode, ada, "listCachePools", new ListCachePoolsRequestProto { PrevPoolName = "" },
            ListCachePoolsResponseProto.Parser)).HasMore);
        Assert.False((await Call(
            nameNode,
            ada,
            "listCacheDirectives",
            new ListCacheDirectivesRequestProto { PrevId = 0, Filter = new CacheDirectiveInfoProto() },
            ListCacheDirectivesResponseProto.Parser)).HasMore);
        var zones = await Call(
            nameNode, ada, "listEncryptionZones", new ListEncryptionZonesRequestProto { Id = 0 }, ListEncryptionZonesResponseProto.Parser);
        Assert.Equal((0, false), (zones.Zones.Count, zones.HasMore));
        Assert.False((await Call(
            nameNode, ada, "listReencryptionStatus", new ListReencryptionStatusRequestProto { Id = 0 },
            ListReencryptionStatusResponseProto.Parser)).HasMore);
        Assert.Null((await Call(
            nameNode, ada, "getEZForPath", new GetEZForPathRequestProto { Src = "/d" }, GetEZForPathResponseProto.Parser)).Zone);
        Assert.Empty(
            (await Call(nameNode, ada, "listXAttrs", new ListXAttrsRequestProto { Src = "/d" }, ListXAttrsResponseProto.Parser)).XAttrs);
        Assert.Empty(
            (await Call(nameNode, ada, "getXAttrs", new GetXAttrsRequestProto { Src = "/d" }, GetXAttrsResponseProto.Parser)).XAttrs);
        Assert.Empty((await Call(
            nameNode, ada, "getErasureCodingPolicies", new GetErasureCodingPoliciesRequestProto(),
            GetErasureCodingPoliciesResponseProto.Parser)).EcPolicies);
        Assert.Empty((await Call(
            nameNode, ada, "getErasureCodingCodecs", new GetErasureCodingCodecsRequestProto(),
            GetErasureCodingCodecsResponseProto.Parser)).Codec);
        Assert.Null((await Call(
            nameNode, ada, "getSnapshottableDirListing", new GetSnapshottableDirListingRequestProto(),
            GetSnapshottableDirListingResponseProto.Parser)).SnapshottableDirList);
        var acl = (await Call(
            nameNode, ada, "getAclStatus", new GetAclStatusRequestProto { Src = "/d" }, GetAclStatusResponseProto.Parser)).Result;
        var status = await nameNode.FileSystem.GetFileStatusAsync("/d", Cancel);
        Assert.Equal(
            (status!.Owner, status.Group, true, (uint)status.Mode, 0),
            (acl.Owner, acl.Group, acl.Sticky, acl.Permission.Perm, acl.Entries.Count));
    }

    [Fact]
    public async Task What_is_not_there_or_not_for_everybody_is_refused()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var ada = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        await using var eve = new RpcClient(new RpcClientOptions("eve"));
        await Refused(
            JavaExceptions.FileNotFound,
            "File/Directory does not exist: /none",
            () => Call(nameNode, ada, "listXAttrs", new ListXAttrsRequestProto { Src = "/none" }, ListXAttrsResponseProto.Parser));
        await Refused(
            JavaExceptions.FileNotFound,
            "File/Directory does not exist: /none",
            () => Call(nameNode, ada, "getAclStatus", new GetAclStatusRequestProto { Src = "/none" }, GetAclStatusResponseProto.Parser));
        await Refused(JavaExceptions.FileNotFound, "File/Directory does not exist: /none", () => Call(
            nameNode, ada, "getStoragePolicy", new GetStoragePolicyRequestProto { Path = "/none" }, GetStoragePolicyResponseProto.Parser));
        await Refused(
            JavaExceptions.AccessControl,
            "Access denied for user eve. Superuser privilege is required for operation listEncryptionZones",
            () => Call(
                nameNode, eve, "listEncryptionZones", new ListEncryptionZonesRequestProto { Id = 0 },
                ListEncryptionZonesResponseProto.Parser));
        var named = new GetXAttrsRequestProto { Src = "/" };
        named.XAttrs.Add(new XAttrProto { Namespace = XAttrProto.Types.XAttrNamespaceProto.User, Name = "a" });
        await Refused(
            JavaExceptions.XAttrNotFound,
            "At least one of the attributes provided was not found.",
            () => Call(nameNode, ada, "getXAttrs", named, GetXAttrsResponseProto.Parser));
    }

    /// <summary>Apache's NameNode asks for READ of the path itself in each of these.</summary>
    [Theory]
    [InlineData("getXAttrs")]
    [InlineData("listXAttrs")]
    [InlineData("getEZForPath")]
    [InlineData("getStoragePolicy")]
    [InlineData("getErasureCodingPolicy")]
    public async Task What_is_at_a_path_is_told_to_those_who_may_read_it(string method)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await nameNode.FileSystem.MakeDirectoryAsync("/d", null, Cancel);
        await nameNode.FileSystem.SetPermissionAsync("/d", 0b111_001_001, Cancel);
        await using var ada = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        await using var eve = new RpcClient(new RpcClientOptions("eve"));
        await Ask(ada, "/d");
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(() => Ask(eve, "/d"));
        Assert.Equal(JavaExceptions.AccessControl, refused.JavaClass);
        Assert.StartsWith("Permission denied: user=eve, access=READ, inode=\"/d\"", refused.FirstLine, StringComparison.Ordinal);
        Assert.Equal(JavaExceptions.FileNotFound, (await Assert.ThrowsAsync<RpcRemoteException>(() => Ask(eve, "/none"))).JavaClass);

        Task Ask(RpcClient who, string path) => method switch
        {
            "getXAttrs" => Call(nameNode, who, method, new GetXAttrsRequestProto { Src = path }, GetXAttrsResponseProto.Parser),
            "listXAttrs" => Call(nameNode, who, method, new ListXAttrsRequestProto { Src = path }, ListXAttrsResponseProto.Parser),
            "getEZForPath" => Call(nameNode, who, method, new GetEZForPathRequestProto { Src = path }, GetEZForPathResponseProto.Parser),
            "getStoragePolicy" =>
                Call(nameNode, who, method, new GetStoragePolicyRequestProto { Path = path }, GetStoragePolicyResponseProto.Parser),
            _ => Call(
                nameNode, who, method, new GetErasureCodingPolicyRequestProto { Src = path }, GetErasureCodingPolicyResponseProto.Parser),
        };
    }

    [Fact]
    public async Task What_is_not_there_yet_is_refused_by_name()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var ada = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        foreach (var method in NotThere)
        {
            await Refused(
                JavaExceptions.UnsupportedOperation,
                $"{method} is not supported by this NameNode",
                () => Call(nameNode, ada, method, new MsyncRequestProto(), MsyncResponseProto.Parser));
        }
    }

    [Fact]
    public async Task The_eight_storage_policies_can_be_read_and_none_can_be_set()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var ada = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        var all = await Call(
            nameNode, ada, "getStoragePolicies", new GetStoragePoliciesRequestProto(), GetStoragePoliciesResponseProto.Parser);
        Assert.Equal(Policies, all.Policies.Select(static p =>
            $"{p.PolicyId} {p.Name} {Types(p.CreationPolicy)} {Types(p.CreationFallbackPolicy)} {Types(p.ReplicationFallbackPolicy)}"));
        Assert.Equal("HOT", (await Call(
            nameNode, ada, "getStoragePolicy", new GetStoragePolicyRequestProto { Path = "/" },
            GetStoragePolicyResponseProto.Parser)).StoragePolicy.Name);
        await Refused(
            JavaExceptions.UnsupportedOperation,
            "setStoragePolicy COLD is not supported by this NameNode: all files have the policy HOT, which puts every replica on a disk",
            () => Call(
                nameNode,
                ada,
                "setStoragePolicy",
                new SetStoragePolicyRequestProto { Src = "/", PolicyName = "COLD" },
                SetStoragePolicyResponseProto.Parser));
        await Refused(
            JavaExceptions.UnsupportedOperation,
            "unsetStoragePolicy is not supported by this NameNode: all files have the policy HOT, which puts every replica on a disk",
            () => Call(
                nameNode, ada, "unsetStoragePolicy", new UnsetStoragePolicyRequestProto { Src = "/" },
                UnsetStoragePolicyResponseProto.Parser));
    }

    [Fact]
    public async Task What_a_NameNode_reads_again_when_it_is_asked()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        var uri = nameNode.FileSystem.Uri;
        await NameNodeRefresh.UserToGroupsMappingsAsync(uri, new Configuration(), CurrentUser.Name, Cancel);
        await NameNodeRefresh.SuperUserGroupsAsync(uri, new Configuration(), CurrentUser.Name, Cancel);
        var off = await Assert.ThrowsAsync<AccessControlException>(
            () => NameNodeRefresh.ServiceAclAsync(uri, new Configuration(), CurrentUser.Name, Cancel));
        Assert.Equal("Service Level Authorization not enabled!", off.Message);
        await Assert.ThrowsAsync<AccessControlException>(
            () => NameNodeRefresh.SuperUserGroupsAsync(uri, new Configuration(), "eve", Cancel));
    }

    /// <summary>A flag of fsck that nothing here does is refused, not passed over.</summary>
    [Theory]
    [InlineData("move")]
    [InlineData("replicate")]
    [InlineData("upgradedomains")]
    [InlineData("storagepolicies")]
    public async Task Fsck_says_what_it_does_not_do(string flag)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        using var http = new HttpClient();
        var text = await http.GetStringAsync(
            new Uri($"http://{nameNode.Server.HttpEndPoint}/fsck?ugi={CurrentUser.Name}&{flag}=1&path=%2F"), Cancel);
        Assert.EndsWith("Fsck on path '/' FAILED", text, StringComparison.Ordinal);
    }

    private static string Types(StorageTypesProto types) => string.Join(',', types.StorageTypes);

    private static Task<TResponse> Call<TResponse>(
        NameNodeFixture nameNode, RpcClient client, string method, IMessage request, MessageParser<TResponse> parser)
        where TResponse : class, IMessage<TResponse>, new() =>
        client.CallAsync(nameNode.Server.RpcEndPoint, ClientProtocol, method, request, parser, Cancel);

    private static async Task Refused(string javaClass, string message, Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<RpcRemoteException>(call);
        Assert.Equal((javaClass, message), (e.JavaClass, e.FirstLine));
    }
}
