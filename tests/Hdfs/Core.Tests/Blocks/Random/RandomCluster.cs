using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks.Random;

/// <summary>
/// A cluster to which anything may happen: writers that fail, nodes that die and come back, lose a volume, rot; administrators; lost
/// orders. It never destroys by itself the last good replica that the NameNode can count on, so whatever is lost the NameNode has lost.
/// </summary>
internal sealed partial class RandomCluster
{
    public const long BlockSize = 1000;

    private readonly SeededRandom _random;
    private readonly HashSet<(int Node, long Block)> _rotten = [];
    private readonly HashSet<int> _excluded = [];
    private readonly HashSet<TestNode> _reportLater = [];
    private long _stamp = 1001;

    public RandomCluster(ulong seed)
    {
        _random = new SeededRandom(seed);
        var options = new BlockManagerOptions
        {
            HeartbeatInterval = 1000,
            RecheckInterval = 2000,
            StaleAfter = 6000,
            PendingTimeout = 20_000,
            DecommissionInterval = 3000,
            SafeModeExtension = 0,
            WorkPerNode = 1 + _random.Next(4),
        };
        Lab = new BlockLab(options, seed);
        var racks = 1 + _random.Next(3);
        for (var n = 4 + _random.Next(6); n > 0; n--)
        {
            var node = Lab.AddNode($"/r{_random.Next(racks)}", 1 + _random.Next(3));
            foreach (var volume in node.Volumes)
            {
                volume.Capacity = BlockSize * (20 + _random.Next(100));
            }

            Measure(node);
            node.Start();
        }
    }

    public BlockLab Lab { get; }

    public Dictionary<long, TrueBlock> Blocks { get; } = [];

    public bool IsGood(TestNode node, TrueBlock block) =>
        !_rotten.Contains((node.Number, block.Id))
        && node.Volumes.Exists(v => v.Replicas.TryGetValue(block.Id, out var r)
            && r.State == ReplicaState.Finalized && r.Block == new Block(block.Id, block.Length, block.Stamp));

    public int Good(TrueBlock block) => Lab.Nodes.Count(n => IsGood(n, block));

    public bool InService(TestNode node) => node.Up && !_excluded.Contains(node.Number);

    /// <summary>What really is, and what the NameNode believes, for messages.</summary>
    public string Describe(TrueBlock block)
    {
        var held = Lab.Nodes.SelectMany(n => n.Volumes.Where(v => v.Replicas.ContainsKey(block.Id)).Select(v => (n, v.Replicas[block.Id])))
            .Select(r => $"{r.n.Number}{r.n.Rack}:{r.Item2.State}/{r.Item2.Block.Length}/{r.Item2.Block.GenerationStamp}"
                + $"{(_rotten.Contains((r.n.Number, block.Id)) ? "/rotten" : "")}");
        var known = Lab.Manager.Replicas(Lab.Now, block.Id).Select(r => $"{Number(r.Location)}:{r.Health}");
        Lab.Manager.TryGet(block.Id, out var info);
        return $"block {block.Id} ({info}; {block.Length}/{block.Stamp}, wants {block.Replication}) is on [{string.Join(' ', held)}], "
            + $"known on [{string.Join(' ', known)}], {Lab.Manager.CountReplicas(block.Id)}, {Lab.Manager.Stats}";
    }

    public void Step()
    {
        switch (_random.Next(20))
        {
            case < 4:
                BeginBlock();
                break;
            case < 8:
                GoOnWriting();
                break;
            case 8:
                Pick(Blocks.Values, b => b.Pipeline is null, Delete);
                break;
            case 9:
                Pick(Blocks.Values, b => b.Pipeline is null, ChangeReplication);
                break;
            case 10:
                Pick(Lab.Nodes, n => n.Up && Lab.Nodes.Count(x => x.Up) > 2, n => Stop(n));
                break;
            case 11:
                Pick(Lab.Nodes, n => !n.Up, Return);
                break;
            case 12:
                Pick(Lab.Nodes, n => n.Up, Report);
                break;
            case 13:
                Pick(Lab.Nodes, n => n.Up, _random.Chance(0.5) ? Return : RestartWithLosses);
                break;
            case 14:
                Pick(Lab.Nodes, n => n.Up, Damage);
                break;
            case 15:
                Pick(Blocks.Values, b => b.Pipeline is null, Append);
                break;
            case 16 when _random.Chance(0.3):
                Exclude();
                break;
            default:
                Pass(1 + _random.Next(12), _random.Chance(0.8));
                break;
        }

        AllStillThere();
    }

    /// <summary>Everybody comes back, every writer ends, and there is time for everything to be put right.</summary>
    public void Quiesce()
    {
        foreach (var node in Lab.Nodes.Where(n => !n.Up).ToArray())
        {
            Return(node);
        }

        _excluded.Clear();
        Lab.Manager.RefreshNodes(Lab.Now, NodeLists.Everyone);
        foreach (var block in Blocks.Values.Where(b => b.Pipeline is not null).ToArray())
        {
            Recover(block);
        }

        Pass(40, true);
        foreach (var block in Blocks.Values.Where(b => b.Pipeline is not null).ToArray())
        {
            // Nobody took part who had a byte: such a block is dropped with its file.
            Delete(block);
        }

        Lab.Nodes.ForEach(Report);
        Pass(300, true);
    }

    private void Pass(int seconds, bool obey)
    {
        for (; seconds > 0; seconds--)
        {
            Lab.Pass(1000);
            foreach (var node in Lab.Nodes.Where(n => n.Up).ToArray())
            {
                Measure(node);
                node.Beat();
                if (node.Commands.OfType<ReRegister>().Any())
                {
                    Return(node);
                }
                else if (obey || _random.Chance(0.5))
                {
                    Obey(node);
                }
            }

            foreach (var node in _reportLater.Where(n => n.Up && _random.Chance(0.2)).ToArray())
            {
                Report(node);
            }

            Lab.Tick();
        }
    }

    private void Obey(TestNode node)
    {
        foreach (var recovering in node.Recovering.ToArray())
        {
            Agree(recovering);
        }

        foreach (var deleted in node.Deleting)
        {
            if (!node.Volumes.Exists(
                v => v.Replicas.TryGetValue(deleted.Id, out var r) && r.Block.GenerationStamp != deleted.GenerationStamp))
            {
                _rotten.Remove((node.Number, deleted.Id));
            }
        }

        node.Obey();
        foreach (var other in Lab.Nodes)
        {
            Assert.All(
                other.Volumes,
                v => Assert.True(v.Replicas.Values.Sum(r => r.Block.Length) <= v.Capacity * 2, "a node was filled far over its capacity"));
        }
    }

    // The primary asks the others, takes the shortest finished length, and tells the NameNode.
    private void Agree(RecoveringBlock recovering)
    {
        if (!Blocks.TryGetValue(recovering.Block.Id, out var block) || block.Pipeline is null)
        {
            return;
        }

        var holders = recovering.Locations
            .Select(l => Lab.Nodes.First(n => n.Uuid == l.Node.Id.Uuid))
            .Where(n => n.Up && n.Holds(block.Id))
            .Where(n => n.Volumes.Exists(v => v.Replicas.TryGetValue(block.Id, out var r) && r.Block.GenerationStamp >= block.Stamp))
            .ToArray();
        if (holders.Length == 0)
        {
            return;
        }

        block.Length = holders.Min(n => n.Volumes.First(v => v.Replicas.ContainsKey(block.Id)).Replicas[block.Id].Block.Length);
        block.Stamp = recovering.RecoveryId;
        block.Pipeline = null;
        var agreed = new Block(block.Id, block.Length, block.Stamp);
        Lab.Manager.EndRecovery(
            block.Id, block.Length, block.Stamp,
            [.. holders.Select(n => (n.Uuid, n.Volumes.First(v => v.Replicas.ContainsKey(block.Id)).StorageId))]);
        Lab.Manager.TryComplete(block.Id);
        foreach (var holder in holders)
        {
            holder.Received(agreed, holder.Volumes.FindIndex(v => v.Replicas.ContainsKey(block.Id)));
        }
    }

    private void BeginBlock()
    {
        var replication = 1 + _random.Next(4);
        IReadOnlyList<ReplicaLocation> targets;
        try
        {
            targets = Lab.Manager.ChooseTargets(
                Lab.Now, Lab.Nodes[_random.Next(Lab.Nodes.Count)].Id.Address, replication, [], [], [], BlockSize, 1, "/f");
        }
        catch (HdfsFault)
        {
            return;
        }

        Assert.Equal(targets.Count, targets.Select(t => t.Node.Id.Uuid).Distinct().Count());
        var fresh = Lab.NewBlock(0, ++_stamp);
        var block = new TrueBlock(fresh.Id, replication) { Stamp = fresh.GenerationStamp, Pipeline = [.. targets.Select(Number)] };
        Blocks.Add(block.Id, block);
        Lab.Manager.Add(fresh, BlockState.UnderConstruction, block.Id, (short)replication, targets);
        foreach (var target in targets)
        {
            var node = Lab[Number(target)];
            if (node.Up)
            {
                node.Receiving(fresh, node.Volumes.FindIndex(v => v.StorageId == target.StorageId));
            }
        }
    }

    private void GoOnWriting() => Pick(Blocks.Values, b => b.Pipeline is not null && !b.Recovering, block =>
    {
        var pipeline = block.Pipeline!;
        if (pipeline.RemoveAll(n => !Lab[n].Up || !Lab[n].Holds(block.Id)) > 0)
        {
            RenewPipeline(block);
        }
        else if (_random.Chance(0.15))
        {
            Recover(block);
        }
        else
        {
            Close(block);
        }
    });

    private void RenewPipeline(TrueBlock block)
    {
        if (block.Pipeline!.Count == 0)
        {
            Recover(block);
            return;
        }

        block.Stamp = ++_stamp;
        var renewed = new Block(block.Id, block.Length, block.Stamp);
        foreach (var n in block.Pipeline)
        {
            Lab[n].Receiving(renewed, VolumeOf(Lab[n], block.Id));
        }

        Lab.Manager.Reopen(
            block.Id, block.Stamp, block.Length, [.. block.Pipeline.Select(n => Lab[n].Location(VolumeOf(Lab[n], block.Id)))]);
    }

    private void Close(TrueBlock block)
    {
        var pipeline = block.Pipeline!;
        block.Pipeline = null;
        block.Length = BlockSize;
        var final = new Block(block.Id, BlockSize, block.Stamp);
        var commitAt = _random.Next(pipeline.Count + 1);
        for (var i = 0; i <= pipeline.Count; i++)
        {
            if (i == commitAt)
            {
                Lab.Manager.Commit(block.Id, final.Length, final.GenerationStamp);
            }

            if (i < pipeline.Count)
            {
                Lab[pipeline[i]].Received(final, VolumeOf(Lab[pipeline[i]], block.Id));
            }
        }
    }

    private void Recover(TrueBlock block)
    {
        block.Recovering = true;
        if (Lab.Manager.BeginRecovery(Lab.Now, block.Id, ++_stamp) != RecoveryStart.Begun)
        {
            Delete(block);
        }
    }

    private void Append(TrueBlock block)
    {
        Lab.Manager.TryGet(block.Id, out var info);
        var holders = Lab.Manager.Locate(Lab.Now, block.Id, 0, "").Locations.Select(Number)
            .Where(n => Lab[n].Up && IsGood(Lab[n], block)).ToList();
        if (info.State != BlockState.Complete || holders.Count == 0)
        {
            return;
        }

        block.Stamp = ++_stamp;
        block.Pipeline = holders;
        block.Recovering = false;
        Lab.Manager.Reopen(block.Id, info.Block.GenerationStamp, info.Block.Length, []);
        foreach (var n in holders)
        {
            Lab[n].Receiving(new Block(block.Id, block.Length, block.Stamp), VolumeOf(Lab[n], block.Id));
        }

        Lab.Manager.Reopen(block.Id, block.Stamp, block.Length, [.. holders.Select(n => Lab[n].Location(VolumeOf(Lab[n], block.Id)))]);
    }

    private void Delete(TrueBlock block)
    {
        Lab.Manager.Remove(block.Id);
        Blocks.Remove(block.Id);
    }

    private void ChangeReplication(TrueBlock block)
    {
        block.Replication = 1 + _random.Next(5);
        Lab.Manager.SetReplication(block.Id, (short)block.Replication);
    }

    private void AllStillThere()
    {
        foreach (var block in Blocks.Values)
        {
            Assert.True(block.Pipeline is not null || Good(block) > 0, $"the last good replica of {block.Id} was deleted");
        }
    }

    private static void Measure(TestNode node)
    {
        foreach (var volume in node.Volumes)
        {
            volume.Remaining = Math.Max(0, volume.Capacity - volume.Replicas.Values.Sum(r => r.Block.Length));
        }
    }

    private static int VolumeOf(TestNode node, long id) => Math.Max(0, node.Volumes.FindIndex(v => v.Replicas.ContainsKey(id)));

    private int Number(ReplicaLocation location) => Lab.Nodes.First(n => n.Uuid == location.Node.Id.Uuid).Number;

    private void Pick<T>(IEnumerable<T> all, Func<T, bool> fits, Action<T> what)
    {
        var some = all.Where(fits).ToArray();
        if (some.Length > 0)
        {
            what(some[_random.Next(some.Length)]);
        }
    }
}
