using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Block recovery, both halves (InterDatanodeProtocol). As the node's calls want it nothing here holds up a thread that others wait for:
/// all of a replica that was found at start is read before a recovery has it, and no other block waits for that.
/// </summary>
internal sealed class ReplicaRecovery(ReplicaParts parts, FilesInStep inStep)
{
    /// <summary>
    /// Recoveries that stop writers, cut and sync at a time on each volume: more than keep a disk busy, for some wait for a writer.
    /// </summary>
    private const int RecoveriesAtOnce = 32;

    private readonly ReplicaTable _table = parts.Table;
    private readonly VolumeSet _volumes = parts.Volumes;
    private readonly BlockFiles _files = parts.Files;
    private readonly BlockLocks _locks = parts.Locks;
    private readonly Measurements _measurements = parts.Measurements;
    private readonly StoreLimits _limits = parts.Limits;
    private readonly VolumeWork _work = new(RecoveriesAtOnce, parts.Limits.Surroundings.DiskThreads);

    private long Now => parts.Clock.Read().MonotonicMilliseconds;

    /// <summary>Nothing more begins.</summary>
    internal void End()
    {
        _work.End();
        _measurements.End();
    }

    /// <summary>Completes, never with a fault, when what runs now on a volume has ended.</summary>
    internal Task Ended(int volume) => Task.WhenAll(_work.Ended(volume), _measurements.Ended(volume));

    /// <inheritdoc cref="ReplicaStore.InitRecoveryAsync"/>
    internal async Task<ReplicaView?> InitAsync(Block block, long recoveryId, CancellationToken cancellationToken)
    {
        if (_table.FoundAndSuspect(block.Id) is { } open)
        {
            try
            {
                var patience = TimeSpan.FromMilliseconds(_limits.MeasureMilliseconds);
                await _measurements.Of(block.Id, open.Volume, Now, () => Measure(open))
                    .WaitAsync(patience, _limits.Surroundings.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw NotMeasured(block, Now - _measurements.LastRead(open.Volume));
            }
        }

        return await OnOwnThreadAsync(block, () => Init(block, recoveryId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ReplicaStore.FinishRecoveryAsync"/>
    internal Task<Volume> FinishAsync(
        Block oldBlock, long recoveryId, long newBlockId, long newLength, CancellationToken cancellationToken) =>
        OnOwnThreadAsync(oldBlock, () => Finish(oldBlock, recoveryId, newBlockId, newLength), cancellationToken);

    /// <inheritdoc cref="ReplicaStore.InitRecovery"/>
    internal ReplicaView? Init(Block block, long recoveryId)
    {
        try
        {
            var told = Take(block, recoveryId);
            return told is not null || !MayHave(block)
                ? told
                : throw new ReplicaFault(
                    ReplicaError.Mismatch,
                    $"blk_{block.Id}_{block.GenerationStamp} is not known here, where a volume has failed or something could not be read "
                    + "at the start: it may be there");
        }
        catch (ReplicaFault e) when (e.Error == ReplicaError.NotFound)
        {
            // Its volume failed meanwhile, which is not the same as to have nothing.
            throw new ReplicaFault(ReplicaError.Mismatch, e.Message);
        }
        catch (ReplicaFault e) when (e.Error == ReplicaError.Outdated
            && block.Length > 0
            && _table.Find(block.Id) is { GenerationStamp: 0 } replica
            && _files.Lengths(replica).DataLength > 0)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"The checksum file of {replica}, and its generation with it, is gone: the block file may hold what was acknowledged, "
                + "and is left as it is");
        }
    }

    /// <inheritdoc cref="ReplicaStore.FinishRecovery"/>
    internal Volume Finish(Block oldBlock, long recoveryId, long newBlockId, long newLength)
    {
        Volume volume;
        long damagedAt;
        using (_locks.Enter(oldBlock.Id))
        {
            inStep.Bring(oldBlock.Id);
            var lengths = _table.Find(oldBlock.Id) is { } found ? _files.Lengths(found) : default;
            ReplicaView replica;
            using (_table.Enter(out var map))
            {
                replica = UpdateReplicaUnderRecovery.Check(map, oldBlock, recoveryId, newBlockId, newLength, lengths);
                damagedAt = UpdateReplicaUnderRecovery.Begin(map, replica, newLength);
            }

            volume = _volumes.Of(replica);
            inStep.MakeFinalDurably(volume, replica, newLength, recoveryId, isDamaged: damagedAt >= 0);
            using (_table.Enter(out var map))
            {
                _volumes.Demand(replica.Volume);
                UpdateReplicaUnderRecovery.Commit(map, replica, recoveryId, newLength);
            }
        }

        var block = new Block(oldBlock.Id, newLength, recoveryId);
        parts.Events.Received(volume, block, null);
        if (damagedAt >= 0)
        {
            parts.Log.DamagedInRecovery(block.Id, recoveryId, volume.Root, damagedAt);
            parts.Events.Corrupt(volume, block);
        }

        return volume;
    }

    private static ReplicaFault NotMeasured(Block block, long silence)
    {
        var found = $"blk_{block.Id}_{block.GenerationStamp} was found at a start and";
        return silence < ReplicaStore.LongestReadMilliseconds
            ? new ReplicaFault(ReplicaError.StillRead, $"{found} is still being read to see what of it is sound; ask again")
            : new ReplicaFault(ReplicaError.Mismatch, $"{found} cannot be read: its disk has given nothing for {silence / 1_000} s");
    }

    // A replica that cannot be seen is not one that is not there, whatever length the NameNode knows: not all that is acknowledged is
    // told. What was on a volume that failed before a start nobody knows; the NameNode asks for a block without a known byte only where
    // it takes its storage for one that works.
    private bool MayHave(Block block)
    {
        using (_table.Enter(out _))
        {
            return _table.IsLeftOut(block.Id) || (block.Length > 0 && _volumes.Failures.Count > 0);
        }
    }

    private ReplicaView? Take(Block block, long recoveryId)
    {
        while (true)
        {
            object? stop;
            var measured = MeasureAside(block.Id);
            using (_locks.Enter(block.Id))
            {
                using (_table.Enter(out var map))
                {
                    stop = InitReplicaRecovery.WriterToStop(map, block.Id, recoveryId);
                }

                if (stop is null)
                {
                    inStep.Bring(block.Id, measured, isRecovery: true);
                    inStep.TellOfUnsound(block);
                    var lengths = _table.Find(block.Id) is { } replica ? _files.Lengths(replica) : default;
                    using (_table.Enter(out var map))
                    {
                        return InitReplicaRecovery.Take(map, block, recoveryId, lengths);
                    }
                }
            }

            _table.StopWriter(block.Id, stop);
        }
    }

    // A disk may never answer: who asks, and the turn that it has among recoveries of other disks, is let go.
    private async Task<T> OnOwnThreadAsync<T>(Block block, Func<T> work, CancellationToken cancellationToken)
    {
        var milliseconds = _limits.RecoveryMilliseconds;
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), _limits.Surroundings.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var volume = _table.Find(block.Id)?.Volume ?? -1;
        try
        {
            return await _work.RunAsync(volume, work, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var where = (volume >= 0 ? _volumes.At(volume)?.Root : null) ?? "its volume";
            throw new EnvironmentException(
                $"The recovery of blk_{block.Id}_{block.GenerationStamp} has not come to an end within {milliseconds} ms: "
                + $"{where} does not answer, or has too much to do");
        }
    }

    // Found already, or now; what fails here is told when the replica is brought in step.
    private Measured? MeasureAside(long blockId) =>
        _measurements.Take(blockId) ?? (_table.FoundAndSuspect(blockId) is { } open ? Measure(open) : null);

    private Measured? Measure(OpenReplica open)
    {
        try
        {
            var replica = open.View();
            var volume = _volumes.Of(replica);
            _measurements.Read(open.Volume, Now);
            using var data = new WatchedFile(
                volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.Read), () => _measurements.Read(open.Volume, Now));
            using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.Read);
            return new Measured(open, ReplicaIntegrity.Measure(data, meta, open.Floor, passUnreadable: true, _measurements.Ending));
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            return null;
        }
    }
}
