using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks.Random;

/// <summary>Anything happens, then nothing more: every block must have its replicas, and every figure be what a count gives.</summary>
public class RandomRunTests
{
    private const int Steps = 150;

    public static TheoryData<ulong, ulong> Batches => new() { { 1, 100 }, { 101, 200 }, { 201, 300 }, { 301, 400 } };

    [Theory]
    [MemberData(nameof(Batches))]
    public void After_a_time_of_peace_all_is_as_it_should_be(ulong from, ulong to)
    {
        for (var seed = from; seed <= to; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    private static void Run(ulong seed)
    {
        var cluster = new RandomCluster(seed);
        for (var step = 0; step < Steps; step++)
        {
            cluster.Step();
        }

        cluster.Quiesce();
        foreach (var block in cluster.Blocks.Values)
        {
            HasWhatItWants(cluster, block);
        }

        NothingElseIsKept(cluster);
        FiguresAreRight(cluster);
    }

    private static void HasWhatItWants(RandomCluster cluster, TrueBlock block)
    {
        var holders = cluster.Lab.Nodes.Where(n => cluster.IsGood(n, block)).ToArray();
        var wanted = Math.Min(block.Replication, cluster.Lab.Nodes.Count);
        Assert.True(wanted == holders.Length, $"{holders.Length} good replicas, should be {wanted}: {cluster.Describe(block)}");
        var racks = holders.Select(n => n.Rack).Distinct().Count();
        var racksWanted = Math.Min(Math.Min(2, block.Replication), cluster.Lab.Nodes.Select(n => n.Rack).Distinct().Count());
        Assert.True(racks >= racksWanted, $"on {racks} racks, should be on {racksWanted}: {cluster.Describe(block)}");
        var known = cluster.Lab.Manager.Locate(cluster.Lab.Now, block.Id, 0, "").Locations
            .Select(l => l.Node.Id.Uuid)
            .Order(StringComparer.Ordinal);
        Assert.Equal(holders.Select(n => n.Uuid).Order(StringComparer.Ordinal), known);
    }

    private static void NothingElseIsKept(RandomCluster cluster)
    {
        foreach (var node in cluster.Lab.Nodes)
        {
            foreach (var id in node.Volumes.SelectMany(v => v.Replicas.Keys))
            {
                Assert.True(cluster.Blocks.TryGetValue(id, out var block), $"node {node.Number} keeps {id}, which no file owns");
                Assert.True(cluster.IsGood(node, block), $"node {node.Number} keeps a bad replica: {cluster.Describe(block)}");
            }
        }
    }

    private static void FiguresAreRight(RandomCluster cluster)
    {
        var stats = cluster.Lab.Manager.Stats;
        var tooFew = cluster.Blocks.Values.Count(b => b.Replication > cluster.Lab.Nodes.Count);
        Assert.Equal(
            (cluster.Blocks.Count, tooFew, 0L, 0L, 0L, 0L, 0L, 0L),
            ((int)stats.Blocks, (int)stats.LowRedundancy, stats.Missing, stats.CorruptReplicas, stats.Excess, stats.PendingDeletion,
                stats.PendingReconstruction, stats.ScheduledReplication));
        Assert.Equal((cluster.Lab.Nodes.Count, 0, 0, 0), (stats.LiveNodes, stats.DeadNodes, stats.DecommissioningNodes, stats.StaleNodes));
        Assert.Equal(cluster.Lab.Nodes.Sum(n => n.Volumes.Sum(v => v.Capacity)), stats.Capacity);
        var told = cluster.Lab.Manager.DataNodes(cluster.Lab.Now, DataNodeFilter.Live).ToDictionary(n => n.Id.Uuid, n => n.Blocks);
        Assert.All(cluster.Lab.Nodes, n => Assert.Equal(n.Volumes.Sum(v => v.Replicas.Count), told[n.Uuid]));
    }
}
