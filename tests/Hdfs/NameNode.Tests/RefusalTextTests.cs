using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Hathi.Base.Cores;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.NameNode.Tests.Requests;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>What users of Apache's NameNode are told when a field is out of range: the same class, the same words.</summary>
public sealed class RefusalTextTests
{
    private static readonly string s_deep = string.Concat(Enumerable.Repeat("/x", 1_001));
    private static readonly string s_long = "/" + new string('x', 8_000);

    public static TheoryData<string, IMessage, string, string> Refusals() => new()
    {
        {
            "setReplication",
            new SetReplicationRequestProto { Src = PlausibleRequests.Path, Replication = uint.MaxValue },
            JavaExceptions.IOException,
            "Requested replication factor of -1 is less than the required minimum of 1 for /d/open"
        },
        {
            "setReplication",
            new SetReplicationRequestProto { Src = PlausibleRequests.Path, Replication = 65_537 },
            JavaExceptions.IOException,
            "Requested replication factor of 65537 exceeds maximum of 512 for /d/open"
        },
        {
            "create",
            Create(static r => r.Replication = uint.MaxValue),
            JavaExceptions.IOException,
            "Requested replication factor of -1 is less than the required minimum of 1 for /d/new, clientName=127.0.0.1"
        },
        {
            "create",
            Create(static r => r.Src = s_long),
            JavaExceptions.IOException,
            "create: Pathname too long.  Limit 8000 characters, 1000 levels."
        },
        {
            "create",
            Create(static r => r.BlockSize = ulong.MaxValue),
            JavaExceptions.IOException,
            "Specified block size -1 is less than configured minimum value dfs.namenode.fs-limits.min-block-size=1048576"
        },
        {
            "mkdirs",
            new MkdirsRequestProto { Src = s_deep, Masked = new FsPermissionProto { Perm = 0 }, CreateParent = true },
            JavaExceptions.IOException,
            "mkdirs: Pathname too long.  Limit 8000 characters, 1000 levels."
        },
        {
            "rename",
            new RenameRequestProto { Src = "/d", Dst = s_long },
            JavaExceptions.IOException,
            "rename: Pathname too long.  Limit 8000 characters, 1000 levels."
        },
        {
            "rename2",
            new Rename2RequestProto { Src = "/d", Dst = s_deep, OverwriteDest = false },
            JavaExceptions.IOException,
            "rename: Pathname too long.  Limit 8000 characters, 1000 levels."
        },
        {
            "getBlockLocations",
            new GetBlockLocationsRequestProto { Src = PlausibleRequests.Path, Offset = 1UL << 63, Length = 1 },
            JavaExceptions.IllegalArgument,
            "Negative offset is not supported. File: /d/open"
        },
        {
            "getBlockLocations",
            new GetBlockLocationsRequestProto { Src = PlausibleRequests.Path, Offset = 0, Length = ulong.MaxValue },
            JavaExceptions.IllegalArgument,
            "Negative length is not supported. File: /d/open"
        },
        {
            "setBalancerBandwidth",
            new SetBalancerBandwidthRequestProto { Bandwidth = (1L << 40) + 1 },
            JavaExceptions.IllegalArgument,
            "Bandwidth should not exceed maximum limit 1099511627776 bytes per second"
        },
        {
            "getFileInfo",
            new GetFileInfoRequestProto { Src = "/" + new string('x', 60_000) },
            JavaExceptions.IOException,
            "getFileInfo: Pathname too long.  Limit 32000 characters, 4000 levels."
        },
        {
            "setSafeMode",
            new SetSafeModeRequestProto { Action = (SafeModeActionProto)99 },
            JavaErrors.InvalidProtocolBuffer,
            "Message missing required fields: action"
        },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task Out_of_range_is_told_as_Apaches_tells_it(string method, IMessage request, string javaClass, string message)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var site = await AttackSite.StartAsync(nameNode);
        await site.PrepareAsync();
        var refusal = await site.CallAsync(ProtocolNames.Client, method, request.ToByteArray());
        Assert.Equal((javaClass, message), (refusal?.JavaClass, refusal?.FirstLine));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task The_call_that_ended_the_process_is_refused_and_others_are_answered(int nodes)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var site = await AttackSite.StartAsync(nameNode);
        await site.PrepareAsync();
        var request = (GetAdditionalDatanodeRequestProto)site.Requests.Make(typeof(GetAdditionalDatanodeRequestProto));
        request.NumAdditionalNodes = unchecked((uint)nodes);
        var refusal = await site.CallAsync(ProtocolNames.Client, "getAdditionalDatanode", request.ToByteArray());
        Assert.Equal(
            (JavaExceptions.HadoopIllegalArgument, $"getAdditionalDatanode: numAdditionalNodes is {nodes}; it is 0 … 1024."),
            (refusal?.JavaClass, refusal?.FirstLine));
        Assert.False(nameNode.Server.Failed.IsCompleted);
        Assert.Null(await site.CallAsync(ProtocolNames.Client, "getFileInfo", new GetFileInfoRequestProto { Src = "/" }.ToByteArray()));
    }

    [Fact]
    public async Task What_a_moved_directory_holds_is_found_by_a_path_that_could_not_be_made()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var site = await AttackSite.StartAsync(nameNode);
        var half = string.Concat(Enumerable.Repeat("/" + new string('y', 200), 25));
        Assert.Null(await MakeAsync("/a" + half));
        Assert.Null(await MakeAsync("/b" + half));
        Assert.Null(await site.CallAsync(
            ProtocolNames.Client, "rename", new RenameRequestProto { Src = "/a", Dst = "/b" + half + "/a" }.ToByteArray()));
        var list = new GetListingRequestProto { Src = "/b" + half + "/a" + half, StartAfter = ByteString.Empty, NeedLocation = false };
        Assert.Null(await site.CallAsync(ProtocolNames.Client, "getListing", list.ToByteArray()));
        Assert.NotNull(await MakeAsync("/b" + half + "/a" + half));

        Task<RpcRemoteException?> MakeAsync(string path) => site.CallAsync(
            ProtocolNames.Client, "mkdirs",
            new MkdirsRequestProto { Src = path, Masked = new FsPermissionProto { Perm = 493 }, CreateParent = true }.ToByteArray());
    }

    [Fact]
    public void A_call_without_a_client_id_or_a_number_has_no_identity()
    {
        var peer = new RpcPeer("ada", null, new IPEndPoint(IPAddress.Loopback, 1), ProtocolNames.Client);
        var id = new RpcClientId(1, 2);
        Assert.Equal(new CallKey(1, 2, 3), CallSite.KeyOf(new RpcCallContext(id, 3, 0, peer, "p", "delete", null)));
        Assert.Equal(CallKey.None, CallSite.KeyOf(new RpcCallContext(RpcClientId.None, 3, 0, peer, "p", "delete", null)));
        Assert.Equal(CallKey.None, CallSite.KeyOf(new RpcCallContext(id, -3, 0, peer, "p", "delete", null)));

        // One that is none is refused where it would have to tell retries from other calls, as in Apache's RetryCache.
        foreach (var length in new[] { 1, 15, 17, 1000 })
        {
            var bytes = new byte[length];
            var call = new RpcCallContext(RpcClientId.FromBytes(bytes), 3, 0, peer, "p", "delete", null) { ClientIdBytes = bytes };
            var fault = Assert.Throws<RpcFault>(() => CallSite.KeyOf(call));
            Assert.Equal(
                (JavaExceptions.IllegalArgument, $"Invalid clientId - length is {length} expected length 16"),
                (fault.JavaClass, fault.Message));
            Assert.Equal(CallKey.None, CallSite.KeyOf(call with { CallId = -3 }));
        }
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("..")]
    [InlineData("a/")]
    [InlineData("")]
    public void A_file_in_the_log_directory_has_a_name(string name) =>
        Assert.Equal(
            JavaExceptions.HadoopIllegalArgument, Assert.Throws<RpcFault>(() => RequestTexts.FileName("metaSave", name)).JavaClass);

    [Fact]
    public void Parameters_of_fsck_are_bounded()
    {
        Assert.Throws<RpcFault>(() => RequestTexts.FileName("metaSave", new string('\u00e9', 200)));
        Assert.Throws<RpcFault>(() => RequestTexts.BlockNames("fsck", string.Join(' ', Enumerable.Repeat("blk_1", 1_001))));
        Assert.Throws<RpcFault>(() => RequestTexts.BlockNames("fsck", new string('x', 8_192)));
        Assert.Throws<RpcFault>(() => RequestTexts.UserName("fsck", new string('\u00e9', 129)));
        Assert.Equal(["blk_1", "blk_2_1001"], RequestTexts.BlockNames("fsck", " blk_1  blk_2_1001 "));
    }

    private static CreateRequestProto Create(Action<CreateRequestProto> change)
    {
        var request = new CreateRequestProto
        {
            Src = "/d/new", Masked = new FsPermissionProto { Perm = 420 }, ClientName = "c", CreateFlag = 1, CreateParent = true,
            Replication = 1, BlockSize = 1 << 20,
        };
        change(request);
        return request;
    }
}
