using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Hdfs.Checks;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// The books of what may be lost: blocks of which the only good replica is gone, for good or for a while. Nobody can be blamed for what is
/// not there; but what turns out to be there after all is demanded again.
/// </summary>
internal sealed class LostBlocks(HdfsCluster cluster, DiskTruth truth, List<WrittenFile> files)
{
    private readonly HashSet<long> _blocks = [];
    private readonly HashSet<(string Host, long Block, long Generation)> _torn = [];
    private readonly HashSet<(DataNodeHost Host, int Volume)> _leftOut = [];

    /// <summary>Whether nobody can be blamed when no good replica of it is there.</summary>
    public bool Contains(long block) => _blocks.Contains(block);

    /// <summary>Power may have taken a part of it.</summary>
    public void Tear(DiskReplica replica)
    {
        _torn.Add((replica.Host.Name, replica.BlockId, replica.Generation));
        Lose(replica);
    }

    /// <summary>
    /// Its node does not know of what lies on a volume any more: a block that is being written may be given up for that, one that is
    /// complete waits for it.
    /// </summary>
    public void LeaveOut(DataNodeHost host, int volume)
    {
        _leftOut.Add((host, volume));
        var written = cluster.Ledger.Tree.OpenFiles.Where(static f => f.Blocks.Count > 0).Select(static f => f.Blocks[^1].Id).ToHashSet();
        foreach (var replica in truth.On(host).Where(r => r.Volume == volume && written.Contains(r.BlockId)).ToList())
        {
            Lose(replica);
        }
    }

    /// <summary>It begins anew, with disks that work: it finds what lies there.</summary>
    public void Bring(DataNodeHost host)
    {
        _leftOut.RemoveWhere(v => v.Host == host);
        TakeBack();
    }

    /// <summary>It is about to go.</summary>
    public void Lose(DiskReplica replica)
    {
        // Whoever has another of the generation that the NameNode knows has all that was acknowledged; or of a newer one, which its
        // writer gives replicas before it tells the NameNode.
        var inode = cluster.Ledger.Tree.Files.FirstOrDefault(f => f.Blocks.Any(b => b.Id == replica.BlockId));
        if (inode is null)
        {
            return;
        }

        var stamp = Math.Max(replica.Generation, inode.Blocks.First(b => b.Id == replica.BlockId).GenerationStamp);
        if (!truth.All().Any(IsAsGood))
        {
            _blocks.Add(replica.BlockId);
            var before = inode.Blocks.TakeWhile(b => b.Id != replica.BlockId).Sum(static b => b.Length);
            files.FindAll(f => f.Path == inode.Path).ForEach(f => f.LoseFrom(before));
            cluster.World.Note("may be lost", inode.Path, replica);
        }

        bool IsAsGood(DiskReplica other) => other.BlockId == replica.BlockId && other.Host != replica.Host && other.Generation >= stamp
            && !IsLeftOut(other)
            && (other.IsFinal ? truth.IsSound(other) : !_torn.Contains((other.Host.Name, other.BlockId, other.Generation)));
    }

    /// <summary>
    /// What lies there whole after all, of blocks that nobody writes any more, may not be lost again without another reason; and a file
    /// that was closed with less than was promised has at least that from then on.
    /// </summary>
    public void TakeBack()
    {
        if (_blocks.Count == 0 && !files.Exists(static f => f.MayBeLost))
        {
            return;
        }

        var copies = truth.All().Where(static r => r is { IsFinal: true, Generation: > 0 }).ToLookup(static r => r.BlockId);
        foreach (var inode in cluster.Ledger.Tree.Files)
        {
            // The last but one of a file that is written may wait for its replicas.
            var complete = inode.Blocks.Take(inode.Blocks.Count - (inode.Holder is null ? 0 : 2));
            foreach (var block in complete.Where(b => _blocks.Contains(b.Id) && copies[b.Id].Any(c => IsWhole(c, b))))
            {
                _blocks.Remove(block.Id);
                cluster.World.Report.Add("blocks not lost after all", 1);
                cluster.World.Note("not lost", inode.Path, block);
            }

            if (inode.Holder is null)
            {
                files.FindAll(f => f.MayBeLost && f.Path == inode.Path).ForEach(f => Settle(f, inode));
            }
        }
    }

    private void Settle(WrittenFile file, ModelInode inode)
    {
        var found = inode.Blocks.TakeWhile(b => !_blocks.Contains(b.Id)).ToList();
        file.Settle(inode.Length, found.Count == inode.Blocks.Count ? long.MaxValue : found.Sum(static b => b.Length));
    }

    private bool IsWhole(DiskReplica replica, Block block) => replica.Generation == block.GenerationStamp
        && truth.LengthOf(replica) == block.Length && !IsLeftOut(replica) && truth.IsSound(replica);

    private bool IsLeftOut(DiskReplica replica) => _leftOut.Contains((replica.Host, replica.Volume))
        || cluster.World.Disk(replica.Host.Name).Faults.Dead == $"/v{replica.Volume}";
}
