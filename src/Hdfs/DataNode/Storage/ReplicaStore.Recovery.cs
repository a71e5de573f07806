using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Block recovery, both halves (InterDatanodeProtocol).</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>
    /// Stops the replica's writer, if there is one, and says what is here. Refuses only where it may say more the next time: a replica that was looked at and
    /// of which nothing can be vouched for is told of with a sound length of 0.
    /// </summary>
    /// <returns>Null: no such replica.</returns>
    /// <exception cref="ReplicaFault">Mismatch or RecoveryInProgress.</exception>
    /// <exception cref="IOException">The disk failed, or the writer does not end.</exception>
    internal ReplicaView? InitRecovery(Block block, long recoveryId)
    {
        try
        {
            var told = Init(block, recoveryId);
            return told is not null || !MayHave(block)
                ? told
                : throw new ReplicaFault(ReplicaError.Mismatch, $"blk_{block.Id}_{block.GenerationStamp} is not known here, where a volume has failed or something could not be read at the start: it may be there");
        }
        catch (ReplicaFault e) when (e.Error == ReplicaError.NotFound)
        {
            // Its volume failed meanwhile, which is not the same as to have nothing.
            throw new ReplicaFault(ReplicaError.Mismatch, e.Message);
        }
        catch (ReplicaFault e) when (e.Error == ReplicaError.Outdated && block.Length > 0 && Find(block.Id) is { GenerationStamp: 0 } replica && FilesOf(replica).DataLength > 0)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"The checksum file of {replica}, and its generation with it, is gone: the block file may hold what was acknowledged, and is left as it is");
        }
    }

    // A replica that cannot be seen is not one that is not there, whatever length the NameNode knows: not all that is acknowledged is told. What was on a volume
    // that failed before a start nobody knows; the NameNode asks for a block without a known byte only where it takes its storage for one that works.
    private bool MayHave(Block block)
    {
        lock (_gate)
        {
            return _hasUnlisted || _leftOut.Contains(block.Id) || (block.Length > 0 && _failures.Count > 0);
        }
    }

    private ReplicaView? Init(Block block, long recoveryId)
    {
        while (true)
        {
            object? stop;
            var measured = MeasureAside(block.Id);
            using (_blockLocks.Enter(block.Id))
            {
                lock (_gate)
                {
                    stop = InitReplicaRecovery.WriterToStop(_map, block.Id, recoveryId);
                }

                if (stop is null)
                {
                    BringInStep(block.Id, measured, isRecovery: true);
                    TellOfUnsound(block);
                    var files = Find(block.Id) is { } replica ? FilesOf(replica) : default;
                    lock (_gate)
                    {
                        return InitReplicaRecovery.Take(_map, block, recoveryId, files);
                    }
                }
            }

            StopWriter(block.Id, stop);
        }
    }

    /// <summary>Gives the replica the agreed length and generation and makes it final. The NameNode is told.</summary>
    /// <returns>Where the replica is.</returns>
    /// <exception cref="ReplicaFault">NotFound, Mismatch or Unsupported.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal Volume FinishRecovery(Block oldBlock, long recoveryId, long newBlockId, long newLength)
    {
        Volume volume;
        long damagedAt;
        using (_blockLocks.Enter(oldBlock.Id))
        {
            BringInStep(oldBlock.Id);
            var files = Find(oldBlock.Id) is { } found ? FilesOf(found) : default;
            ReplicaView replica;
            lock (_gate)
            {
                replica = UpdateReplicaUnderRecovery.Check(_map, oldBlock, recoveryId, newBlockId, newLength, files);
                damagedAt = UpdateReplicaUnderRecovery.Begin(_map, replica, newLength);
            }

            volume = VolumeOf(replica);
            MakeFinalDurably(volume, replica, newLength, recoveryId, isDamaged: damagedAt >= 0);
            lock (_gate)
            {
                DemandVolume(replica.Volume);
                UpdateReplicaUnderRecovery.Commit(_map, replica, recoveryId, newLength);
            }
        }

        var block = new Block(oldBlock.Id, newLength, recoveryId);
        _events.Received(volume, block, null);
        if (damagedAt >= 0)
        {
            _log.Error(Area, $"blk_{block.Id}_{recoveryId} on {volume.Root} is damaged at {damagedAt} and is reported", null);
            _events.Corrupt(volume, block);
        }

        return volume;
    }
}
