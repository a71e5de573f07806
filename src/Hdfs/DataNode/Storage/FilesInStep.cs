using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Files and map in step again after an operation that failed half-way (a move of the two files, a cut, a write), or after a start.
/// Called with the lock of the block.
/// </summary>
internal sealed class FilesInStep(ReplicaParts parts)
{
    private readonly ReplicaTable _table = parts.Table;
    private readonly VolumeSet _volumes = parts.Volumes;
    private readonly BlockFiles _files = parts.Files;
    private readonly IReplicaEvents _events = parts.Events;
    private readonly ILogger _log = parts.Log;

    /// <summary>
    /// An earlier operation may have failed half-way, and the disk may not have let it take back what it had done: what the files hold is
    /// what the replica is. Nothing when somebody writes to it.
    /// </summary>
    /// <exception cref="ReplicaFault">Mismatch: it is damaged.</exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal void Bring(long blockId) => Bring(blockId, null, isRecovery: false);

    /// <inheritdoc cref="Bring(long)"/>
    /// <param name="blockId">Which.</param>
    /// <param name="before">What was found of it already; null: nothing.</param>
    /// <param name="isRecovery">Damage is told of and does not refuse it.</param>
    internal void Bring(long blockId, Measured? before, bool isRecovery)
    {
        _files.PutBack(blockId);
        if (_table.Find(blockId) is not { } replica
            || !_table.IsIdle(blockId)
            || (replica.State == ReplicaState.WaitingToBeRecovered && !isRecovery))
        {
            return;
        }

        var volume = _volumes.Of(replica);
        var lengths = _files.Lengths(replica);
        if (lengths is { DataLength: < 0 } or { MetaLength: <= 0 } || IsMeasured(replica))
        {
            return;
        }

        try
        {
            using var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.ReadWrite);
            using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
            bool? ends = _table.IsSuspect(blockId) ? false : EndsAt(data, meta, replica.BytesOnDisk, isRecovery);
            if (ends != true)
            {
                MeasureAgain(volume, replica, data, meta, before, isRecovery, wasUnreadable: ends is null);
            }
        }
        catch (MalformedMessageException e)
        {
            _events.Corrupt(volume, BlockOf(replica));
            if (!isRecovery || !TakeAsUnsound(replica, lengths.DataLength, e.Message))
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"The checksum file of {replica} on {volume.Root} is damaged: {e.Message}");
            }
        }
        catch (DiskException e) when (isRecovery
            && e is { Kind: DiskFault.Medium, IsChange: false }
            && TakeAsUnsound(replica, lengths.DataLength, e.Message))
        {
            _volumes.CheckDisk(e);
        }
    }

    /// <summary>
    /// What never came to the medium is nothing, unless some of it was acknowledged: then others may know better what of it there is.
    /// </summary>
    internal void TellOfUnsound(Block known)
    {
        if (known.Length > 0
            && _table.Find(known.Id) is { } replica
            && (replica.SoundLength > 0 || replica.BytesOnDisk == 0)
            && _files.Lengths(replica) is { DataLength: > 0, MetaLength: >= 0 } lengths
            && (lengths.MetaLength == 0 || replica is { OriginalState: ReplicaState.WaitingToBeRecovered, BytesOnDisk: 0 }))
        {
            var checksums = $"a checksum file of {lengths.MetaLength} bytes";
            TakeAsUnsound(
                replica,
                lengths.DataLength,
                $"of the {known.Length} bytes that were acknowledged none fits its checksum ({checksums})");
        }
    }

    /// <summary>A cut or a move failed. A cut that is refused has found damage.</summary>
    internal void FailedHalfWay(Volume volume, ReplicaView replica, Exception cause)
    {
        if (cause is ReplicaFault { Error: ReplicaError.Mismatch })
        {
            _log.DamageReported(replica, volume.Root, cause.Message);
            _events.Corrupt(volume, BlockOf(replica));
        }

        TryBring(replica.BlockId);
    }

    /// <summary>
    /// What a replica becomes final with is on the medium when this returns, bytes and names. Of one that is known to be damaged and
    /// needs no cut the last chunk may be what is.
    /// </summary>
    internal void MakeFinalDurably(Volume volume, ReplicaView replica, long newLength, long newGenerationStamp, bool isDamaged)
    {
        try
        {
            BlockFiles.CutDurably(volume, replica, newLength, mayNotFit: isDamaged && newLength == replica.BytesOnDisk);
            _files.MoveToFinal(volume, replica, newGenerationStamp, durable: true);
        }
        catch (Exception e)
        {
            FailedHalfWay(volume, replica, e);
            throw;
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

    private static Block BlockOf(ReplicaView replica) => new(replica.BlockId, replica.Length, replica.GenerationStamp);

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
            _volumes.CheckDisk(e);
            return null;
        }
    }

    // Nothing of a replica that nobody writes to can be vouched for, and asking again changes nothing: it tells what there is, and who
    // has more that is sound decides. False: readers have seen more than is there.
    private bool TakeAsUnsound(ReplicaView replica, long bytes, string why)
    {
        using (_table.Enter(out var map))
        {
            if (bytes == 0 || map.FindOpen(replica.BlockId) is not { Writer: null } open || !open.CanBe(bytes))
            {
                return false;
            }

            _table.Trust(replica.BlockId);
            Remeasure.Unsound(map, replica.BlockId, bytes);
        }

        _log.NothingVouched(replica, bytes, why);
        return true;
    }

    private void MeasureAgain(
        Volume volume, ReplicaView replica, IDiskFile data, IDiskFile meta, Measured? before, bool isRecovery, bool wasUnreadable)
    {
        OpenReplica open;
        using (_table.Enter(out var map))
        {
            _volumes.Demand(replica.Volume);
            open = map.FindOpen(replica.BlockId)!;
        }

        var sound = before is not null && ReferenceEquals(before.Of, open)
            ? before.Sound
            : ReplicaIntegrity.Measure(
                data, meta, wasUnreadable ? 0 : open.Floor, passUnreadable: isRecovery, parts.Measurements.Ending);
        if (sound.Unreadable is { } unreadable)
        {
            _volumes.CheckDisk(unreadable);
            if (sound.Length == 0 && TakeAsUnsound(replica, data.Length, unreadable.Message))
            {
                return;
            }
        }

        if (!open.CanBe(sound.Length))
        {
            var isWhole = data.Length == replica.BytesOnDisk
                && meta.Length >= ChecksumFile.ReadHeader(meta).FileLength(replica.BytesOnDisk);
            KeepDamaged(volume, replica, sound.Length, isWhole);
            return;
        }

        var isFound = replica.OriginalState == ReplicaState.WaitingToBeRecovered;
        var kept = isFound && sound.Length > 0 ? UpToChecksums(sound) : sound;
        Cut(volume, replica, data, meta, kept, isFound);
        var damage = kept.DamagedAt < 0 ? "" : $", of which those at {kept.DamagedAt} are damaged";
        _log.Shortened(replica, volume.Root, kept.Length, damage);
        using (_table.Enter(out var map))
        {
            _table.Trust(replica.BlockId);
            Remeasure.Commit(map, replica.BlockId, kept.Length, sound.Length, kept.LastChecksum, kept.DamagedAt);
        }
    }

    // Bytes that readers have seen are damaged. Where the files are as long as they should be, a recovery may still have the others of it.
    private void KeepDamaged(Volume volume, ReplicaView replica, long sound, bool isWhole)
    {
        _log.DamagedWithinRead(replica, volume.Root, sound);
        _events.Corrupt(volume, BlockOf(replica));
        if (!isWhole)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has {sound} sound bytes, fewer than readers have seen.");
        }

        using (_table.Enter(out var map))
        {
            Remeasure.Damaged(map, replica.BlockId, sound);
        }
    }

    // What readers may come before the next operation for is seen to at once, if the disk lets it.
    private void TryBring(long blockId)
    {
        _table.Suspect(blockId);
        try
        {
            Bring(blockId);
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            _log.LeftHalfWay(e, blockId);
        }
    }

    // Measured once and not sound throughout, or not to be vouched for at all: the same answer to every recovery, and the files stay as
    // they are until one has agreed.
    private bool IsMeasured(ReplicaView replica) =>
        (replica.OriginalState == ReplicaState.WaitingToBeRecovered ? replica.BytesOnDisk == 0 || replica.DamagedAt >= 0
            : replica is { SoundLength: 0, BytesOnDisk: > 0 } or { State: ReplicaState.UnderRecovery, DamagedAt: >= 0 })
        && !_table.IsSuspect(replica.BlockId);
}
