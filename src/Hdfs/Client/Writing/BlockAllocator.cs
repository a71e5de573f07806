using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// Asks the NameNode for the blocks of one file, and remembers the nodes that must not be given. Used by the streamer only.
/// </summary>
internal sealed class BlockAllocator(HdfsClient client, string path, long fileId)
{
    private readonly Dictionary<string, (DatanodeInfoProto Node, long Until)> _excluded = new(StringComparer.Ordinal);

    /// <summary>Allocates the block after <paramref name="previous"/>; waits while that one is not yet reported by enough nodes.</summary>
    internal async Task<LocatedBlockProto> AllocateAsync(ExtendedBlockProto? previous, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await client.NameNode.AddBlockAsync(path, fileId, previous, Excluded(), cancellationToken).ConfigureAwait(false);
            }
            catch (HdfsException e) when (e.JavaClass == JavaExceptions.NotReplicatedYet
                && attempt < client.Options.LocateFollowingBlockRetries)
            {
                await Task.Delay(Delay(client.Options, attempt), client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives a block back that no pipeline could be set up for, and leaves the node at fault out of the next.</summary>
    internal Task AbandonAsync(BlockInProgress block, DatanodeInfoProto atFault, CancellationToken cancellationToken)
    {
        _excluded[atFault.Id.DatanodeUuid] = (atFault,
            client.Time.Milliseconds() + (long)client.Options.ExcludedNodeExpiry.TotalMilliseconds);
        return client.NameNode.AbandonBlockAsync(path, fileId, block.AsAcknowledged(), cancellationToken);
    }

    /// <summary>The pause after so many attempts: doubled each time.</summary>
    internal static TimeSpan Delay(HdfsClientOptions options, int attempt)
    {
        const int MostDoublings = 10;
        return options.LocateFollowingBlockDelay * (1 << Math.Min(attempt, MostDoublings));
    }

    private List<DatanodeInfoProto> Excluded()
    {
        var now = client.Time.Milliseconds();
        foreach (var uuid in _excluded.Where(e => e.Value.Until < now).Select(e => e.Key).ToList())
        {
            _excluded.Remove(uuid);
        }

        return [.. _excluded.Values.Select(e => e.Node)];
    }
}
