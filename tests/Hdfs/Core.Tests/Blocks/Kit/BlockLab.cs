using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Blocks.Kit;

/// <summary>A block manager, some DataNodes without disks, and a clock that moves when told to.</summary>
internal sealed class BlockLab : INodeLab
{
    public const long BlockSize = 128L << 20;

    public static readonly StorageInfo NameSpace = new(-66, 77, "CID-lab", 0);

    private int _pieces;
    private readonly List<Effect> _effects = [];
    private long _time = 1_000_000;
    private long _lastBlock = 1L << 30;

    public BlockLab(BlockManagerOptions? options = null, ulong seed = 1, bool started = true)
    {
        Options = options ?? new BlockManagerOptions { SafeModeExtension = 0 };
        Manager = new BlockManager(Options, NameSpace, Owner, new SeededRandom(seed));
        if (started)
        {
            Manager.StartupComplete(Now);
            Pass(10_000);
        }
    }

    public BlockManagerOptions Options { get; }

    public BlockManager Manager { get; }

    public FakeOwner Owner { get; } = new();

    public List<TestNode> Nodes { get; } = [];

    public List<string> Notes { get; } = [];

    public Now Now => new(1_700_000_000_000 + _time, _time);

    public TestNode this[int number] => Nodes.First(n => n.Number == number);

    public TestNode AddNode(string rack = "/default-rack", int volumes = 1)
    {
        var node = new TestNode(this, Nodes.Count + 1, rack, volumes);
        Nodes.Add(node);
        return node;
    }

    /// <summary>Nodes in service, round the racks named.</summary>
    public void StartNodes(int count, params string[] racks)
    {
        for (var i = 0; i < count; i++)
        {
            AddNode(racks.Length == 0 ? "/default-rack" : racks[i % racks.Length]).Start();
        }
    }

    /// <summary>One piece more is to be done: work that never comes to an end fails the test.</summary>
    public void CountPiece() => Assert.True(++_pieces < Patience.MaxPieces, "there is always one piece more");

    public object? Call(DataNodeRequest request)
    {
        _effects.Clear();
        Manager.Handle(Now, request, _effects);
        while (!_effects.Exists(e => e.Kind == EffectKind.Reply))
        {
            Assert.True(Manager.HasWork, $"{request.GetType().Name} was not answered");
            CountPiece();
            Manager.RunPiece(Now, _effects);
        }

        Notes.AddRange(_effects.Where(e => e.Kind == EffectKind.Note).Select(e => e.Message!));
        var reply = _effects.Single(e => e.Kind == EffectKind.Reply);
        Settle();
        return reply.Result;
    }

    /// <summary>A tick, and all that goes on in pieces.</summary>
    public void Tick()
    {
        _effects.Clear();
        Manager.Tick(Now, _effects);
        Notes.AddRange(_effects.Select(e => e.Message!));
        Settle();
    }

    /// <summary>Everything that goes on in pieces, to its end.</summary>
    public void Settle()
    {
        while (Manager.HasWork)
        {
            Piece();
        }
    }

    /// <summary>One piece of background work.</summary>
    public void Piece()
    {
        CountPiece();
        _effects.Clear();
        Manager.RunPiece(Now, _effects);
        Notes.AddRange(_effects.Where(e => e.Kind == EffectKind.Note).Select(e => e.Message!));
    }

    /// <summary>Lets time pass without anyone noticing.</summary>
    public void Pass(long milliseconds) => _time += milliseconds;

    /// <summary>Lets time pass: a tick a second, a heartbeat of every node that is up every three.</summary>
    public void Run(long milliseconds, bool obey = true)
    {
        for (var end = _time + milliseconds; _time < end; _time += 1000)
        {
            if (_time / 1000 % 3 == 0)
            {
                foreach (var node in Nodes.Where(n => n.Up).ToArray())
                {
                    node.Live(obey);
                }
            }

            Tick();
        }
    }

    public Block NewBlock(long length = BlockSize, long stamp = 1001) => new(++_lastBlock, length, stamp);

    /// <summary>A block of a closed file that the nodes hold and have reported.</summary>
    public Block Write(int replication, params int[] on) => Write(NewBlock(), replication, on);

    public Block Write(Block block, int replication, params int[] on)
    {
        Manager.Add(
            block with { Length = 0 }, BlockState.UnderConstruction, 1, (short)replication, [.. on.Select(n => this[n].Location())]);
        foreach (var n in on)
        {
            this[n].Received(block);
        }

        Manager.Commit(block.Id, block.Length, block.GenerationStamp);
        return block;
    }

    /// <summary>Numbers of the nodes that the block manager names for a block, in order of number.</summary>
    public int[] Where(Block block) => [.. Locate(block).Order()];

    public int[] Locate(Block block, string reader = "10.0.0.1") =>
        [.. Manager.Locate(Now, block.Id, 0, reader).Locations.Select(l => Nodes.First(n => n.Uuid == l.Node.Id.Uuid).Number)];

    /// <summary>Numbers of the nodes chosen, in pipeline order.</summary>
    public int[] Choose(
        string writer = "10.0.0.1",
        int count = 3,
        int[]? chosen = null,
        int[]? excluded = null,
        string[]? favored = null,
        long size = BlockSize)
    {
        var targets = Manager.ChooseTargets(
            Now,
            writer,
            count,
            [.. (chosen ?? []).Select(n => this[n].Uuid)],
            [.. (excluded ?? []).Select(n => this[n].Uuid)],
            favored ?? [],
            size,
            1,
            "/f");
        return [.. targets.Select(t => Nodes.First(n => n.Uuid == t.Node.Id.Uuid).Number)];
    }
}
