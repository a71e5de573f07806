using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNode.Operations;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Block recovery as the node's calls want it: nothing here holds up a thread that others wait for. All of a replica that was found at start is read before
/// a recovery has it, and no other block waits for that.
/// </summary>
internal sealed partial class ReplicaStore
{
    /// <summary>Recoveries that stop writers, cut and sync at a time on each volume: more than keep a disk busy, for some wait for a writer.</summary>
    private const int RecoveriesAtOnce = 32;

    /// <summary>A primary asks for half a minute at most (<see cref="Service.RecoveryTimes"/>): it hears why rather than nothing. What is measured longer is kept.</summary>
    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(20);

    private readonly Measurements _measurements = new();
    private readonly VolumeWork _recoveries = new(RecoveriesAtOnce);

    /// <summary><see cref="InitRecovery"/>, once the replica is measured.</summary>
    /// <exception cref="ReplicaFault">As there; Mismatch also when measuring takes long: it goes on, and who asks again finds it done. Nothing is decided without it where it may have more (<see cref="InitReplicaRecovery.StillReadText"/>).</exception>
    /// <exception cref="IOException">As there; and the volume does not get to it, or does not end it, in time: it may still be done.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal async Task<ReplicaView?> InitRecoveryAsync(Block block, long recoveryId, CancellationToken cancellationToken)
    {
        if (FoundAndSuspect(block.Id) is { } open)
        {
            try
            {
                await _measurements.Of(block.Id, open.Volume, () => Measure(open)).WaitAsync(LongestMeasurement, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"blk_{block.Id}_{block.GenerationStamp} was found at a start and {InitReplicaRecovery.StillReadText}; ask again");
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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limits.RecoveryMilliseconds);
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
            using var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.Read);
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
