using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Blocks.Kit;

/// <summary>A DataNode without disks: what it holds, what it says of it, and what it does when told to.</summary>
internal sealed class TestNode
{
    private readonly INodeLab _lab;

    public TestNode(INodeLab lab, int number, string rack, int volumes)
    {
        _lab = lab;
        Number = number;
        Rack = rack;
        Uuid = $"uuid-{number}";
        Id = new DataNodeId(Uuid, $"127.77.15.{number % 250}", $"pi-{number}", 9866 + (number / 250), 9867, 9864, 0);
        Volumes = [.. Enumerable.Range(0, volumes).Select(v => new TestVolume($"DS-{number}-{v}"))];
    }

    public int Number { get; }

    public string Rack { get; set; }

    public string Uuid { get; }

    public DataNodeId Id { get; set; }

    public StorageInfo Storage { get; set; } = BlockLab.NameSpace;

    public string SoftwareVersion { get; set; } = "3.5.0";

    public List<TestVolume> Volumes { get; }

    public int TransferThreads { get; set; }

    public bool Up { get; set; } = true;

    /// <summary>Commands of the last heartbeat.</summary>
    public IReadOnlyList<DataNodeCommand> Commands { get; private set; } = [];

    /// <summary>Blocks that it was told to recover, the last order last.</summary>
    public List<RecoveringBlock> Orders { get; } = [];

    public DataNodeRegistration Registration => new(Id, Storage, SoftwareVersion);

    public IEnumerable<Block> Deleting => Commands.OfType<InvalidateBlocks>().SelectMany(c => c.Blocks);

    public IEnumerable<BlockTransfer> Sending => Commands.OfType<TransferBlocks>().SelectMany(c => c.Transfers);

    public IEnumerable<RecoveringBlock> Recovering => Commands.OfType<RecoverBlocks>().SelectMany(c => c.Blocks);

    /// <summary>What a reader or scanner tells of a replica of the node's first volume.</summary>
    public BadReplica Bad(Block block) => new(block, Uuid, Volumes[0].StorageId, $"{Id.Address}:{Id.TransferPort}");

    public bool Holds(long blockId) => Volumes.Exists(v => v.Replicas.ContainsKey(blockId));

    public TestNode Register()
    {
        _lab.Call(new RegisterDataNode { Registration = Registration, Rack = Rack });
        return this;
    }

    /// <summary>A heartbeat; what it is answered with is not carried out.</summary>
    public HeartbeatResult Beat(bool askLease = false)
    {
        var result = (HeartbeatResult)_lab.Call(new Heartbeat
        {
            From = Registration,
            Storages = [.. Volumes.Select(v => v.Report())],
            TransfersInProgress = 0,
            TransferThreads = TransferThreads,
            FailedVolumes = 0,
            RequestFullBlockReportLease = askLease,
        })!;
        Commands = result.Commands;
        Orders.AddRange(Recovering);
        return result;
    }

    /// <summary>A heartbeat, as of a node that runs: it registers again when it is told to.</summary>
    /// <param name="obey">It carries out what it is answered with.</param>
    public void Live(bool obey)
    {
        Beat();
        if (Commands.OfType<ReRegister>().Any())
        {
            Start();
        }

        if (obey)
        {
            Obey();
        }
    }

    /// <summary>A full report of all volumes.</summary>
    public DataNodeCommand? Report() => (DataNodeCommand?)_lab.Call(new BlockReport
    {
        From = Registration,
        LeaseId = 0,
        ReportId = 1,
        TotalCalls = 1,
        Call = 0,
        Storages = [.. Volumes.Select(v => new StorageBlockReport(v.StorageId, v.Kind, StorageState.Normal, v.Blocks()))],
    });

    /// <summary>Registers, beats and reports: in service.</summary>
    public TestNode Start()
    {
        Up = true;
        Register();
        Beat();
        Report();
        return this;
    }

    /// <summary>Has the replica finished, without a word to the NameNode.</summary>
    public void Put(Block block, ReplicaState state = ReplicaState.Finalized, int volume = 0) =>
        Volumes[volume].Replicas[block.Id] = (block, state);

    public void Receiving(Block block, int volume = 0)
    {
        Put(block, ReplicaState.BeingWritten, volume);
        Tell(block, BlockChangeKind.Receiving, volume);
    }

    public void Received(Block block, int volume = 0, string? hint = null)
    {
        Put(block, ReplicaState.Finalized, volume);
        Tell(block, BlockChangeKind.Received, volume, hint);
    }

    public void Deleted(long blockId)
    {
        for (var v = 0; v < Volumes.Count; v++)
        {
            if (Volumes[v].Replicas.Remove(blockId, out var replica))
            {
                Tell(replica.Block, BlockChangeKind.Deleted, v);
            }
        }
    }

    public void Tell(Block block, BlockChangeKind kind, int volume = 0, string? hint = null) => _lab.Call(new BlockReceivedAndDeleted
    {
        From = Registration,
        Storages =
        [
            new StorageBlockChanges(Volumes[volume].StorageId, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, kind, hint)]),
        ],
    });

    public ReplicaLocation Location(int volume = 0) => _lab.Manager.FindStorage(Uuid, Volumes[volume].StorageId)!.Value;

    /// <summary>Does what the last heartbeat asked for: deletes, and sends replicas to the nodes named.</summary>
    public void Obey()
    {
        var commands = Commands;
        Commands = [];
        foreach (var block in commands.OfType<InvalidateBlocks>().SelectMany(c => c.Blocks))
        {
            if (Volumes.Find(
                v => v.Replicas.TryGetValue(block.Id, out var r) && r.Block.GenerationStamp == block.GenerationStamp) is not null)
            {
                Deleted(block.Id);
            }
        }

        foreach (var transfer in commands.OfType<TransferBlocks>().SelectMany(c => c.Transfers))
        {
            Send(transfer);
        }
    }

    private void Send(BlockTransfer transfer)
    {
        var volume = Volumes.Find(
            v => v.Replicas.TryGetValue(transfer.Block.Id, out var r) && r.State == ReplicaState.Finalized && r.Block == transfer.Block);
        if (volume is null)
        {
            return;
        }

        foreach (var target in transfer.Targets)
        {
            var node = _lab.Nodes.First(n => n.Uuid == target.Node.Id.Uuid);
            if (node.Up && !node.Holds(transfer.Block.Id))
            {
                node.Received(transfer.Block, node.Volumes.FindIndex(v => v.StorageId == target.StorageId));
            }
        }
    }
}

internal sealed class TestVolume(string storageId)
{
    public string StorageId { get; } = storageId;

    public StorageKind Kind { get; set; } = StorageKind.Disk;

    public long Capacity { get; set; } = 1L << 40;

    public long Remaining { get; set; } = 1L << 39;

    public bool Failed { get; set; }

    public Dictionary<long, (Block Block, ReplicaState State)> Replicas { get; } = [];

    public StorageReport Report() => new()
    {
        StorageId = StorageId,
        Kind = Kind,
        State = StorageState.Normal,
        Failed = Failed,
        Capacity = Capacity,
        Used = Capacity - Remaining,
        Remaining = Remaining,
        BlockPoolUsed = Capacity - Remaining,
        NonDfsUsed = 0,
    };

    public ReportedBlock[] Blocks() =>
        [.. Replicas.Values.Select(r => new ReportedBlock(r.Block.Id, r.Block.Length, r.Block.GenerationStamp, r.State))];
}
