using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// Reads of one range with failover: the next replica on any fault, a bad one reported, and when none is left the NameNode is asked again,
/// some rounds long. One a sequence of attempts; not for several threads.
/// </summary>
internal sealed class ReplicaReads(HdfsClient client, LocatedFile file)
{
    private readonly ReplicaChooser _chooser = new(client);
    private int _rounds;
    private bool _refetch;

    /// <summary>Opens a read at a byte of the file, up to <paramref name="most"/> bytes or the end of its block.</summary>
    /// <exception cref="BlockMissingException">No replica can be read.</exception>
    internal async ValueTask<(BlockReader Reader, LocatedBlockProto Block)> OpenAsync(
        long position, long most, CancellationToken cancellationToken)
    {
        Exception? last = null;
        while (true)
        {
            var (block, node) = await ChooseAsync(position, last, cancellationToken).ConfigureAwait(false);
            try
            {
                return (await OpenAsync(block, node, position, most, cancellationToken).ConfigureAwait(false), block);
            }
            catch (DataNodeException e)
            {
                await FailedAsync(block, node.Id, e, cancellationToken).ConfigureAwait(false);
                last = e;
            }
        }
    }

    /// <summary>Opens a read on a given replica.</summary>
    internal ValueTask<BlockReader> OpenAsync(
        LocatedBlockProto block, DatanodeInfoProto node, long position, long most, CancellationToken cancellationToken)
    {
        // The last block may have grown since the file was opened.
        most = Math.Min(most, file.Length - position);
        var start = position - (long)block.Offset;
        return BlockReader.OpenAsync(
            client, block, node.Id, file.VerifyChecksums, start, Math.Min(most, (long)block.B.NumBytes - start), cancellationToken);
    }

    /// <summary>The block at a position and the replica to try next.</summary>
    /// <exception cref="BlockMissingException">All were tried, over all rounds.</exception>
    internal async ValueTask<(LocatedBlockProto Block, DatanodeInfoProto Node)> ChooseAsync(
        long position, Exception? last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var block = _refetch
                ? await file.FetchAsync(position, cancellationToken).ConfigureAwait(false)
                : await file.FindAsync(position, cancellationToken).ConfigureAwait(false);
            _refetch = false;
            if (_chooser.Choose(block, null) is { } node)
            {
                return (block, node);
            }

            if (_rounds >= client.Options.MaxBlockAcquireFailures)
            {
                var missing = Missing(block, position, last);
                _rounds = 0;
                _chooser.Reset();
                _refetch = true;
                throw missing;
            }

            // Growing pauses of random length: a cluster that just lost a rack is not asked by all readers at once.
            var pause = client.Options.RetryWindow * (_rounds + ((_rounds + 1) * client.Surroundings.Chance()));
            _rounds++;
            client.Warn($"No replica of {BlockReader.Name(block.B)} can be read now; "
                + $"asking the NameNode again in {pause.TotalMilliseconds:0} ms ({_chooser.Reasons}).");
            await Task.Delay(pause, client.Time, cancellationToken).ConfigureAwait(false);
            _chooser.Reset();
            _refetch = true;
        }
    }

    /// <summary>Another replica of a block that may be read beside those in <paramref name="used"/>; null when there is none.</summary>
    internal DatanodeInfoProto? Another(LocatedBlockProto block, IReadOnlySet<string> used) => _chooser.Choose(block, used);

    /// <summary>A node failed in this read.</summary>
    internal async ValueTask FailedAsync(
        LocatedBlockProto block, DatanodeIDProto node, DataNodeException reason, CancellationToken cancellationToken)
    {
        _chooser.Failed(node, reason);
        HdfsClientMetrics.ReadFailovers.Add(1);
        client.Warn($"{reason.Message} Trying another replica of {BlockReader.Name(block.B)}.");
        switch (reason)
        {
            case BlockChecksumException:
                HdfsClientMetrics.ChecksumErrors.Add(1);
                await ReportAsync(block, node, cancellationToken).ConfigureAwait(false);
                break;
            case DataNodeRefusedException { Status: Status.ErrorAccessToken }:
                _refetch = true;
                break;
        }
    }

    /// <summary>Data came: faults from before no longer count.</summary>
    internal void Succeeded(DatanodeIDProto node)
    {
        _rounds = 0;
        client.Suspects.Remove(node.DatanodeUuid);
    }

    private async ValueTask ReportAsync(LocatedBlockProto block, DatanodeIDProto node, CancellationToken cancellationToken)
    {
        var at = block.Locs.Select((info, i) => (info, i)).FirstOrDefault(l => l.info.Id.DatanodeUuid == node.DatanodeUuid);
        if (at.info is null)
        {
            return;
        }

        try
        {
            var storage = at.i < block.StorageIDs.Count ? block.StorageIDs[at.i] : null;
            await client.NameNode.ReportBadBlockAsync(block.B, at.info, storage, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The read goes on with another replica; the DataNode's own scanner finds the rot too.
        }
    }

    private BlockMissingException Missing(LocatedBlockProto block, long position, Exception? last)
    {
        var why = block.Locs.Count == 0
            ? "no live DataNode holds it"
            : $"none of its {block.Locs.Count} DataNodes could be read: {_chooser.Reasons}";
        return new BlockMissingException(
            file.Path,
            position,
            $"Could not obtain block {BlockReader.Name(block.B)} of {file.Path} at byte {position}: {why}. "
            + $"'fsck {file.Path} -files -blocks -locations' shows where it should be.",
            last);
    }
}
