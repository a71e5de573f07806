using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>
/// What one call tells of damage, by a reader or by a DataNode (FSNamesystem.reportBadBlocks). Clients and DataNodes send it once, and
/// pass over the refusal.
/// </summary>
internal static class BadReplicas
{
    /// <summary>Marks them as corrupt. A block that is gone meanwhile is nobody's fault.</summary>
    /// <param name="manager">Knows them.</param>
    /// <param name="replicas">As they were reported.</param>
    /// <param name="reason">For the log and fsck.</param>
    /// <exception cref="HdfsFault">
    /// One is on a DataNode that nobody knows (BlockManager.findAndMarkBlockAsCorrupt); all others are marked.
    /// </exception>
    public static void Mark(IBlockManager manager, IReadOnlyList<BadReplica> replicas, string reason)
    {
        BadReplica? stray = null;
        foreach (var replica in replicas)
        {
            if (manager.TryGet(replica.Block.Id, out _) && !manager.HasDataNode(replica.DataNodeUuid))
            {
                stray ??= replica;
            }
            else
            {
                manager.MarkCorrupt(replica.Block, replica.DataNodeUuid, replica.StorageId, reason);
            }
        }

        if (stray is { } first)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Cannot mark {first.Block.Name()} as corrupt because datanode {first.Place} ({first.DataNodeUuid}) does not exist");
        }
    }
}
