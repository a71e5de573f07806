using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.Checks;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// What must hold some time after faults have stopped: every block has the replicas it should, on two racks where there are two, none too
/// many and none left over; no writer's lease is left; the counters say what a recount finds. A block that went with a disk is let be.
/// </summary>
internal sealed class ShellOrder(HdfsCluster cluster, DiskTruth truth)
{
    private readonly HashSet<long> _lost = [];
    private bool _lostOnLeaving;
    private int _under;
    private int _blocks;

    /// <summary>What is not in order yet; null: nothing.</summary>
    public string? FindWrong(CoreQuery query)
    {
        var stats = query.Stats();
        var live = cluster.DataNodes.Count - (cluster.HasLeft ? 1 : 0);
        if (stats.LiveNodes != live)
        {
            return $"{stats.LiveNodes} of {live} DataNodes live";
        }

        var replicas = FindReplicas(query);
        return FindLeases(query) ?? FindWork(stats) ?? FindDamage() ?? FindCounters(stats) ?? FindDecommission(query, stats) ?? replicas;
    }

    private string? FindLeases(CoreQuery query)
    {
        var open = query.Holders().Where(h => !EndsLost(h.Key)).ToList();
        return open.Count == 0 ? null : $"files are still written: {string.Join(", ", open)}";
    }

    // The last block but one may be such as nobody reports; those before it are complete.
    private bool EndsLost(long inode) =>
        cluster.Ledger.Tree.Find(inode) is { } file && file.Blocks.TakeLast(2).Any(b => truth.MayBeLost.Contains(b.Id));

    // What is lost for good leaves traces, but no more than one a block: a damaged replica that is kept, a block that is called missing.
    private string? FindWork(ClusterStats stats) =>
        stats.CorruptReplicas > _lost.Count ? $"{stats.CorruptReplicas} blocks have damaged replicas, {_lost.Count} may: {stats}"
        : stats.Missing > _lost.Count ? $"{stats.Missing} blocks are missing, {_lost.Count} may be: {stats}"
        : stats.PendingDeletion + stats.PendingReconstruction + stats.ScheduledReplication + stats.Excess != 0 ? $"work is left: {stats}"
        : null;

    private string? FindDamage()
    {
        var damaged = truth.All().FirstOrDefault(
            r => r is { IsFinal: true, Generation: > 0 } && !_lost.Contains(r.BlockId) && !HasLeftWith(r) && !truth.IsSound(r));
        return damaged is null ? null : $"{damaged} is damaged, and nobody has noticed";
    }

    private string? FindCounters(ClusterStats stats) =>
        stats.LowRedundancy < _under || stats.LowRedundancy > _under + _lost.Count
            ? $"{stats.LowRedundancy} blocks are said to have too few replicas, {_under} have, and {_lost.Count} are lost: {stats}"
        : stats.Blocks != _blocks + _lost.Count ? $"{stats.Blocks} blocks are counted, there are {_blocks} and {_lost.Count} lost ones"
        : null;

    private string? FindReplicas(CoreQuery query)
    {
        _lost.Clear();
        (_lostOnLeaving, _under, _blocks) = (false, 0, 0);
        var copies = truth.All().ToLookup(static r => r.BlockId);
        var known = new HashSet<long>();
        string? wrong = null;
        foreach (var entry in query.Walk())
        {
            foreach (var block in entry.Blocks)
            {
                known.Add(block.Located.Block.Id);
                var found = FindReplicas(entry, block, copies[block.Located.Block.Id].ToList());
                wrong ??= found is null ? null : $"{entry.Path}: {found}";
            }
        }

        // A block file that has lost its checksum file is left where it is: it may be all that there is.
        var orphan = copies.SelectMany(static c => c)
            .FirstOrDefault(r => r.Generation > 0 && !HasLeftWith(r) && !known.Contains(r.BlockId));
        return wrong ?? (orphan is null ? null : $"{orphan} belongs to no file");
    }

    private string? FindReplicas(FsckEntry entry, FsckBlock found, List<DiskReplica> copies)
    {
        var block = found.Located.Block;
        var isOnLeaving = copies.Exists(HasLeftWith);
        copies.RemoveAll(c => c.Generation <= 0);
        var good = copies.FindAll(c => c.IsFinal && c.Generation == block.GenerationStamp && truth.LengthOf(c) == block.Length
            && truth.IsSound(c));
        if (good.Count == 0 && truth.MayBeLost.Contains(block.Id))
        {
            _lost.Add(block.Id);
            _lostOnLeaving |= isOnLeaving;
            return null;
        }

        // Behind one that is lost a file is not closed, and nobody copies its last block.
        if (good.Count > 0 && found.State != BlockState.Complete && EndsLost(entry.Status.InodeId))
        {
            _blocks++;
            return null;
        }

        // What lies on a node out of service does not count, neither as there nor as left over.
        good.RemoveAll(HasLeftWith);
        copies.RemoveAll(HasLeftWith);
        var wanted = Math.Min(entry.Status.Replication, cluster.InService.Count());
        _blocks++;
        _under += wanted < entry.Status.Replication ? 1 : 0;
        var racks = good.Select(static c => c.Host.Rack).Distinct().Count();
        var stale = copies.Count(c => c.Generation != block.GenerationStamp);
        var racksWanted = Math.Min(Math.Min(2, wanted), cluster.InService.Select(static d => d.Rack).Distinct().Count());
        var wrong = WrongOf(found, good, copies.Count, wanted, stale)
            ?? (racks < racksWanted ? $"the replicas lie on {racks} rack of {racksWanted}" : null);
        return wrong is null
            ? null
            : $"block {block} ({found.State}): {wrong}; wanted are {wanted} on {racksWanted} racks; the NameNode counts {found.Counts}; "
                + $"on disk are {string.Join(", ", copies)}";
    }

    // Each with a word of its own, so that a mistake is found for what it is.
    private static string? WrongOf(FsckBlock found, List<DiskReplica> good, int there, int wanted, int stale) =>
        found.Counts.Live != good.Count && stale > 0
            ? $"the NameNode counts {found.Counts.Live}, {good.Count} are there and {stale} of another generation"
        : found.Counts.Live != good.Count ? $"the NameNode counts {found.Counts.Live}, on the disks lie {good.Count}"
        : good.Count < wanted ? $"{wanted - good.Count} are too few"
        : there > wanted && stale > 0 ? $"{there - wanted} are too many, {stale} of another generation"
        : there > wanted ? $"{there - wanted} are too many"
        : null;

    private string? FindDecommission(CoreQuery query, ClusterStats stats)
    {
        var decommissioned = stats.LiveNodes - cluster.InService.Count();

        // While nobody has a good replica of a block, a node with a bad one is not let go, as with Apache's.
        return (stats.DecommissioningNodes == 0 && stats.DecommissionedLiveNodes == decommissioned)
            || (_lostOnLeaving && stats.DecommissioningNodes == decommissioned && stats.DecommissionedLiveNodes == 0)
            ? null
            : $"{decommissioned} DataNodes should be decommissioned, {stats.DecommissionedLiveNodes} are and {stats.DecommissioningNodes} "
                + $"are being:\n{query.MetaSave()}";
    }

    private bool HasLeftWith(DiskReplica replica) => replica.Host == cluster.Leaving;
}
