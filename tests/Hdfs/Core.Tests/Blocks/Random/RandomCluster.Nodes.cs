using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks.Random;

/// <content>What happens to nodes: they stop, return, lose and damage replicas, and are excluded.</content>
internal sealed partial class RandomCluster
{
    private void Stop(TestNode node)
    {
        node.Up = false;
        foreach (var volume in node.Volumes)
        {
            foreach (var (id, (replica, state)) in volume.Replicas.ToArray())
            {
                if (state == ReplicaState.BeingWritten)
                {
                    volume.Replicas[id] = (replica, ReplicaState.WaitingToBeRecovered);
                }
            }
        }
    }

    private void Return(TestNode node)
    {
        Measure(node);
        node.Start();
        Scan(node);
    }

    // Comes back with less than it had, and says so only some time later.
    private void RestartWithLosses(TestNode node)
    {
        foreach (var block in Blocks.Values.Where(
            b => b.Pipeline is null && IsGood(node, b) && OthersSuffice(node, b) && _random.Chance(0.3)))
        {
            node.Volumes.ForEach(v => v.Replicas.Remove(block.Id));
        }

        node.Register();
        node.Beat();
        _reportLater.Add(node);
    }

    private void Report(TestNode node)
    {
        _reportLater.Remove(node);
        node.Report();
        Scan(node);
    }

    // A NameNode that lost sight of a node has forgotten what was rotten there; a scanner finds it again.
    private void Scan(TestNode node)
    {
        foreach (var (_, id) in _rotten.Where(r => r.Node == node.Number).ToArray())
        {
            Lab.Manager.MarkCorrupt(new Block(id, 0, 0), node.Uuid, "", "rot");
        }
    }

    // What a client or a scanner finds, or a lost file, always known to the NameNode at once.
    private void Damage(TestNode node) => Pick(Blocks.Values, b => b.Pipeline is null && IsGood(node, b) && OthersSuffice(node, b), block =>
    {
        if (_random.Chance(0.5))
        {
            node.Deleted(block.Id);
        }
        else
        {
            _rotten.Add((node.Number, block.Id));
            Lab.Manager.MarkCorrupt(new Block(block.Id, 0, 0), node.Uuid, "", "rot");
        }
    });

    private bool OthersSuffice(TestNode node, TrueBlock block) =>
        Lab.Manager.Replicas(Lab.Now, block.Id).Count(r =>
            r.Health == ReplicaHealth.Live && r.Location.Node.Id.Uuid != node.Uuid
            && Lab[Number(r.Location)] is { Up: true } other && IsGood(other, block)) > 0;

    private void Exclude()
    {
        _excluded.Clear();
        if (_random.Chance(0.6))
        {
            _excluded.Add(Lab.Nodes[_random.Next(Lab.Nodes.Count)].Number);
        }

        Lab.Manager.RefreshNodes(Lab.Now, new NodeLists([], [.. _excluded.Select(n => Lab[n].Id.Address)]));
    }
}
