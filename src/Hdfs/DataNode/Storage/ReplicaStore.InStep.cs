using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Files and map in step again after an operation that failed half-way (a move of the two files, a cut, a write), or after a start.
/// </summary>
internal sealed partial class ReplicaStore
{
    // What is to be done for a block before anything else, for the disk did not let it be done at once, such as taking back a move that failed; guarded by
    // _gate. Seldom any.
    private readonly Dictionary<long, (Volume Volume, Action Work)> _apart = [];

    // Replicas to be measured before they are used, as long as they are here: found at start, or a cut of them failed, maybe in the middle of a checksum;
    // guarded by _gate.
    private readonly HashSet<long> _suspect = [];

    // When it fails the files are where they were; else that is tried again before anything else is done with the replica.
    private void MoveFiles(Volume volume, ReplicaView from, ReplicaView to, bool durable)
    {
        try
        {
            ReplicaMove.Run(volume, from, to, durable);
        }
        catch (DiskException)
        {
            SeeTo(from.BlockId, volume, () => ReplicaMove.PutBack(volume, from, to)); // The first failure is told.
            throw;
        }
    }

    // Null: it is done. Else it is tried again before anything else is done with the block.
    private DiskException? SeeTo(long blockId, Volume volume, Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (DiskException e)
        {
            lock (_gate)
            {
                _apart[blockId] = (volume, work);
            }

            return e;
        }
    }

    // Called with the block's lock, before anything else is done with the files: whoever does not find them where they should be would take the
    // replica for deleted. Throws as long as the disk does not do it.
    private void PutBackWhatIsApart(long blockId)
    {
        (Volume Volume, Action Work) left;
        lock (_gate)
        {
            if (_apart.Count == 0 || !_apart.TryGetValue(blockId, out left))
            {
                return;
            }

            if (_map.Find(blockId) is null || !ReferenceEquals(_volumes[left.Volume.Number], left.Volume))
            {
                _apart.Remove(blockId);
                return;
            }
        }

        left.Work();
        lock (_gate)
        {
            _apart.Remove(blockId);
        }
    }

    // An earlier operation may have failed half-way, and the disk may not have let it take back what it had done: what the files hold is what the
    // replica is. Nothing when somebody writes to it.
    private void BringInStep(long blockId) => BringInStep(blockId, null, isRecovery: false);

    private void BringInStep(long blockId, Measured? before, bool isRecovery)
    {
        PutBackWhatIsApart(blockId);
        if (Find(blockId) is not { } replica || !IsIdle(blockId) || (replica.State == ReplicaState.WaitingToBeRecovered && !isRecovery))
        {
            return;
        }

        var volume = VolumeOf(replica);
        var files = FilesOf(replica);
        if (files is { DataLength: < 0 } or { MetaLength: <= 0 } || IsMeasured(replica))
        {
            return;
        }

        try
        {
            using var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.ReadWrite);
            using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
            bool? ends = IsSuspect(blockId) ? false : EndsAt(data, meta, replica.BytesOnDisk, isRecovery);
            if (ends != true)
            {
                MeasureAgain(volume, replica, data, meta, before, isRecovery, wasUnreadable: ends is null);
            }
        }
        catch (MalformedMessageException e)
        {
            _events.Corrupt(volume, BlockOf(replica));
            if (!isRecovery || !TakeAsUnsound(replica, files.DataLength, e.Message))
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"The checksum file of {replica} on {volume.Root} is damaged: {e.Message}");
            }
        }
        catch (DiskException e) when (isRecovery && e is { Kind: DiskFault.Medium, IsChange: false } && TakeAsUnsound(replica, files.DataLength, e.Message))
        {
            CheckDisk(e);
        }
    }

    // Null: its end cannot be read. A recovery wants to know how much of the rest can be.
    private bool? EndsAt(IDiskFile data, IDiskFile meta, long length, bool isRecovery)
    {
        var header = ChecksumFile.ReadHeader(meta);
        try
        {
            return ReplicaIntegrity.EndsAt(data, meta, header, length);
        }
        catch (DiskException e) when (isRecovery && e is { Kind: DiskFault.Medium, IsChange: false })
        {
            CheckDisk(e);
            return null;
        }
    }

    // Nothing of a replica that nobody writes to can be vouched for, and asking again changes nothing: it tells what there is, and who has more that is
    // sound decides. False: readers have seen more than is there.
    private bool TakeAsUnsound(ReplicaView replica, long bytes, string why)
    {
        lock (_gate)
        {
            if (bytes == 0 || _map.FindOpen(replica.BlockId) is not { Writer: null } open || !open.CanBe(bytes))
            {
                return false;
            }

            _suspect.Remove(replica.BlockId);
            Remeasure.Unsound(_map, replica.BlockId, bytes);
        }

        _log.Warn(Area, $"Of {replica} nothing can be vouched for, and its {bytes} bytes are left as they are: {why}", null);
        return true;
    }

    // What never came to the medium is nothing, unless some of it was acknowledged: then others may know better what of it there is.
    private void TellOfUnsound(Block known)
    {
        if (known.Length > 0
            && Find(known.Id) is { } replica
            && (replica.SoundLength > 0 || replica.BytesOnDisk == 0)
            && FilesOf(replica) is { DataLength: > 0, MetaLength: >= 0 } files
            && (files.MetaLength == 0 || replica is { OriginalState: ReplicaState.WaitingToBeRecovered, BytesOnDisk: 0 }))
        {
            TakeAsUnsound(replica, files.DataLength, $"of the {known.Length} bytes that were acknowledged none fits its checksum (a checksum file of {files.MetaLength} bytes)");
        }
    }

    private void MeasureAgain(Volume volume, ReplicaView replica, IDiskFile data, IDiskFile meta, Measured? before, bool isRecovery, bool wasUnreadable)
    {
        OpenReplica open;
        lock (_gate)
        {
            DemandVolume(replica.Volume);
            open = _map.FindOpen(replica.BlockId)!;
        }

        var sound = before is not null && ReferenceEquals(before.Of, open) ? before.Sound : ReplicaIntegrity.Measure(data, meta, wasUnreadable ? 0 : open.Floor, passUnreadable: isRecovery, _measurements.Ending);
        if (sound.Unreadable is { } unreadable)
        {
            CheckDisk(unreadable);
            if (sound.Length == 0 && TakeAsUnsound(replica, data.Length, unreadable.Message))
            {
                return;
            }
        }

        if (!open.CanBe(sound.Length))
        {
            KeepDamaged(volume, replica, sound.Length, data.Length == replica.BytesOnDisk && meta.Length >= ChecksumFile.ReadHeader(meta).FileLength(replica.BytesOnDisk));
            return;
        }

        var isFound = replica.OriginalState == ReplicaState.WaitingToBeRecovered;
        var kept = isFound && sound.Length > 0 ? UpToChecksums(sound) : sound;
        Cut(volume, replica, data, meta, kept, isFound);
        _log.Warn(Area, $"{replica} on {volume.Root} has {kept.Length} bytes{(kept.DamagedAt < 0 ? "" : $", of which those at {kept.DamagedAt} are damaged")}: so long it is from now on", null);
        lock (_gate)
        {
            _suspect.Remove(replica.BlockId);
            Remeasure.Commit(_map, replica.BlockId, kept.Length, sound.Length, kept.LastChecksum, kept.DamagedAt);
        }
    }

    // What looks like a gap that the power left may be rot, and other holders may lack what is behind it: all of them decide what goes.
    private static SoundPart UpToChecksums(SoundPart sound) => sound.Vouched == sound.Length
        ? sound
        : sound with { Length = sound.Vouched, LastChecksum = null, DamagedAt = sound.DamagedAt < 0 ? sound.Length : sound.DamagedAt };

    // Of a replica that was found at start and has nothing sound all stays where it is.
    private static void Cut(Volume volume, ReplicaView replica, IDiskFile data, IDiskFile meta, SoundPart sound, bool isFound)
    {
        if (isFound && sound.Length == 0)
        {
            return;
        }

        // What a write that failed left was never counted; what was found at start was.
        var header = ChecksumFile.ReadHeader(meta);
        var counted = isFound ? data.Length + meta.Length : replica.BytesOnDisk + header.FileLength(replica.BytesOnDisk);
        ReplicaIntegrity.CutTo(data, meta, header, sound);
        volume.AddUsed(sound.Length + header.FileLength(sound.Length) - counted);
    }

    // Bytes that readers have seen are damaged. Where the files are as long as they should be, a recovery may still have the others of it.
    private void KeepDamaged(Volume volume, ReplicaView replica, long sound, bool isWhole)
    {
        _log.Error(Area, $"{replica} on {volume.Root} is damaged at {sound}, which readers have seen: nothing is cut off, and it is reported", null);
        _events.Corrupt(volume, BlockOf(replica));
        if (!isWhole)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has {sound} sound bytes, fewer than readers have seen.");
        }

        lock (_gate)
        {
            Remeasure.Damaged(_map, replica.BlockId, sound);
        }
    }

    private static Block BlockOf(ReplicaView replica) => new(replica.BlockId, replica.Length, replica.GenerationStamp);

    // A cut or move failed. What readers may come before the next operation for is seen to at once, if the disk lets it.
    private void TryBringInStep(long blockId)
    {
        lock (_gate)
        {
            _suspect.Add(blockId);
        }

        try
        {
            BringInStep(blockId);
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            _log.Warn(Area, $"blk_{blockId} is left as a failed operation left it", e);
        }
    }

    private bool IsSuspect(long blockId)
    {
        lock (_gate)
        {
            return _suspect.Contains(blockId);
        }
    }

    // Measured once and not sound throughout, or not to be vouched for at all: the same answer to every recovery, and the files stay as they are until one has
    // agreed.
    private bool IsMeasured(ReplicaView replica) =>
        (replica.OriginalState == ReplicaState.WaitingToBeRecovered ? replica.BytesOnDisk == 0 || replica.DamagedAt >= 0
            : replica is { SoundLength: 0, BytesOnDisk: > 0 } or { State: ReplicaState.UnderRecovery, DamagedAt: >= 0 })
        && !IsSuspect(replica.BlockId);

    private bool IsIdle(long blockId)
    {
        lock (_gate)
        {
            return _map.FindOpen(blockId) is { Writer: null };
        }
    }
}
