using System.Buffers;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Both halves of the core together, with three DataNodes that do as they are told.</summary>
internal sealed class Whole
{
    public static readonly long DeadAfter = Blocks.DeadAfter;
    private static readonly StorageInfo NameSpace = new(-66, 7, "CID-whole", 0);
    private readonly List<Effect> _effects = [];
    private readonly List<byte[]> _log = [];
    private readonly Dictionary<int, Dictionary<long, (Block Block, ReplicaState State)>> _disks = new() { [1] = [], [2] = [], [3] = [] };
    private RecoveringBlock? _order;
    private Now _now = new(1_700_000_000_000, 1_000);

    public Whole() => Core = new NameNodeCore(
        Cluster.DefaultOptions,
        owner =>
        {
            var manager = new BlockManager(Blocks, NameSpace, owner, new SeededRandom(1));
            return new BlockSide(manager, manager, manager);
        });

    private static BlockManagerOptions Blocks => new() { SafeModeExtension = 0, SafeModeThreshold = 1 };

    public NameNodeCore Core { get; }

    public static CreateRequest Create(string path) => new()
    {
        Caller = Cluster.Root, Key = CallKey.None, Path = path,
        Masked = 0x1A4, Unmasked = 0x1A4, ClientName = "client", Flags = CreateFlags.Create,
        CreateParent = true, Replication = 3, BlockSize = 1024,
    };

    /// <summary>The core serves, and the nodes come.</summary>
    public void Start()
    {
        StartAlone();
        StartNodes();
    }

    /// <summary>The core serves, and no node has come.</summary>
    public void StartAlone() => Core.Start(_now);

    public void StartNodes()
    {
        foreach (var (number, disk) in _disks)
        {
            Ask(new RegisterDataNode { Registration = Registration(number), Rack = "/rack-" + (number % 2) });
            Beat(number);
            Ask(new BlockReport
            {
                From = Registration(number), LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
                Storages = [new StorageBlockReport(
                    "DS-" + number,
                    StorageKind.Disk,
                    StorageState.Normal,
                    disk.Values.Select(r => new ReportedBlock(r.Block.Id, r.Block.Length, r.Block.GenerationStamp, r.State)).ToArray())],
            });
        }

        Pass(40_000);
    }

    public Whole Restart()
    {
        var again = new Whole { _now = _now };
        foreach (var record in _log)
        {
            again.Core.Replay(record);
        }

        again._log.AddRange(_log);
        foreach (var (number, disk) in _disks)
        {
            again._disks[number] = disk;
        }

        return again;
    }

    /// <summary>As after saveNamespace: the log is not read.</summary>
    public Whole RestartFromImage()
    {
        var again = new Whole { _now = _now };
        var sink = new ArrayBufferWriter<byte>();
        var writer = new ImageWriter(Core);
        while (writer.WriteNext(sink))
        {
        }

        var reader = new ImageReader(again.Core);
        reader.Read(sink.WrittenSpan);
        reader.Finish();
        foreach (var (number, disk) in _disks)
        {
            again._disks[number] = disk;
        }

        return again;
    }

    /// <summary>All nodes hold so much of a block that is being written; a restart finds it waiting to be recovered.</summary>
    public void Hflush(Block block, long length)
    {
        foreach (var disk in _disks.Values)
        {
            disk[block.Id] = (block with { Length = length }, ReplicaState.WaitingToBeRecovered);
        }
    }

    public object? Client(ClientRequest request) => Ask(request);

    public LocatedBlock AddBlock(string path, Block? previous = null) => (LocatedBlock)Client(new AddBlockRequest
    {
        Caller = Cluster.Root, Path = path, ClientName = "client", FileId = 0, Previous = previous, ExcludedUuids = [], FavoredHosts = [],
        Flags = AddBlockFlags.None,
    })!;

    public Block Write(string path, bool close)
    {
        Client(Create(path));
        var block = AddBlock(path).Block with { Length = 500 };
        for (var number = 1; number <= 3; number++)
        {
            if (close)
            {
                Received(number, block);
            }
            else
            {
                Tell(number, block with { Length = 0 }, BlockChangeKind.Receiving, ReplicaState.BeingWritten);
            }
        }

        if (close)
        {
            Assert.Equal(true, Complete(path, block));
        }

        return block;
    }

    public object? Complete(string path, Block last) => Client(new CompleteRequest
    {
        Caller = Cluster.Root, Path = path, ClientName = "client", FileId = 0, Last = last,
    });

    public LocatedBlocks Locations(string path) => (LocatedBlocks)Client(new GetBlockLocationsRequest
    {
        Caller = Cluster.Root, Path = path, Offset = 0, Length = long.MaxValue,
    })!;

    public object? Recover(string path) => Client(new RecoverLeaseRequest { Caller = Cluster.Root, Path = path, ClientName = "other" });

    /// <summary>What a node was last ordered to recover, now or before; null: nothing since that was asked.</summary>
    public RecoveringBlock? RecoveryOrder()
    {
        for (var number = 1; number <= 3; number++)
        {
            Beat(number);
        }

        var order = _order;
        _order = null;
        return order;
    }

    public void EndRecovery(RecoveringBlock order, long length)
    {
        Ask(new CommitBlockSynchronizationRequest
        {
            Block = order.Block, NewGenerationStamp = order.RecoveryId, NewLength = length, CloseFile = true, DeleteBlock = false,
            NewReplicas = [.. order.Locations.Select(l => (l.Node.Id.Uuid, l.StorageId))],
        });
    }

    public void Received(int number, Block block) => Tell(number, block, BlockChangeKind.Received, ReplicaState.Finalized);

    private void Tell(int number, Block block, BlockChangeKind kind, ReplicaState state)
    {
        _disks[number][block.Id] = (block, state);
        Ask(new BlockReceivedAndDeleted
        {
            From = Registration(number),
            Storages =
            [
                new StorageBlockChanges("DS-" + number, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, kind, null)]),
            ],
        });
    }

    private void Beat(int number)
    {
        var result = (HeartbeatResult)Ask(Heartbeat(number))!;
        _order = result.Commands.OfType<RecoverBlocks>().FirstOrDefault()?.Blocks[0] ?? _order;
    }

    private static Heartbeat Heartbeat(int number) => new()
    {
        From = Registration(number), TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 0, RequestFullBlockReportLease = false,
        Storages =
        [
            new StorageReport
            {
                StorageId = "DS-" + number, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false, Capacity = 1 << 30,
                Used = 0, Remaining = 1 << 30, BlockPoolUsed = 0, NonDfsUsed = 0,
            },
        ],
    };

    public void Pass(long milliseconds)
    {
        for (; milliseconds > 0; milliseconds -= 2000)
        {
            _now = new Now(_now.WallMilliseconds + 2000, _now.MonotonicMilliseconds + 2000);
            foreach (var number in _disks.Keys)
            {
                Beat(number);
            }

            Ask(new Tick());
        }
    }

    private static DataNodeRegistration Registration(int number) =>
        new(new DataNodeId($"uuid-{number}", $"127.77.14.{100 + number}", $"pi-{number}", 9866, 9867, 9864, 0), NameSpace, "3.5.0");

    private object? Ask(NameNodeInput input)
    {
        _effects.Clear();
        Core.Step(_now, input, _effects);
        object? answer = null;
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit:
                    _log.Add(effect.Record.ToArray());
                    break;
                case EffectKind.Reply:
                    answer = effect.Result;
                    break;
                case EffectKind.Refuse:
                    throw effect.Fault!;
                default:
                    break;
            }
        }

        return answer;
    }
}
