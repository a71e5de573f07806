using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A DataNode's replicas: those of a whole file, written again when a call has spoilt them.</summary>
internal sealed class DataNodeWorld(IHdfsCluster cluster) : IWorld, IAsyncDisposable
{
    private const string Ordinary = "mallory";
    private const string Whole = "/whole";

    private static readonly RpcProtocolName s_client = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private static readonly RpcProtocolName s_dataNode = new(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version);

    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name));
    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));

    /// <summary>The first block of the file.</summary>
    public LocatedBlockProto Block { get; private set; } = new();

    public IReadOnlyList<ServedMethod> Methods => cluster.DataNodeMethods;

    public Task Failed => cluster.DataNodeFailed;

    // Who may end the node may end it.
    public IReadOnlyList<string> UsersOf(ServedMethod method) =>
        method.Name == "shutdownDatanode" ? [Ordinary] : [Ordinary, CurrentUser.Name];

    public Task ReviveAsync() => throw new InvalidOperationException("the DataNode ended");

    public Task PrepareAsync(ServedMethod method) => PrepareAsync();

    public async Task PrepareAsync()
    {
        if (Block.B is null || !await IsWholeAsync())
        {
            await MakeAsync();
        }
    }

    public object? Known(ServedMethod method, FieldDescriptor field) => Known(field);

    public object? Known(FieldDescriptor field) => (field.ContainingType.Name, field.Name) switch
    {
        ("ExtendedBlockProto", _) => field.Accessor.GetValue(Block.B),
        ("DatanodeIDProto", _) => field.Accessor.GetValue(Block.Locs[^1].Id),
        ("RecoveringBlockProto", "block") => Block,
        (_, "newGenStamp" or "recoveryId" or "latestGenerationStamp") => Block.B.GenerationStamp + 1,
        (_, "newBlockId") => Block.B.BlockId,
        (_, "newLength" or "len" or "maxBytesRcvd" or "minBytesRcvd") => Block.B.NumBytes,
        (_, "clientName") => "holder",
        (_, "storageId" or "storageUuid") => Block.StorageIDs[0],
        (_, "bytesPerChecksum") => 512u,
        (_, "type") when field.ContainingType.Name == "ChecksumProto" => ChecksumTypeProto.ChecksumCrc32C,
        (_, "pipelineSize") => 1u,
        (_, "targets" or "source") => Block.Locs[^1],
        (_, "targetStorageTypes") => StorageTypeProto.Disk,
        _ => null,
    };

    public IEnumerable<object> Others(FieldDescriptor field) => (field.FieldType, field.Name) switch
    {
        (FieldType.String, "poolId") => ["BP-1-127.0.0.1-1", "../../etc"],
        (FieldType.String, "storageId" or "storageUuid") => ["DS-nobody"],
        (FieldType.UInt64, "blockId") => [Block.B?.BlockId + 1 ?? 1UL],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method) => null;

    /// <summary>Another reads the volumes over RPC, and a file's bytes.</summary>
    public async Task ProbeAsync() => await _other.CallAsync(
        cluster.DataNodeEndPoint, s_dataNode, "getDatanodeInfo", new GetDatanodeInfoRequestProto(), GetDatanodeInfoResponseProto.Parser,
        CancellationToken.None);

    /// <summary>Reads the file as an ordinary client does.</summary>
    public async Task ReadAsync()
    {
        await PrepareAsync();
        await ReadAgainAsync();
    }

    /// <summary>Reads what is there: nothing is written again where it was spoilt.</summary>
    public async Task ReadAgainAsync()
    {
        await using var files = FileSystems.Get(new Uri($"hdfs://{cluster.NameNodeEndPoint}"), new Configuration());
        await using var file = await files.OpenReadAsync(Whole, CancellationToken.None);
        var bytes = new byte[10_000];
        await file.ReadExactlyAsync(bytes);
        Assert.True(Array.TrueForAll(bytes, static b => b == 7));
    }

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync();
        await _other.DisposeAsync();
    }

    private async Task<bool> IsWholeAsync()
    {
        try
        {
            var answer = await _rpc.CallAsync(
                cluster.DataNodeEndPoint, s_dataNode, "getReplicaVisibleLength",
                new GetReplicaVisibleLengthRequestProto { Block = Block.B }, GetReplicaVisibleLengthResponseProto.Parser,
                CancellationToken.None);
            return answer.Length == Block.B.NumBytes;
        }
        catch (RpcRemoteException)
        {
            return false;
        }
    }

    private async Task MakeAsync()
    {
        await using var files = FileSystems.Get(new Uri($"hdfs://{cluster.NameNodeEndPoint}"), new Configuration());
        await files.DeleteAsync(Whole, recursive: true, CancellationToken.None);
        await using (var file = await files.CreateAsync(
            Whole, CreateOptions.Default with { BlockSize = 4096, Replication = 2 }, CancellationToken.None))
        {
            var bytes = new byte[10_000];
            Array.Fill(bytes, (byte)7);
            await file.WriteAsync(bytes, CancellationToken.None);
        }

        // A file is closed when one node has reported each block; the other's report, or a copy where a pipeline had one
        // node only, comes later.
        for (var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds; ;)
        {
            var located = await _rpc.CallAsync(
                cluster.NameNodeEndPoint, s_client, "getBlockLocations",
                new GetBlockLocationsRequestProto { Src = Whole, Offset = 0, Length = 1 << 30 }, GetBlockLocationsResponseProto.Parser,
                CancellationToken.None);
            if (located.Locations.Blocks.FirstOrDefault(static b => b.Locs.Count == 2) is { } block)
            {
                Block = block;
                return;
            }

            Assert.True(Environment.TickCount64 < end, $"no block of {Whole} has come to two nodes");
        }
    }
}
