using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Bench;

/// <summary>A NameNode's Core with DataNodes that only exist as what they say; edits are dropped.</summary>
internal sealed class CoreUnderLoad
{
    private const int NodesPerRack = 40;
    private const long BlockSize = 128L << 20;
    private const string Client = "bench";
    private static readonly StorageInfo s_nameSpace = new(-66, 77, "CID-bench", 0);

    /// <summary>The superuser.</summary>
    public static readonly Caller Root = new("bench", ["supergroup"], "10.255.0.1");

    private readonly List<Effect> _effects = [];
    private readonly List<DataNodeRegistration> _nodes = [];
    private readonly List<Heartbeat> _beats = [];
    private readonly Dictionary<string, List<ReportedBlock>> _blocks = []; // what the nodes hold
    private readonly Dictionary<string, int> _numbers = [];
    private readonly short _replication;
    private Now _now = new(1_700_000_000_000, 1_000_000);
    private int _call;
    private object? _answer;

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

    /// <summary>What nodes hold is kept beside the Core, so that they can report it.</summary>
    public bool RemembersBlocks { get; init; } = true;

    /// <summary>Steps are timed, each of them.</summary>
    public bool Timed { get; init; }

    /// <summary>How long steps took.</summary>
    public StepTimes Steps { get; } = new();

    /// <summary>create, addBlock, a word of each DataNode that got the block, complete.</summary>
    public void WriteFile(string path) => WriteFile(path, 1);

    /// <summary>A file of some blocks.</summary>
    public void WriteFile(string path, int blocks)
    {
        var file = OpenFile(path);
        Block? last = null;
        for (var i = 0; i < blocks; i++)
        {
            last = WriteBlock(AddBlock(file, last));
        }

        Ask(new CompleteRequest { Caller = Root, Path = path, ClientName = Client, FileId = file.Id, Last = last });
    }

    private Block WriteBlock(LocatedBlock located)
    {
        var block = located.Block with { Length = BlockSize };
        foreach (var location in located.Locations)
        {
            var node = _nodes[_numbers[location.Node.Id.Uuid]];
            Ask(new BlockReceivedAndDeleted
            {
                From = node,
                Storages = [new StorageBlockChanges(
                    "DS-" + node.Id.Uuid, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, BlockChangeKind.Received, null)])],
            });
            if (RemembersBlocks)
            {
                BlocksOf(node).Add(new ReportedBlock(block.Id, block.Length, block.GenerationStamp, ReplicaState.Finalized));
            }
        }

        return block;
    }

    public (string Path, long Id) OpenFile(string path)
    {
        var status = (FileStatus)Ask(new CreateRequest
        {
            Caller = Root, Key = new CallKey(1, 2, ++_call), Path = path, Masked = 0x1A4, Unmasked = 0x1A4, ClientName = Client,
            Flags = CreateFlags.Create, CreateParent = true, Replication = _replication, BlockSize = BlockSize,
        })!;
        return (path, status.InodeId);
    }

    public void PlaceAndAbandon((string Path, long Id) file)
    {
        var located = AddBlock(file, null);
        Ask(new AbandonBlockRequest { Caller = Root, Path = file.Path, ClientName = Client, FileId = file.Id, Block = located.Block });
    }

    /// <summary>The only DataNode of <paramref name="other"/> joins this one too and will report what it holds there.</summary>
    public void TakeNodeOf(CoreUnderLoad other)
    {
        Join(0);
        BlocksOf(_nodes[0]).AddRange(other.BlocksOf(other._nodes[0]));
    }

    public void Beat(int i) => Ask(_beats[i % _beats.Count]);

    public void Tick() => Pass(1);

    /// <summary>Time passes, then there is a tick, and all that follows from it.</summary>
    public void Pass(long milliseconds)
    {
        _now = new Now(_now.WallMilliseconds + milliseconds, _now.MonotonicMilliseconds + milliseconds);
        Step(new Tick());
        Settle();
    }

    /// <summary>Time passes in which the nodes are heard of.</summary>
    public void PassWithBeats(long milliseconds, int silent = -1, bool beatsEach = true)
    {
        for (var i = 0; beatsEach && i < _beats.Count; i++)
        {
            if (i != silent)
            {
                Ask(_beats[i]);
            }
        }

        Pass(milliseconds);
    }

    /// <summary>All that goes on in pieces.</summary>
    public void Settle()
    {
        while (Core.HasBackgroundWork)
        {
            Step(new NextPiece());
        }
    }

    /// <summary>A full block report of one node.</summary>
    public void Report(int i) => Ask(new BlockReport
    {
        From = _nodes[i % _nodes.Count], LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
        Storages = [new StorageBlockReport(
            "DS-" + _nodes[i % _nodes.Count].Id.Uuid, StorageKind.Disk, StorageState.Normal, BlocksOf(_nodes[i % _nodes.Count]).ToArray())],
    });

    /// <summary>A node that was lost registers, beats and reports.</summary>
    public void Return(int i)
    {
        Ask(new RegisterDataNode { Registration = _nodes[i], Rack = RackOf(i) });
        Ask(_beats[i]);
        Report(i);
    }

    /// <summary>The first nodes are to leave, all others to stay.</summary>
    public void Refresh(int leaving) => Ask(new RefreshNodesRequest
    {
        Caller = Root, Lists = new NodeLists([], [.. _nodes.Take(leaving).Select(n => n.Id.HostName)]),
    });

    public void MakeDirectories(string path, ushort mode) => Ask(new MkdirsRequest
    {
        Caller = Root, Path = path, Masked = mode, Unmasked = mode, CreateParent = true,
    });

    public void Chmod(string path, ushort mode) => Ask(new SetPermissionRequest { Caller = Root, Path = path, Mode = mode });

    public void Chown(string path, string owner) => Ask(new SetOwnerRequest { Caller = Root, Path = path, Owner = owner, Group = null });

    public void SetReplication(string path, short replication) =>
        Ask(new SetReplicationRequest { Caller = Root, Path = path, Replication = replication });

    public void OpenFiles(string directory, int count)
    {
        for (var i = 0; i < count; i++)
        {
            OpenFile($"{directory}/{i}");
        }
    }

    /// <summary>A full block report of the only DataNode.</summary>
    public void ReportAll() => Report(0);

    private LocatedBlock AddBlock((string Path, long Id) file, Block? previous) => (LocatedBlock)Ask(new AddBlockRequest
    {
        Caller = Root, Path = file.Path, ClientName = Client, FileId = file.Id, Previous = previous, ExcludedUuids = [],
        FavoredHosts = [], Flags = AddBlockFlags.None,
    })!;

    private void Join(int number)
    {
        var id = new DataNodeId(
            $"uuid-{number}", $"10.{number / 65536}.{number / 256 % 256}.{number % 256}", $"n{number}", 9866, 9867, 9864, 0);
        var registration = new DataNodeRegistration(id, s_nameSpace, "3.5.0");
        var beat = new Heartbeat
        {
            From = registration, TransfersInProgress = 0, TransferThreads = 3, FailedVolumes = 0, RequestFullBlockReportLease = false,
            Storages =
            [
                new StorageReport
                {
                    StorageId = "DS-" + id.Uuid, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false,
                    Capacity = 1L << 52, Used = 0, Remaining = 1L << 52, BlockPoolUsed = 0, NonDfsUsed = 0,
                },
            ],
        };
        Ask(new RegisterDataNode { Registration = registration, Rack = RackOf(number) });
        Ask(beat);
        _numbers.Add(id.Uuid, _nodes.Count);
        _nodes.Add(registration);
        _beats.Add(beat);
    }

    private static string RackOf(int number) => $"/rack-{number / NodesPerRack}";

    private List<ReportedBlock> BlocksOf(DataNodeRegistration node)
    {
        if (!_blocks.TryGetValue(node.Id.Uuid, out var blocks))
        {
            _blocks.Add(node.Id.Uuid, blocks = []);
        }

        return blocks;
    }

    /// <summary>Steps as often as it takes.</summary>
    /// <exception cref="BenchException">It was refused.</exception>
    public object? Ask(NameNodeInput input)
    {
        Step(input);
        while (!IsAnswered(input))
        {
            Step(new NextPiece());
        }

        return _answer;
    }

    private void Step(NameNodeInput input)
    {
        _effects.Clear();
        if (Timed)
        {
            Steps.Time(() => Core.Step(_now, input, _effects));
        }
        else
        {
            Core.Step(_now, input, _effects);
        }
    }

    private bool IsAnswered(NameNodeInput input)
    {
        foreach (var effect in _effects)
        {
            if (effect.Of is not null && effect.Of != input)
            {
                continue;
            }

            if (effect.Kind is EffectKind.Reply or EffectKind.Refuse)
            {
                _answer = effect.Kind == EffectKind.Reply ? effect.Result
                    : throw new BenchException($"{input.GetType().Name}: {effect.Message}");
                return true;
            }
        }

        return false;
    }
}
