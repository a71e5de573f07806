using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Hdfs.DataNode;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>A replica as it lies on a disk.</summary>
internal sealed record Copy(DataNodeHost Host, int Volume, long BlockId, long Generation, string State, ReplicaContent Content)
{
    public override string ToString() =>
        $"{Host.Name}/v{Volume} blk_{BlockId}_{Generation}.{State} ({Content.Bytes.Length} bytes{(Content.IsSound ? "" : ", damaged")})";
}

/// <summary>What is on the DataNodes' disks, whatever anybody believes; and the book-keeping of what was done to it.</summary>
internal sealed class GroundTruth(HdfsCluster cluster)
{
    public IEnumerable<Copy> All() => cluster.DataNodes.SelectMany(On);

    public IEnumerable<Copy> On(DataNodeHost host)
    {
        var disk = cluster.World.Disk(host.Name);
        foreach (var path in disk.Files)
        {
            var slash = path.LastIndexOf('/');
            if (ReplicaFile.TryParse(path[(slash + 1)..], out var id, out var generation, out var state))
            {
                yield return new Copy(host, path[2] - '0', id, generation, state, ReplicaFile.Parse(disk.Peek(path), state == "fin"));
            }
        }
    }

    /// <summary>Replicas are about to be damaged or lost: noted with those whose block has no other good one.</summary>
    public void Damage(DataNodeHost host, Func<Copy, bool> hits)
    {
        var blocks = Needed();
        foreach (var copy in On(host).Where(hits).ToList())
        {
            if (cluster.Contents.Find(copy.BlockId) is { } content)
            {
                content.Damages++;
                if (blocks.TryGetValue(copy.BlockId, out var needed))
                {
                    content.DamagedWhileOpen |= needed.IsOpen;
                    content.LostForGood |= IsGood(copy, needed.Block)
                        && !All().Any(c => c.BlockId == copy.BlockId && c.Host != host && IsGood(c, needed.Block));
                }
            }
        }
    }

    /// <summary>Whether a replica has all bytes that a block must have, and whoever reads it can tell.</summary>
    public bool IsGood(Copy copy, Block needed) =>
        copy.BlockId == needed.Id
        && copy.State != "tmp"
        && copy.Content.IsSound
        && copy.Generation >= needed.GenerationStamp
        && copy.Content.Bytes.Length >= needed.Length
        && cluster.Contents.Get(needed.Id).BeginsWith(copy.Content.Bytes.AsSpan(0, (int)needed.Length));

    // Of a finished block all bytes, of one that is written what was promised.
    private Dictionary<long, (Block Block, bool IsOpen)> Needed()
    {
        var needed = new Dictionary<long, (Block, bool)>();
        foreach (var file in cluster.Ledger.Tree.Files)
        {
            for (var i = 0; i < file.Blocks.Count; i++)
            {
                var block = file.Blocks[i];
                var isOpen = file.Holder is not null && i == file.Blocks.Count - 1;
                needed[block.Id] =
                    (isOpen && cluster.Contents.Find(block.Id) is { } content ? block with { Length = content.Promised } : block, isOpen);
            }
        }

        return needed;
    }
}
