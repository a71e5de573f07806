using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.NameNode;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>The calls of ClientProtocol as one client makes them: with its name, its keys for what must happen once, and retries.</summary>
internal sealed class ClientCalls
{
    private const int Attempts = 25;
    private const int Timeout = 1_300;
    private readonly HdfsClientActor _client;
    private readonly NameNodeProxy _nameNode;
    private readonly ulong _id;
    private int _calls;

    public ClientCalls(HdfsClientActor client)
    {
        _client = client;
        _nameNode = new NameNodeProxy(client, client.Cluster);
        _id = (ulong)client.Cluster.NextId();
        Holder = $"DFSClient_{client.Name}_{_id}";
    }

    /// <summary>As the leases name it.</summary>
    public string Holder { get; }

    public Caller Caller => new(HdfsSettings.SuperUser, ["supergroup"], _client.Address);

    public CallKey NewKey() => new(7, _id, _calls++);

    public Task<object?> AskAsync(NameNodeInput input) => _nameNode.AskAsync(input, Attempts, Timeout);

    public async Task<FileStatus> CreateAsync(string path, short replication, bool overwrite, bool createParent) =>
        (FileStatus)(await AskAsync(new CreateRequest
        {
            Caller = Caller,
            Key = NewKey(),
            Path = path,
            Masked = 0x1A4,
            Unmasked = 0x1A4,
            ClientName = Holder,
            Flags = CreateFlags.Create | (overwrite ? CreateFlags.Overwrite : CreateFlags.None),
            CreateParent = createParent,
            Replication = replication,
            BlockSize = _client.Cluster.Settings.BlockSize,
        }).ConfigureAwait(false))!;

    public async Task<AppendResult> AppendAsync(string path, bool newBlock) => (AppendResult)(await AskAsync(new AppendRequest
    {
        Caller = Caller,
        Key = NewKey(),
        Path = path,
        ClientName = Holder,
        Flags = CreateFlags.Append | (newBlock ? CreateFlags.NewBlock : CreateFlags.None),
    }).ConfigureAwait(false))!;

    public async Task<LocatedBlock> AddBlockAsync(string path, long fileId, Block? previous, IReadOnlyCollection<string> excluded) =>
        (LocatedBlock)(await AskAsync(new AddBlockRequest
        {
            Caller = Caller,
            Path = path,
            ClientName = Holder,
            FileId = fileId,
            Previous = previous,
            ExcludedUuids = excluded,
            FavoredHosts = [],
            Flags = AddBlockFlags.None,
        }).ConfigureAwait(false))!;

    public Task AbandonAsync(string path, long fileId, Block block) => AskAsync(new AbandonBlockRequest
    {
        Caller = Caller, Path = path, ClientName = Holder, FileId = fileId, Block = block,
    });

    public async Task<long> NewStampAsync(Block block) => ((LocatedBlock)(await AskAsync(new UpdateBlockForPipelineRequest
    {
        Caller = Caller, ClientName = Holder, Block = block,
    }).ConfigureAwait(false))!).Block.GenerationStamp;

    public Task UpdatePipelineAsync(Block old, Block now, IReadOnlyList<ReplicaLocation> nodes) => AskAsync(new UpdatePipelineRequest
    {
        Caller = Caller,
        Key = NewKey(),
        ClientName = Holder,
        OldBlock = old,
        NewBlock = now,
        NewUuids = nodes.Select(static n => n.Node.Id.Uuid).ToList(),
        NewStorageIds = nodes.Select(static n => n.StorageId).ToList(),
    });

    public async Task<IReadOnlyList<ReplicaLocation>> OneMoreNodeAsync(
        string path, long fileId, Block block, IReadOnlyList<ReplicaLocation> nodes, IReadOnlyCollection<string> excluded) =>
        ((LocatedBlock)(await AskAsync(new GetAdditionalDatanodeRequest
        {
            Caller = Caller,
            Path = path,
            ClientName = Holder,
            FileId = fileId,
            Block = block,
            Existing = nodes.Select(static n => n.Node.Id).ToList(),
            ExistingStorageIds = nodes.Select(static n => n.StorageId).ToList(),
            ExcludedUuids = excluded,
            Count = 1,
        }).ConfigureAwait(false))!).Locations;

    public Task FsyncAsync(string path, long fileId, long lastLength) => AskAsync(new FsyncRequest
    {
        Caller = Caller, Path = path, ClientName = Holder, FileId = fileId, LastBlockLength = lastLength,
    });

    public async Task<bool> CompleteAsync(string path, long fileId, Block? last) => (bool)(await AskAsync(new CompleteRequest
    {
        Caller = Caller, Path = path, ClientName = Holder, FileId = fileId, Last = last,
    }).ConfigureAwait(false))!;

    public Task RenewLeaseAsync() => _nameNode.AskAsync(new RenewLeaseRequest { Caller = Caller, ClientName = Holder }, 2, Timeout);

    public async Task<LocatedBlocks> LocateAsync(string path) => (LocatedBlocks)(await AskAsync(new GetBlockLocationsRequest
    {
        Caller = Caller, Path = path, Offset = 0, Length = long.MaxValue,
    }).ConfigureAwait(false))!;
}
