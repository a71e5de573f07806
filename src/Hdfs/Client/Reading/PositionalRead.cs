using Hathi.Base;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// A read at a position, for itself: as much of one block as is asked for. When the client hedges and the first replica is slow, a second
/// one is read beside it and the first answer counts. Source: Apache <c>DFSInputStream.hedgedFetchBlockByteRange</c>.
/// </summary>
internal static class PositionalRead
{
    /// <returns>Bytes read: all that is asked for, or up to the end of the block.</returns>
    /// <exception cref="BlockMissingException">No replica can be read.</exception>
    internal static async ValueTask<int> ReadAsync(
        HdfsClient client, LocatedFile file, long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var replicas = new ReplicaReads(client, file);
        DataNodeException? last = null;
        while (true)
        {
            var (block, node) = await replicas.ChooseAsync(position, last, cancellationToken).ConfigureAwait(false);
            var length = (int)Math.Min(buffer.Length, (long)(block.Offset + block.B.NumBytes) - position);
            var attempt = new Attempt(replicas, block, position);
            last = client.Options.HedgedReads > 0
                ? await HedgeAsync(client, attempt, node, buffer[..length], cancellationToken).ConfigureAwait(false)
                : await attempt.ReadAsync(node, buffer[..length], cancellationToken).ConfigureAwait(false);
            if (last is null)
            {
                return length;
            }
        }
    }

    /// <returns>Null when the buffer is filled; otherwise why the last replica failed.</returns>
    private static async Task<DataNodeException?> HedgeAsync(
        HdfsClient client, Attempt attempt, DatanodeInfoProto node, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = HedgedRead.Start(attempt, node, buffer.Length, end.Token);
        var all = new List<HedgedRead> { first };
        try
        {
            var slow = Task.Delay(client.Options.HedgedReadThreshold, client.Time, end.Token);
            if (await Task.WhenAny(first.Outcome, slow).ConfigureAwait(false) == slow && client.Hedges.TryTake())
            {
                try
                {
                    return await RaceAsync(attempt, node, buffer, all, end.Token).ConfigureAwait(false);
                }
                finally
                {
                    client.Hedges.Release();
                }
            }

            return await first.FinishAsync(attempt, buffer, end.Token).ConfigureAwait(false);
        }
        finally
        {
            // The slower one gives up; its buffer is returned when it has.
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(all.ConvertAll(static r => r.ReleaseAsync())).ConfigureAwait(false);
        }
    }

    private static async Task<DataNodeException?> RaceAsync(
        Attempt attempt, DatanodeInfoProto node, Memory<byte> buffer, List<HedgedRead> all, CancellationToken cancellationToken)
    {
        if (attempt.Replicas.Another(attempt.Block, new HashSet<string>(StringComparer.Ordinal) { node.Id.DatanodeUuid }) is { } other)
        {
            all.Add(HedgedRead.Start(attempt, other, buffer.Length, cancellationToken));
        }

        DataNodeException? last = null;
        var racing = new List<HedgedRead>(all);
        while (racing.Count > 0)
        {
            var ended = await Task.WhenAny(racing.ConvertAll(static r => (Task)r.Outcome)).ConfigureAwait(false);
            var read = racing.Find(r => r.Outcome == ended)!;
            racing.Remove(read);
            last = await read.FinishAsync(attempt, buffer, cancellationToken).ConfigureAwait(false);
            if (last is null)
            {
                return null;
            }
        }

        return last;
    }

    /// <summary>What the reads of one range have in common.</summary>
    internal sealed record Attempt(ReplicaReads Replicas, LocatedBlockProto Block, long Position)
    {
        /// <returns>Null when the buffer is filled; otherwise why the node failed.</returns>
        internal async Task<DataNodeException?> ReadAsync(DatanodeInfoProto node, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            try
            {
                await FetchAsync(node, buffer, cancellationToken).ConfigureAwait(false);
                Replicas.Succeeded(node.Id);
                return null;
            }
            catch (DataNodeException e)
            {
                await Replicas.FailedAsync(Block, node.Id, e, cancellationToken).ConfigureAwait(false);
                return e;
            }
        }

        internal async Task FetchAsync(DatanodeInfoProto node, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var reader = await Replicas.OpenAsync(Block, node, Position, buffer.Length, cancellationToken).ConfigureAwait(false);
            try
            {
                await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                reader.Drop();
                throw;
            }

            await reader.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One of the reads of a race, into a buffer of its own.</summary>
    private sealed class HedgedRead(DatanodeInfoProto node, byte[] buffer, int length)
    {
        internal Task Outcome { get; private set; } = Task.CompletedTask;

        internal static HedgedRead Start(Attempt attempt, DatanodeInfoProto node, int length, CancellationToken cancellationToken)
        {
            var read = new HedgedRead(node, BoundedPool<byte>.Rent(length), length);
            read.Outcome = attempt.FetchAsync(node, read.Buffer, cancellationToken);
            return read;
        }

        private Memory<byte> Buffer => buffer.AsMemory(0, length);

        /// <returns>Null when the data is in <paramref name="target"/>; otherwise why the node failed.</returns>
        internal async Task<DataNodeException?> FinishAsync(Attempt attempt, Memory<byte> target, CancellationToken cancellationToken)
        {
            try
            {
                await Outcome.ConfigureAwait(false);
                Buffer.CopyTo(target);
                attempt.Replicas.Succeeded(node.Id);
                return null;
            }
            catch (DataNodeException e)
            {
                await attempt.Replicas.FailedAsync(attempt.Block, node.Id, e, cancellationToken).ConfigureAwait(false);
                return e;
            }
        }

        internal async Task ReleaseAsync()
        {
            await Outcome.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            BoundedPool<byte>.Return(buffer);
        }
    }
}
