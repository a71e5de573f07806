using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;
using Hathi.Hdfs.Core.Tests.Namespace;
using Hathi.Tests.Cases;

namespace Hathi.Hdfs.Core.Tests.Cases;

/// <summary>
/// A NameNode's Core with both its halves, DataNodes without disks and clients: what the cases of HDFS happen on. All clients are
/// one user.
/// </summary>
internal sealed class NameNodeStage : INodeLab
{
    /// <summary>Of the files of all cases.</summary>
    public const long BlockSize = BlockLab.BlockSize;

    private const string NoNode = "10.0.0.9";
    private const int HeartbeatSeconds = 3;

    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Block> _blocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Block> _stamped = new(StringComparer.Ordinal);
    private readonly List<string> _leaving = [];
    private readonly BlockManager _manager;
    private readonly Cluster _cluster;

    public NameNodeStage(ulong seed)
    {
        BlockManager? manager = null;
        _cluster = new Cluster(Cluster.DefaultOptions, owner =>
        {
            var options = new BlockManagerOptions { SafeModeExtension = 0 };
            manager = new BlockManager(options, BlockLab.NameSpace, owner, new SeededRandom(seed));
            return new BlockSide(manager, manager, manager);
        });
        _manager = manager!;
    }

    BlockManager INodeLab.Manager => _manager;

    public List<TestNode> Nodes { get; } = [];

    /// <summary>Nodes of the last block that was given or asked about, as the client was told.</summary>
    public IReadOnlyList<ReplicaLocation> Targets { get; private set; } = [];

    /// <summary>What the log was told.</summary>
    public List<string> Notes => _cluster.Notes;

    object? INodeLab.Call(DataNodeRequest request)
    {
        var answer = _cluster.Ask(request);
        _cluster.Settle();
        return answer;
    }

    public static string NameOf(TestNode node) => node.Id.HostName;

    public static string NameOf(ReplicaLocation location) => location.Node.Id.HostName;

    public TestNode Node(string name) => Nodes.Find(n => NameOf(n) == name) ?? throw new CaseFault($"no node is called {name}");

    public Block Block(string name) => _blocks.TryGetValue(name, out var block) ? block : throw new CaseFault($"no block is called {name}");

    public string NameOf(Block block) => _blocks.First(b => b.Value.Id == block.Id).Key;

    public void AddNode(string name, string rack)
    {
        if (!name.StartsWith("pi-", StringComparison.Ordinal) || !int.TryParse(name[3..], out var number))
        {
            throw new CaseFault($"nodes are called pi-1, pi-2 and so on, not {name}");
        }

        var node = new TestNode(this, number, rack, volumes: 1);
        Nodes.Add(node);
        node.Start();
    }

    public void Put(string client, string node) => _places[client] = Node(node).Id.Address;

    /// <summary>The node is on the list of those that are to leave (dfs.hosts.exclude).</summary>
    public void Leave(TestNode node)
    {
        _leaving.Add(node.Id.Address);
        _cluster.Ask(new RefreshNodesRequest
        {
            Caller = Cluster.Root, Lists = new NodeLists([], [.. _leaving]),
        });
    }

    /// <summary>Seconds pass; nodes that are up beat every three.</summary>
    public void Pass(long seconds)
    {
        for (; seconds > 0; seconds--)
        {
            _cluster.Pass(1000);
            if (_cluster.Now.MonotonicMilliseconds / 1000 % HeartbeatSeconds == 0)
            {
                foreach (var node in Nodes.Where(static n => n.Up))
                {
                    node.Live(obey: true);
                }
            }

            _cluster.Tick();
            _cluster.Settle();
        }
    }

    public void Create(string client, string file, int replication) => _cluster.Ask(new CreateRequest
    {
        Caller = CallerOf(client), Key = _cluster.NewKey(), Path = file, Masked = 0x1A4, Unmasked = 0x1A4, ClientName = client,
        Flags = CreateFlags.Create, CreateParent = true, Replication = replication, BlockSize = BlockSize,
    });

    public void AddBlock(string client, string file, IReadOnlyList<string> excluded, IReadOnlyList<string> favoured)
    {
        var located = (LocatedBlock)_cluster.Ask(new AddBlockRequest
        {
            Caller = CallerOf(client), Path = file, ClientName = client, FileId = 0,
            Previous = LastOf(file), ExcludedUuids = [.. excluded.Select(n => Node(n).Uuid)], FavoredHosts = favoured,
            Flags = AddBlockFlags.None,
        })!;
        _last[file] = $"b{_blocks.Count + 1}";
        _blocks.Add(_last[file], located.Block);
        Targets = located.Locations;
    }

    public void AddNodes(string client, string file, int count, IReadOnlyList<string> beside, IReadOnlyList<string> excluded)
    {
        var there = beside.Select(Node).ToList();
        Targets = ((LocatedBlock)_cluster.Ask(new GetAdditionalDatanodeRequest
        {
            Caller = CallerOf(client), Path = file, ClientName = client, FileId = 0,
            Block = LastOf(file)!.Value, Count = count, Existing = [.. there.Select(static n => n.Id)],
            ExistingStorageIds = [.. there.Select(static n => n.Volumes[0].StorageId)],
            ExcludedUuids = [.. excluded.Select(n => Node(n).Uuid)],
        })!).Locations;
    }

    /// <summary>Its writer has sent so much of a block to a node, and may go on.</summary>
    public void Receive(TestNode node, string block, long bytes)
    {
        _blocks[block] = Block(block) with { Length = bytes };
        node.Receiving(Block(block) with { Length = 0 });
        node.Put(Block(block), ReplicaState.BeingWritten);
    }

    public void Finish(TestNode node, string block, long bytes)
    {
        _blocks[block] = Block(block) with { Length = bytes };
        node.Received(Block(block));
    }

    public bool Complete(string client, string file) => (bool)_cluster.Ask(new CompleteRequest
    {
        Caller = CallerOf(client), Path = file, ClientName = client, FileId = 0, Last = LastOf(file),
    })!;

    public void Append(string client, string file)
    {
        var last = _cluster.Append(file, client, caller: CallerOf(client)).LastBlock;
        if (last is not null)
        {
            _blocks[NameOf(last.Block)] = last.Block;
        }
    }

    public void Renew(string client) =>
        _cluster.Ask(new RenewLeaseRequest { Caller = CallerOf(client), ClientName = client });

    public bool RecoverLease(string client, string file) => (bool)_cluster.Ask(new RecoverLeaseRequest
    {
        Caller = CallerOf(client), Path = file, ClientName = client,
    })!;

    /// <summary>A stamp for a pipeline that is to be rebuilt (updateBlockForPipeline).</summary>
    public void Stamp(string client, string block) => _stamped[block] = ((LocatedBlock)_cluster.Ask(new UpdateBlockForPipelineRequest
    {
        Caller = CallerOf(client), ClientName = client, Block = Block(block),
    })!).Block;

    /// <summary>The pipeline was rebuilt (updatePipeline): its nodes have the new stamp.</summary>
    public void GoOn(string client, string block, IReadOnlyList<TestNode> nodes)
    {
        var (old, stamped) = (Block(block), _stamped[block]);
        foreach (var node in nodes)
        {
            node.Put(stamped, ReplicaState.BeingWritten);
        }

        _cluster.Ask(new UpdatePipelineRequest
        {
            Caller = CallerOf(client), Key = _cluster.NewKey(), ClientName = client, OldBlock = old, NewBlock = stamped,
            NewUuids = [.. nodes.Select(static n => n.Uuid)], NewStorageIds = [.. nodes.Select(static n => n.Volumes[0].StorageId)],
        });
        _blocks[block] = stamped;
    }

    /// <summary>
    /// The node carries out its last order to recover a block, with those that answer: it asks them, decides as DataNodes do, and
    /// tells the NameNode.
    /// </summary>
    public void Recover(TestNode primary, string block)
    {
        var id = Block(block).Id;
        var at = primary.Orders.FindLastIndex(o => o.Block.Id == id);
        var order = at >= 0 ? primary.Orders[at] : throw new CaseFault($"{NameOf(primary)} has no order to recover {block}");
        var holders = order.Locations.Select(l => Nodes.Find(n => n.Uuid == l.Node.Id.Uuid)!).ToList();
        var candidates = new List<RecoveryCandidate>();
        foreach (var (i, holder) in holders.Index())
        {
            if (holder.Up && holder.Volumes[0].Replicas.TryGetValue(id, out var replica))
            {
                var (length, stamp) = (replica.Block.Length, replica.Block.GenerationStamp);
                candidates.Add(new RecoveryCandidate(i, length, SoundLength: length, DamagedAt: -1, stamp, replica.State));
            }
        }

        var silent = holders.Count(static h => !h.Up);
        var agreement = RecoveryAgreement.Decide(order.Block, candidates, silent, order.WithoutSilent, truncateTo: -1);
        var agreed = agreement.Holders.Select(h => holders[h]).ToList();
        foreach (var holder in agreed)
        {
            holder.Put(new Block(id, agreement.Length, order.RecoveryId));
        }

        _cluster.Ask(new CommitBlockSynchronizationRequest
        {
            Block = order.Block, NewGenerationStamp = order.RecoveryId, NewLength = agreement.Length,
            CloseFile = true, DeleteBlock = agreement.DeleteBlock,
            NewReplicas = [.. agreed.Select(static h => (h.Uuid, h.Volumes[0].StorageId))],
        });
    }

    /// <summary>Who has the lease of a file; null: it is not written.</summary>
    public string? HolderOf(string file) => ((OpenFilesPage)_cluster.Ask(new ListOpenFilesRequest
    {
        Caller = Cluster.Root, AfterId = 0, PathPrefix = file, BlockingDecommissionOnly = false,
    })!).Entries.FirstOrDefault()?.ClientName;

    public FileStatus Status(string file) => _cluster.Stat(file) ?? throw new CaseFault($"there is no file {file}");

    public LocatedBlocks Locations(string file) => _cluster.Locations(file);

    private Caller CallerOf(string client) => Cluster.Root with { Address = _places.GetValueOrDefault(client, NoNode) };

    private Block? LastOf(string file) => _last.TryGetValue(file, out var name) ? _blocks[name] : null;
}
