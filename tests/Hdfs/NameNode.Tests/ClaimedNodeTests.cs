using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>
/// All that makes a DataNode stands in answers that every reader is given: what is called in its name from elsewhere changes nothing.
/// </summary>
public sealed class ClaimedNodeTests
{
    private const string Storage = "DS-1";
    private static readonly RpcProtocolName s_protocol = new(ProtocolNames.Datanode, (long)ProtocolNames.Version);

    [Fact]
    public async Task No_call_in_the_name_of_a_DataNode_counts_from_another_address()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var node = new Caller(nameNode.Server.RpcEndPoint, "127.0.0.1");
        await using var other = new Caller(nameNode.Server.RpcEndPoint, "127.0.0.2");
        var version = await node.AskAsync("versionRequest", new VersionRequestProto(), VersionResponseProto.Parser);
        var claimed = await node.AskAsync(
            "registerDatanode",
            new RegisterDatanodeRequestProto { Registration = Registration(version.Info.StorageInfo) },
            RegisterDatanodeResponseProto.Parser);
        Assert.Empty((await node.AskAsync("sendHeartbeat", Heartbeat(claimed.Registration, Storage), HeartbeatResponseProto.Parser)).Cmds);

        var answer = await other.AskAsync("sendHeartbeat", Heartbeat(claimed.Registration), HeartbeatResponseProto.Parser);
        Assert.Equal(DatanodeCommandProto.Types.Type.RegisterCommand, Assert.Single(answer.Cmds).CmdType);
        var fatal = new ErrorReportRequestProto
        {
            Registartion = claimed.Registration, ErrorCode = (uint)ErrorReportRequestProto.Types.ErrorCode.FatalDiskError, Msg = "no",
        };
        var ended = await Assert.ThrowsAsync<RpcRemoteException>(
            () => other.AskAsync("errorReport", fatal, ErrorReportResponseProto.Parser));
        var changes = new BlockReceivedAndDeletedRequestProto
        {
            Registration = claimed.Registration, BlockPoolId = version.Info.BlockPoolID,
        };
        var told = await Assert.ThrowsAsync<RpcRemoteException>(
            () => other.AskAsync("blockReceivedAndDeleted", changes, BlockReceivedAndDeletedResponseProto.Parser));
        // a stock DataNode keeps what it had to tell
        Assert.Equal((JavaExceptions.IOException, JavaExceptions.IOException), (ended.JavaClass, told.JavaClass));
        Assert.StartsWith(
            "Got incremental block report of DataNode node (127.0.0.1:1) from 127.0.0.2, where it has not registered",
            told.FirstLine,
            StringComparison.Ordinal);
        await other.AskAsync(
            "blockReport",
            new BlockReportRequestProto { Registration = claimed.Registration, BlockPoolId = version.Info.BlockPoolID },
            BlockReportResponseProto.Parser);

        // Still registered, still with its storage: no order to register again, and one more report of it is not the first.
        Assert.Empty((await node.AskAsync("sendHeartbeat", Heartbeat(claimed.Registration, Storage), HeartbeatResponseProto.Parser)).Cmds);
        var report = Assert.Single((await node.ReportAsync()).Di);
        Assert.Equal(1000ul, report.Capacity);
    }

    /// <summary>A stock client sends all damage of a read in one call, and passes over the answer.</summary>
    [Fact]
    public async Task Damage_on_a_node_that_nobody_knows_is_refused_in_the_words_of_Apache()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await nameNode.FileSystem.MakeDirectoryAsync("/d", null, CancellationToken.None);
        await using var node = new Caller(nameNode.Server.RpcEndPoint, "127.0.0.1");
        var version = await node.AskAsync("versionRequest", new VersionRequestProto(), VersionResponseProto.Parser);
        var claimed = await node.AskAsync(
            "registerDatanode",
            new RegisterDatanodeRequestProto { Registration = Registration(version.Info.StorageInfo) },
            RegisterDatanodeResponseProto.Parser);
        var beat = Heartbeat(claimed.Registration, Storage);
        beat.Reports[0].Capacity = beat.Reports[0].Remaining = 1 << 30;
        await node.AskAsync("sendHeartbeat", beat, HeartbeatResponseProto.Parser);
        var located = await node.NewBlockAsync("/d/f");
        var bad = new Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto();
        located.Locs[0].Id = new DatanodeIDProto
        {
            IpAddr = "10.0.0.9", HostName = "gone", DatanodeUuid = "stranger", XferPort = 9866, InfoPort = 1, IpcPort = 1,
        };
        bad.Blocks.Add(located);
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => node.AskAsync("reportBadBlocks", bad, Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto.Parser));
        Assert.Equal(
            (JavaExceptions.IOException, $"Cannot mark blk_{located.B.BlockId}_{located.B.GenerationStamp} as corrupt because datanode "
                + "10.0.0.9:9866 (stranger) does not exist"),
            (refused.JavaClass, refused.FirstLine));
    }

    [Fact]
    public async Task What_only_DataNodes_tell_is_taken_from_addresses_of_DataNodes()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new Caller(nameNode.Server.RpcEndPoint, "127.0.0.2");
        var block = new ExtendedBlockProto
        {
            PoolId = (await caller.AskAsync("versionRequest", new VersionRequestProto(), VersionResponseProto.Parser)).Info.BlockPoolID,
            BlockId = 1L << 31,
            GenerationStamp = 1001,
        };
        var bad = await Assert.ThrowsAsync<RpcRemoteException>(() => caller.AskAsync(
            "reportBadBlocks",
            new Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto(),
            Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto.Parser));
        Assert.Equal(
            "No DataNode has registered from 127.0.0.2: reportBadBlocks is taken from DataNodes only. Register first.", bad.FirstLine);
        var commit = new CommitBlockSynchronizationRequestProto
        {
            Block = block, NewGenStamp = 1002, NewLength = 0, CloseFile = true, DeleteBlock = true,
        };
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => caller.AskAsync("commitBlockSynchronization", commit, CommitBlockSynchronizationResponseProto.Parser));
        Assert.Contains("is taken from DataNodes only", refused.FirstLine, StringComparison.Ordinal);
    }

    private static DatanodeRegistrationProto Registration(StorageInfoProto storage) => new()
    {
        DatanodeID = new DatanodeIDProto
        {
            IpAddr = "127.0.0.1", HostName = "node", DatanodeUuid = "node", XferPort = 1, InfoPort = 1, IpcPort = 1,
        },
        StorageInfo = storage,
        Keys = new ExportedBlockKeysProto
        {
            IsBlockTokenEnabled = false, KeyUpdateInterval = 0, TokenLifeTime = 0,
            CurrentKey = new BlockKeyProto { KeyId = 0, ExpiryDate = 0 },
        },
        SoftwareVersion = "3.5.0",
    };

    private static HeartbeatRequestProto Heartbeat(DatanodeRegistrationProto registration, params string[] storages)
    {
        var heartbeat = new HeartbeatRequestProto { Registration = registration };
        heartbeat.Reports.AddRange(storages.Select(s => new StorageReportProto
        {
            StorageUuid = s, Storage = new DatanodeStorageProto { StorageUuid = s }, Capacity = 1000, Remaining = 1000,
        }));
        return heartbeat;
    }

    private sealed class Caller(IPEndPoint server, string from) : IAsyncDisposable
    {
        private readonly RpcClient _client = new(
            new RpcClientOptions(CurrentUser.Name) { LocalAddress = IPAddress.Parse(from), CallTimeout = TimeSpan.FromMinutes(2) });

        public Task<T> AskAsync<T>(string method, IMessage request, MessageParser<T> parser)
            where T : class, IMessage<T>, new() =>
            _client.CallAsync(server, s_protocol, method, request, parser, RpcCallOptions.Default, CancellationToken.None);

        public Task<GetDatanodeReportResponseProto> ReportAsync() =>
            AskAsClientAsync(
                "getDatanodeReport",
                new GetDatanodeReportRequestProto { Type = DatanodeReportTypeProto.Live },
                GetDatanodeReportResponseProto.Parser);

        public async Task<LocatedBlockProto> NewBlockAsync(string path)
        {
            var create = new CreateRequestProto
            {
                Src = path, Masked = new FsPermissionProto { Perm = 420 }, ClientName = "c", CreateFlag = 1, CreateParent = true,
                Replication = 1, BlockSize = 1 << 20,
            };
            await AskAsClientAsync("create", create, CreateResponseProto.Parser);
            return (await AskAsClientAsync(
                "addBlock", new AddBlockRequestProto { Src = path, ClientName = "c" }, AddBlockResponseProto.Parser)).Block;
        }

        private Task<T> AskAsClientAsync<T>(string method, IMessage request, MessageParser<T> parser)
            where T : class, IMessage<T>, new() => _client.CallAsync(
            server, new RpcProtocolName(ProtocolNames.Client, (long)ProtocolNames.Version), method, request, parser, RpcCallOptions.Default,
            CancellationToken.None);

        public ValueTask DisposeAsync() => _client.DisposeAsync();
    }
}
