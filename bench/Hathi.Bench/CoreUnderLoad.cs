using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Bench;

/// <summary>A NameNode's Core with DataNodes that only exist as what they say; edits are dropped.</summary>
internal sealed class CoreUnderLoad
{
    private const int NodesPerRack = 40;
    private const long BlockSize = 128L << 20;
    private const string Client = "bench";
    private static readonly StorageInfo s_nameSpace = new(-66, 77, "CID-bench", 0);
    private static readonly Caller s_caller = new("bench", ["supergroup"], "10.255.0.1");

    private readonly List<NameNodeEffect> _effects = [];
    private readonly List<DataNodeRegistration> _nodes = [];
    private readonly List<Heartbeat> _beats = [];
    private readonly List<ReportedBlock> _blocks = []; // what the first node holds
    private readonly short _replication;
    private Now _now = new(1_700_000_000_000, 1_000_000);
    private int _call;

    /// <param name="nodes">DataNodes that join; with none the Core waits for an image and <see cref="Start"/>.</param>
    public CoreUnderLoad(int nodes)
    {
        Core = new NameNodeCore(new NameNodeOptions { SuperUser = "bench" }, owner =>
        {
            var blocks = new BlockManager(new BlockManagerOptions { SafeModeExtension = 0 }, s_nameSpace, owner, new SeededRandom(1));
            return new BlockSide(blocks, blocks, blocks);
        });
        _replication = (short)Math.Min(nodes, 3);
        if (nodes == 0)
        {
            return;
        }

        Start();
        for (var i = 0; i < nodes; i++)
        {
            Join(i);
        }
    }

    public NameNodeCore Core { get; }

    public static int StepsPerFile(int replicas) => 3 + replicas;

    public void Start() => Core.Start(_now);

    /// <summary>create, addBlock, a word of each DataNode that got the block, complete.</summary>
    public void WriteFile(string path)
    {
        var file = OpenFile(path);
        var located = AddBlock(file);
        var block = located.Block with { Length = BlockSize };
        foreach (var location in located.Locations)
        {
            var node = _nodes.Find(n => n.Id.Uuid == location.Node.Id.Uuid)!;
            Ask(new BlockReceivedAndDeleted
            {
                Ticket = 1, From = node,
                Storages = [new StorageBlockChanges("DS-" + node.Id.Uuid, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, BlockChangeKind.Received, null)])],
            });
        }

        if (_nodes.Count == 1)
        {
            _blocks.Add(new ReportedBlock(block.Id, block.Length, block.GenerationStamp, ReplicaState.Finalized));
        }

        Ask(new CompleteRequest { Ticket = 1, Caller = s_caller, Key = CallKey.None, Path = path, ClientName = Client, FileId = file.Id, Last = block });
    }

    public (string Path, long Id) OpenFile(string path)
    {
        var status = (FileStatus)Ask(new CreateRequest
        {
            Ticket = 1, Caller = s_caller, Key = new CallKey(1, 2, ++_call), Path = path, Masked = 0x1A4, Unmasked = 0x1A4, ClientName = Client,
            Flags = CreateFlags.Create, CreateParent = true, Replication = _replication, BlockSize = BlockSize,
        })!;
        return (path, status.InodeId);
    }

    public void PlaceAndAbandon((string Path, long Id) file)
    {
        var located = AddBlock(file);
        Ask(new AbandonBlockRequest { Ticket = 1, Caller = s_caller, Key = CallKey.None, Path = file.Path, ClientName = Client, FileId = file.Id, Block = located.Block });
    }

    /// <summary>The only DataNode of <paramref name="other"/> joins this one too and will report what it holds there.</summary>
    public void TakeNodeOf(CoreUnderLoad other)
    {
        Join(0);
        _blocks.AddRange(other._blocks);
    }

    public void Beat(int i) => Ask(_beats[i % _beats.Count]);

    public void Tick()
    {
        _now = new Now(_now.WallMilliseconds + 1, _now.MonotonicMilliseconds + 1);
        Ask(new Tick { Ticket = 0 });
    }

    /// <summary>A full block report of the only DataNode.</summary>
    public void ReportAll() => Ask(new BlockReport
    {
        Ticket = 1, From = _nodes[0], LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
        Storages = [new StorageBlockReport("DS-" + _nodes[0].Id.Uuid, StorageKind.Disk, StorageState.Normal, _blocks.ToArray())],
    });

    private LocatedBlock AddBlock((string Path, long Id) file) => (LocatedBlock)Ask(new AddBlockRequest
    {
        Ticket = 1, Caller = s_caller, Key = CallKey.None, Path = file.Path, ClientName = Client, FileId = file.Id, Previous = null, ExcludedUuids = [],
        FavoredHosts = [], Flags = AddBlockFlags.None,
    })!;

    private void Join(int number)
    {
        var id = new DataNodeId($"uuid-{number}", $"10.{number / 65536}.{number / 256 % 256}.{number % 256}", $"n{number}", 9866, 9867, 9864, 0);
        var registration = new DataNodeRegistration(id, s_nameSpace, "3.5.0");
        var beat = new Heartbeat
        {
            Ticket = 1, From = registration, TransfersInProgress = 0, TransferThreads = 3, FailedVolumes = 0, RequestFullBlockReportLease = false,
            Storages =
            [
                new StorageReport
                {
                    StorageId = "DS-" + id.Uuid, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false,
                    Capacity = 1L << 52, Used = 0, Remaining = 1L << 52, BlockPoolUsed = 0, NonDfsUsed = 0,
                },
            ],
        };
        Ask(new RegisterDataNode { Ticket = 1, Registration = registration, Rack = $"/rack-{number / NodesPerRack}" });
        Ask(beat);
        _nodes.Add(registration);
        _beats.Add(beat);
    }

    private object? Ask(NameNodeInput input)
    {
        _effects.Clear();
        Core.Step(_now, input, _effects);
        object? answer = null;
        foreach (var effect in _effects)
        {
            answer = effect.Kind switch
            {
                NameNodeEffectKind.Fail => throw new BenchException($"{input.GetType().Name}: {effect.Message}"),
                NameNodeEffectKind.Reply => effect.Result,
                _ => answer,
            };
        }

        return answer;
    }
}
