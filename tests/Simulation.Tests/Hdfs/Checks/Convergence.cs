using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.NameNode;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// What must hold some time after faults have stopped: every block has the replicas it should, on two racks where there are two, none too
/// many and none left over; no writer's lease is left; the counters say what a recount finds.
/// </summary>
internal sealed class Convergence(HdfsCluster cluster)
{
    private const int LongestMilliseconds = 200_000;
    private const int Step = 1_000;
    private readonly GroundTruth _truth = new(cluster);
    private int _lost;
    private bool _lostOnLeaving;
    private int _under;
    private int _blocks;

    /// <summary>Lets time pass until everything is in order, and fails when it never is.</summary>
    public void Await()
    {
        var waited = 0;
        string? wrong;
        while ((wrong = FindWrong()) is not null)
        {
            cluster.World.Check(waited < LongestMilliseconds, $"{waited / 1000} s after the faults have stopped: {wrong}");
            cluster.World.RunFor(Step);
            waited += Step;
        }

        cluster.World.Report.Add("blocks in place at the end", _blocks);
        cluster.World.Report.Add("blocks lost to damage at the end", _lost);
    }

    private NameNodeCore? Core => (cluster.World[HdfsCluster.NameNode].Actor as NameNodeActor)?.Core;

    private string? FindWrong()
    {
        if (Core is not { } core)
        {
            return "the NameNode is not up";
        }

        if (core.InSafeMode)
        {
            return "safe mode is on";
        }

        var query = new CoreQuery(core, cluster.World[HdfsCluster.NameNode].Now);
        return FindNodes(query) ?? FindLeases(query) ?? FindReplicas(query) ?? FindDecommission(query) ?? FindCounters(query);
    }

    private string? FindNodes(CoreQuery query)
    {
        var stats = query.Stats();
        var live = cluster.DataNodes.Count - (cluster.HasLeft ? 1 : 0);
        return stats.LiveNodes == live ? null : $"{stats.LiveNodes} of {live} DataNodes live";
    }

    private string? FindDecommission(CoreQuery query)
    {
        var stats = query.Stats();
        var decommissioned = stats.LiveNodes - cluster.InService.Count();
        if (_lostOnLeaving && stats.DecommissioningNodes == decommissioned)
        {
            return null; // As with Apache's: while nobody has a good replica, the node with a bad one is not let go.
        }

        return stats.DecommissioningNodes == 0 && stats.DecommissionedLiveNodes == decommissioned
            ? null
            : $"{decommissioned} DataNodes should be decommissioned, {stats.DecommissionedLiveNodes} are and {stats.DecommissioningNodes} "
                + $"are being:\n{query.MetaSave()}";
    }

    private string? FindLeases(CoreQuery query)
    {
        foreach (var (id, holder) in query.Holders())
        {
            var last = cluster.Ledger.Tree.Get(id).Blocks.LastOrDefault();
            if (cluster.Contents.Find(last.Id) is not { MayBeLost: true })
            {
                return $"{cluster.Ledger.Tree.Get(id).Path} (block {last}) is still written by {holder}; "
                    + $"{string.Join(", ", _truth.All().Where(c => c.BlockId == last.Id))}";
            }
        }

        return null;
    }

    private string? FindReplicas(CoreQuery query)
    {
        (_lost, _lostOnLeaving, _under, _blocks) = (0, false, 0, 0);
        var copies = _truth.All().ToLookup(static c => c.BlockId);
        var known = new HashSet<long>();
        foreach (var entry in query.Walk())
        {
            foreach (var block in entry.Blocks)
            {
                known.Add(block.Located.Block.Id);
                if (FindReplicas(entry, block, copies[block.Located.Block.Id].ToList()) is { } wrong)
                {
                    return $"{entry.Path}: {wrong}";
                }
            }
        }

        var orphan = copies.FirstOrDefault(c => !known.Contains(c.Key));
        return orphan is null ? null : $"{orphan.First()} belongs to no file";
    }

    private string? FindReplicas(FsckEntry entry, FsckBlock found, List<Copy> copies)
    {
        var block = found.Located.Block;
        var content = cluster.Contents.Get(block.Id);
        var wanted = Math.Min(entry.Status.Replication, cluster.InService.Count());
        var good = copies.Where(c => c.State == "fin" && c.Generation == block.GenerationStamp && c.Content.Bytes.Length == block.Length
            && _truth.IsGood(c, block)).ToList();
        if (good.Count == 0 && content.MayBeLost)
        {
            _lost++;
            _lostOnLeaving |= copies.Exists(c => c.Host == cluster.Leaving);
            return null;
        }

        // What lies on a node out of service does not count, neither as there nor as left over.
        good.RemoveAll(c => c.Host == cluster.Leaving);
        copies.RemoveAll(c => c.Host == cluster.Leaving);
        _blocks++;
        _under += wanted < entry.Status.Replication ? 1 : 0;
        var racks = good.Select(static c => c.Host.Rack).Distinct().Count();
        var racksWanted = Math.Min(Math.Min(2, wanted), cluster.InService.Select(static d => d.Rack).Distinct().Count());
        return good.Count == wanted && copies.Count == wanted && racks >= racksWanted && found.Counts.Live == wanted
            ? null
            : $"block {block} ({found.State}) should have {wanted} replicas on {racksWanted} racks; the NameNode counts {found.Counts}; "
                + $"on disk are {string.Join(", ", copies)}; {content}";
    }

    private string? FindCounters(CoreQuery query)
    {
        var stats = query.Stats();
        if (_lost > 0)
        {
            return null; // What is lost for good leaves traces: damaged replicas that are kept, blocks that are called missing.
        }

        return stats.Blocks != _blocks ? $"{stats.Blocks} blocks are counted, there are {_blocks}"
            : stats.LowRedundancy != _under ? $"{stats.LowRedundancy} blocks are said to need replicas, {_under} do"
            : stats.Missing != 0 ? $"{stats.Missing} blocks are said to be missing"
            : stats.CorruptReplicas + stats.Excess + stats.PendingDeletion + stats.PendingReconstruction + stats.ScheduledReplication != 0
                ? $"work is left and there is none: {stats}"
            : null;
    }
}
