using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A NameNode's files: one that is written, one that is whole, one to take away; and a DataNode that nobody would miss.</summary>
internal sealed class NameNodeWorld(IHdfsCluster cluster) : IWorld, IAsyncDisposable
{
    private const string Root = "/hostile";
    private const string Open = Root + "/open";
    private const string Whole = Root + "/whole";
    private const string Victim = Root + "/victim";
    private const string Holder = "holder";
    private const string Ordinary = "mallory";
    private const int AllMay = 511; // rwxrwxrwx

    private static readonly RpcProtocolName s_client = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private static readonly RpcProtocolName s_dataNode = new(ProtocolNames.Datanode, (long)ProtocolNames.Version);

    private static readonly HashSet<string> s_written = new(StringComparer.Ordinal)
    {
        "addBlock", "abandonBlock", "complete", "fsync", "getAdditionalDatanode", "updateBlockForPipeline", "updatePipeline",
        "recoverLease", "append", "isFileClosed",
    };

    private static readonly HashSet<string> s_takesAway = new(StringComparer.Ordinal)
    {
        "rename", "rename2", "delete", "truncate", "concat",
    };

    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name));
    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));
    private LocatedBlockProto _block = new();
    private ulong _openId;
    private DatanodeInfoProto _node = new();
    private DatanodeRegistrationProto _registration = new();

    public IReadOnlyList<ServedMethod> Methods => cluster.NameNodeMethods;

    public IReadOnlyList<string> UsersOf(ServedMethod method) => [Ordinary, CurrentUser.Name];

    public Task Failed => cluster.NameNodeFailed;

    public Task ReviveAsync() => cluster.RestartAsync();

    public async Task PrepareAsync(ServedMethod method)
    {
        await CallAsync(
            "setSafeMode", new SetSafeModeRequestProto { Action = SafeModeActionProto.SafemodeLeave }, SetSafeModeResponseProto.Parser);
        await MakeOpenToAllAsync("/");
        await MakeOpenToAllAsync(Root);

        if (await InfoAsync(Whole) is null)
        {
            await MakeWholeAsync();
        }

        if (s_written.Contains(method.Name) && !await IsWrittenAsync())
        {
            await MakeOpenAsync();
        }

        if (s_takesAway.Contains(method.Name))
        {
            await CallAsync("mkdirs", Directories(Victim), MkdirsResponseProto.Parser);
            await CallAsync("delete", new DeleteRequestProto { Src = Root + "/moved", Recursive = true }, DeleteResponseProto.Parser);
        }

        if (method.Protocol.Name == ProtocolNames.Datanode)
        {
            await RegisterAsync();
        }
    }

    public object? Known(ServedMethod method, FieldDescriptor field)
    {
        var written = s_written.Contains(method.Name);
        return (field.ContainingType.Name, field.Name) switch
        {
            ("ExtendedBlockProto" or "BlockProto", _) when field.Name != "poolId" => KnownOfBlock(field),
            ("DatanodeIDProto", _) when method.Protocol.Name == ProtocolNames.Datanode => field.Accessor.GetValue(_registration.DatanodeID),
            ("DatanodeIDProto", _) => _node.Id is { } id ? field.Accessor.GetValue(id) : null,
            ("StorageInfoProto", _) => _registration.StorageInfo is { } storage ? field.Accessor.GetValue(storage) : null,
            ("CompleteRequestProto", "last") or ("AddBlockRequestProto", "previous") => _block.B,
            ("CreateRequestProto" or "MkdirsRequestProto", "src") => Root + "/made",
            ("CreateRequestProto", "createFlag") => 3u,
            ("CreateRequestProto", "blockSize") => 1UL << 20,
            ("FsPermissionProto", "perm") => 420u,
            (_, "src" or "path" or "filename") => s_takesAway.Contains(method.Name) ? Victim : written ? Open : Whole,
            (_, "dst") => Root + "/moved",
            (_, "clientName" or "holder" or "client") => Holder,
            (_, "fileId") => written ? _openId : null,
            (_, "poolId" or "blockPoolId") => _block.B?.PoolId,
            (_, "storageUuid") => "DS-hostile",
            (_, "storageIDs" or "existingStorageUuids" or "newTargetStorages") => _block.StorageIDs.FirstOrDefault(),
            (_, "numAdditionalNodes") => 1u,
            (_, "existings") => _node,
            (_, "blocks" or "newNodes" or "reports" or "storage" or "newTaragets") when field.FieldType == FieldType.Message =>
                new Requests.Template(f => Known(method, f)).Build(field.MessageType),
            (_, "user" or "username" or "owner") => Ordinary,
            _ => null,
        };
    }

    public IEnumerable<object> Others(FieldDescriptor field) => (field.FieldType, field.Name) switch
    {
        (FieldType.String, "src" or "path" or "dst" or "filename") =>
            [
                Root, Open, Whole, "/", "/nobody", Root + "/", "/.reserved/.inodes/1", $"/.reserved/.inodes/{_openId}",
                "/.reserved/raw/hostile", "relative", Root + "/a:b",
            ],
        (FieldType.String, "clientName" or "holder" or "client") => ["HDFS_NameNode", "nobody"],
        (FieldType.String, "poolId" or "blockPoolId") => ["BP-1-127.0.0.1-1"],
        (FieldType.String, "datanodeUuid" or "storageUuid") => ["00000000-0000-0000-0000-000000000000", _node.Id?.DatanodeUuid ?? ""],
        (FieldType.UInt64, "fileId") => [1UL, _openId, _openId + 1],
        (FieldType.UInt64, "blockId") => [_block.B?.BlockId + 1 ?? 1UL],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method) => null;

    public async Task ProbeAsync()
    {
        var answer = await _other.CallAsync(
            cluster.NameNodeEndPoint, s_client, "getFileInfo", new GetFileInfoRequestProto { Src = "/" }, GetFileInfoResponseProto.Parser,
            CancellationToken.None);
        Assert.Equal(HdfsFileStatusProto.Types.FileType.IsDir, answer.Fs.FileType);
    }

    public Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => CallAsync(CurrentUser.Name, method, request, parser);

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync();
        await _other.DisposeAsync();
    }

    private object? KnownOfBlock(FieldDescriptor field) => (_block.B is { } block
        ? ExtendedBlockProto.Descriptor.FindFieldByName(field.Name)?.Accessor.GetValue(block)
        : null) ?? field.Name switch
    {
        "genStamp" => _block.B?.GenerationStamp,
        _ => null,
    };

    private Task<T> CallAsync<T>(string user, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(
            cluster.NameNodeEndPoint, s_client, method, request, parser,
            new RpcCallOptions { User = user, Timeout = TimeSpan.FromSeconds(60) }, CancellationToken.None);

    private async Task<HdfsFileStatusProto?> InfoAsync(string path) =>
        (await CallAsync("getFileInfo", new GetFileInfoRequestProto { Src = path }, GetFileInfoResponseProto.Parser)).Fs;

    private static MkdirsRequestProto Directories(string path) =>
        new() { Src = path, Masked = new FsPermissionProto { Perm = AllMay }, CreateParent = true };

    private async Task MakeOpenToAllAsync(string path)
    {
        if (await InfoAsync(path) is { Permission.Perm: AllMay, Owner: Ordinary })
        {
            return;
        }

        await CallAsync("mkdirs", Directories(path), MkdirsResponseProto.Parser);
        await CallAsync(
            "setPermission",
            new SetPermissionRequestProto { Src = path, Permission = new FsPermissionProto { Perm = AllMay } },
            SetPermissionResponseProto.Parser);
        await CallAsync("setOwner", new SetOwnerRequestProto { Src = path, Username = Ordinary }, SetOwnerResponseProto.Parser);
    }

    private async Task MakeWholeAsync()
    {
        await using var files = FileSystems.Get(new Uri($"hdfs://{cluster.NameNodeEndPoint}"), new Configuration());
        await using var file = await files.CreateAsync(Whole, CreateOptions.Default with { BlockSize = 4096 }, CancellationToken.None);
        await file.WriteAsync(new byte[10_000], CancellationToken.None);
    }

    private async Task<bool> IsWrittenAsync()
    {
        try
        {
            await CallAsync(
                Ordinary, "fsync", new FsyncRequestProto { Src = Open, Client = Holder, FileId = _openId }, FsyncResponseProto.Parser);
            var blocks = await CallAsync(
                "getBlockLocations",
                new GetBlockLocationsRequestProto { Src = Open, Offset = 0, Length = 1 << 30 },
                GetBlockLocationsResponseProto.Parser);
            return blocks.Locations.LastBlock?.B is { } last
                && last.BlockId == _block.B.BlockId
                && last.GenerationStamp == _block.B.GenerationStamp;
        }
        catch (RpcRemoteException)
        {
            return false;
        }
    }

    private async Task MakeOpenAsync()
    {
        await CallAsync("delete", new DeleteRequestProto { Src = Open, Recursive = true }, DeleteResponseProto.Parser);
        var create = new CreateRequestProto
        {
            Src = Open, Masked = new FsPermissionProto { Perm = 420 }, ClientName = Holder, CreateFlag = 1, CreateParent = true,
            Replication = 2, BlockSize = 1 << 20,
        };
        _openId = (await CallAsync(Ordinary, "create", create, CreateResponseProto.Parser)).Fs.FileId;
        var add = new AddBlockRequestProto { Src = Open, ClientName = Holder, FileId = _openId };
        _block = (await CallAsync(Ordinary, "addBlock", add, AddBlockResponseProto.Parser)).Block;
        _node = _block.Locs[0];
    }

    private async Task RegisterAsync()
    {
        if (_registration.StorageInfo is null)
        {
            var version = await _rpc.CallAsync(
                cluster.NameNodeEndPoint, s_dataNode, "versionRequest", new VersionRequestProto(), VersionResponseProto.Parser,
                CancellationToken.None);
            _registration = new DatanodeRegistrationProto
            {
                DatanodeID = new DatanodeIDProto
                {
                    IpAddr = "127.0.0.1", HostName = "hostile", DatanodeUuid = "hostile-node", XferPort = 1, InfoPort = 1, IpcPort = 1,
                },
                StorageInfo = version.Info.StorageInfo,
                Keys = new ExportedBlockKeysProto
                {
                    IsBlockTokenEnabled = false, KeyUpdateInterval = 0, TokenLifeTime = 0,
                    CurrentKey = new BlockKeyProto { KeyId = 0, ExpiryDate = 0 },
                },
                SoftwareVersion = "3.5.0",
            };
        }

        await _rpc.CallAsync(
            cluster.NameNodeEndPoint, s_dataNode, "registerDatanode", new RegisterDatanodeRequestProto { Registration = _registration },
            RegisterDatanodeResponseProto.Parser, CancellationToken.None);
    }
}
