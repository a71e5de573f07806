using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Block recovery as the node's calls want it: nothing here holds up a thread that others wait for. All of a replica that was found at start is read before
/// a recovery has it, and no other block waits for that.
/// </summary>
internal sealed partial class ReplicaStore
{
    /// <summary>Recoveries that stop writers, cut and sync at a time on each volume: more than keep a disk busy, for some wait for a writer.</summary>
    private const int RecoveriesAtOnce = 32;

    /// <summary>A disk that gives nothing of what is measured on it for so long, longer than it takes to refuse some reads, is one that does not answer.</summary>
    internal const long LongestReadMilliseconds = 300_000;

    private readonly Measurements _measurements;
    private readonly VolumeWork _recoveries;

    /// <summary><see cref="InitRecovery"/>, once the replica is measured.</summary>
    /// <exception cref="ReplicaFault">As there; StillRead when measuring takes long: it goes on, and who asks again finds it done. Mismatch when the disk does not answer.</exception>
    /// <exception cref="IOException">As there; and the volume does not get to it, or does not end it, in time: it may still be done.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal async Task<ReplicaView?> InitRecoveryAsync(Block block, long recoveryId, CancellationToken cancellationToken)
    {
        if (FoundAndSuspect(block.Id) is { } open)
        {
            try
            {
                await _measurements.Of(block.Id, open.Volume, _clock.Read().MonotonicMilliseconds, () => Measure(open))
                    .WaitAsync(TimeSpan.FromMilliseconds(_limits.MeasureMilliseconds), Surroundings.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                var silence = _clock.Read().MonotonicMilliseconds - _measurements.LastRead(open.Volume);
                throw silence < LongestReadMilliseconds
                    ? new ReplicaFault(ReplicaError.StillRead, $"blk_{block.Id}_{block.GenerationStamp} was found at a start and is still being read to see what of it is sound; ask again")
                    : new ReplicaFault(ReplicaError.Mismatch, $"blk_{block.Id}_{block.GenerationStamp} was found at a start and cannot be read: its disk has given nothing for {silence / 1_000} s");
            }
        }

        return await OnOwnThreadAsync(block, () => InitRecovery(block, recoveryId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary><see cref="FinishRecovery"/>.</summary>
    /// <exception cref="IOException">As there; and the volume does not get to it, or does not end it, in time: it may still be done.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal Task<Volume> FinishRecoveryAsync(Block oldBlock, long recoveryId, long newBlockId, long newLength, CancellationToken cancellationToken) =>
        OnOwnThreadAsync(oldBlock, () => FinishRecovery(oldBlock, recoveryId, newBlockId, newLength), cancellationToken);

    // A disk may never answer: who asks, and the turn that it has among recoveries of other disks, is let go.
    private async Task<T> OnOwnThreadAsync<T>(Block block, Func<T> work, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(_limits.RecoveryMilliseconds), Surroundings.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var volume = Find(block.Id)?.Volume ?? -1;
        try
        {
            return await _recoveries.RunAsync(volume, work, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var where = volume >= 0 ? Volatile.Read(ref _volumes)[volume]?.Root : null;
            throw new IOException($"The recovery of blk_{block.Id}_{block.GenerationStamp} has not come to an end within {_limits.RecoveryMilliseconds} ms: {where ?? "its volume"} does not answer, or has too much to do");
        }
    }

    private OpenReplica? FoundAndSuspect(long blockId)
    {
        lock (_gate)
        {
            return _map.FindOpen(blockId) is { Writer: null, OriginalState: ReplicaState.WaitingToBeRecovered } open && _suspect.Contains(blockId) ? open : null;
        }
    }

    // Found already, or now; what fails here is told when the replica is brought in step.
    private Measured? MeasureAside(long blockId) => _measurements.Take(blockId) ?? (FoundAndSuspect(blockId) is { } open ? Measure(open) : null);

    private Measured? Measure(OpenReplica open)
    {
        try
        {
            var replica = open.View();
            var volume = VolumeOf(replica);
            _measurements.Read(open.Volume, _clock.Read().MonotonicMilliseconds);
            using var data = new WatchedFile(volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.Read), () => _measurements.Read(open.Volume, _clock.Read().MonotonicMilliseconds));
            using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.Read);
            return new Measured(open, ReplicaIntegrity.Measure(data, meta, open.Floor, passUnreadable: true, _measurements.Ending));
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            return null;
        }
    }

    // The replica is gone: nothing is left to be measured.
    private void ForgetMeasurement(long blockId)
    {
        lock (_gate)
        {
            _suspect.Remove(blockId);
        }

        _measurements.Take(blockId);
    }
}
