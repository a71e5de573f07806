using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.Checks;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// What must hold some time after faults have stopped: every block has the replicas it should, on two racks where there are two, none too
/// many and none left over; no writer's lease is left; the counters say what a recount finds. A block that went with a disk is let be.
/// </summary>
internal sealed class ShellOrder(HdfsCluster cluster, DiskTruth truth, LostBlocks books)
{
    private readonly HashSet<long> _lost = [];
    private readonly HashSet<long> _stuck = [];
    private bool _keepsLeaving;
    private int _missing;
    private int _corrupt;
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
        cluster.Ledger.Tree.Find(inode) is { } file && file.Blocks.TakeLast(2).Any(b => _stuck.Contains(b.Id));

    // What is lost for good leaves traces, each its own: a damaged replica that is kept, a block that is called missing.
    private string? FindWork(ClusterStats stats) =>
        stats.CorruptReplicas != _corrupt ? $"{stats.CorruptReplicas} blocks have damaged replicas, {_corrupt} should: {stats}"
        : stats.Missing != _missing ? $"{stats.Missing} blocks are missing, {_missing} should be: {stats}"
        : stats.PendingDeletion + stats.PendingReconstruction + stats.ScheduledReplication + stats.Excess != 0 ? $"work is left: {stats}"
        : null;

    private string? FindDamage()
    {
        var damaged = truth.All().FirstOrDefault(
            r => r is { IsFinal: true, Generation: > 0 } && !_lost.Contains(r.BlockId) && !HasLeftWith(r) && !truth.IsSound(r));
        return damaged is null ? null : $"{damaged} is damaged, and nobody has noticed";
    }

    private string? FindCounters(ClusterStats stats) =>
        stats.LowRedundancy != _under + _missing
            ? $"{stats.LowRedundancy} blocks are said to have too few replicas, {_under} have, and {_missing} are missing: {stats}"
        : stats.Blocks != _blocks + _lost.Count ? $"{stats.Blocks} blocks are counted, there are {_blocks} and {_lost.Count} lost ones"
        : null;

    private string? FindReplicas(CoreQuery query)
    {
        _lost.Clear();
        (_keepsLeaving, _missing, _corrupt, _under, _blocks) = (false, 0, 0, 0, 0);
        var copies = truth.All().ToLookup(static r => r.BlockId);
        var entries = query.Walk();
        var known = entries.SelectMany(static e => e.Blocks).Select(static b => b.Located.Block).ToDictionary(static b => b.Id);
        _lost.UnionWith(known.Values.Where(b => books.Contains(b.Id) && !copies[b.Id].Any(c => IsGood(c, b))).Select(static b => b.Id));
        _stuck.Clear();
        _stuck.UnionWith(entries.SelectMany(static e => e.Blocks).Where(b => IsStuck(b, copies)).Select(static b => b.Located.Block.Id));
        string? wrong = null;
        foreach (var entry in entries)
        {
            foreach (var block in entry.Blocks)
            {
                var mine = copies[block.Located.Block.Id].ToList();
                var found = _lost.Contains(block.Located.Block.Id) ? FindTraces(block, mine) : FindReplicas(entry, block, mine);
                wrong ??= found is null ? null : $"{entry.Path}: {found}";
            }
        }

        // A block file that has lost its checksum file is left where it is: it may be all that there is.
        var orphan = copies.SelectMany(static c => c)
            .FirstOrDefault(r => r.Generation > 0 && !HasLeftWith(r) && !known.ContainsKey(r.BlockId));
        return wrong ?? (orphan is null ? null : $"{orphan} belongs to no file");
    }

    // A lost one that somebody has something of is recovered from that, whatever it is.
    private bool IsStuck(FsckBlock found, ILookup<long, DiskReplica> copies)
    {
        var block = found.Located.Block;
        return _lost.Contains(block.Id)
            && (found.State is BlockState.Committed or BlockState.Complete
                || !copies[block.Id].Any(c => c.Generation >= block.GenerationStamp && !HasLeftWith(c)));
    }

    // Nobody calls any of what is left of it good.
    private string? FindTraces(FsckBlock found, List<DiskReplica> copies)
    {
        var counts = found.Counts;
        var block = $"block {found.Located.Block} ({found.State})";
        _keepsLeaving |= copies.Exists(HasLeftWith);
        _missing += found.State == BlockState.Complete ? 1 : 0;
        _corrupt += counts.Corrupt > 0 ? 1 : 0;
        return counts.Live + counts.Decommissioning + counts.Decommissioned > 0
            ? $"{block} is lost, and the NameNode counts {counts}; on disk are {string.Join(", ", copies)}"
        : counts.Corrupt > copies.Count
            ? $"{block} has {counts.Corrupt} damaged replicas, on disk are {string.Join(", ", copies)}"
        : null;
    }

    private bool IsGood(DiskReplica copy, Block block) => copy is { IsFinal: true, Generation: > 0 }
        && copy.Generation == block.GenerationStamp && truth.LengthOf(copy) == block.Length && truth.IsSound(copy);

    private string? FindReplicas(FsckEntry entry, FsckBlock found, List<DiskReplica> copies)
    {
        var block = found.Located.Block;
        copies.RemoveAll(c => c.Generation <= 0);
        var good = copies.FindAll(c => IsGood(c, block));

        // Behind one that is lost a file is not closed, and nobody copies its last block: also not from a node that is to leave.
        if (good.Count > 0 && found.State != BlockState.Complete && EndsLost(entry.Status.InodeId))
        {
            _blocks++;
            _keepsLeaving |= good.Exists(HasLeftWith);
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

        // While nobody has a good replica of a block, a node with a bad one is not let go, as with Apache's, nor one with the only good one
        // of a block that is not complete.
        return (stats.DecommissioningNodes == 0 && stats.DecommissionedLiveNodes == decommissioned)
            || (_keepsLeaving && stats.DecommissioningNodes == decommissioned && stats.DecommissionedLiveNodes == 0)
            ? null
            : $"{decommissioned} DataNodes should be decommissioned, {stats.DecommissionedLiveNodes} are and {stats.DecommissioningNodes} "
                + $"are being; {string.Join("; ", OnLeaving(query))}:\n{query.MetaSave()}";
    }

    // What keeps it: blocks that are not complete, or have too few replicas elsewhere.
    private IEnumerable<string> OnLeaving(CoreQuery query) =>
        from entry in query.Walk()
        from block in entry.Blocks
        where block.Replicas.Any(r => r.Location.Node.Id.Address == cluster.Leaving?.Address)
            && (block.State != BlockState.Complete || block.Counts.Live < entry.Status.Replication)
        let places = string.Join(", ", block.Replicas.Select(static r => $"{r.Location.Node.Id.HostName} {r.Health}"))
        let fate = _lost.Contains(block.Located.Block.Id) ? "is lost" : "may be saved"
        select $"{entry.Path} {block.Located.Block} {block.State} {block.Counts} {places} {fate}";

    private bool HasLeftWith(DiskReplica replica) => replica.Host == cluster.Leaving;
}
