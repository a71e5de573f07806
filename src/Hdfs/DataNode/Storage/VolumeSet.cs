using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The volumes of a node: which are in use, which have room, and which have failed while it runs. One that fails goes with all replicas
/// that the map has on it. Which are in use is guarded by the map's lock (<see cref="ReplicaTable"/>, where the order of locks stands).
/// Safe from any thread.
/// </summary>
internal sealed class VolumeSet
{
    private readonly ReplicaTable _table;
    private readonly StoreLimits _limits;
    private readonly IReplicaEvents _events;
    private readonly IClock _clock;
    private readonly ILogger _log;
    private readonly VolumeChooser _chooser;
    private readonly VolumeLooks _looks;
    private readonly FileDeleter?[] _deleters; // one a volume, by its number
    private readonly List<VolumeFailure> _failures = [];
    private Volume?[] _volumes;

    internal VolumeSet(
        IReadOnlyList<Volume> volumes,
        VolumePolicy policy,
        ReplicaTable table,
        StoreLimits limits,
        IReplicaEvents events,
        IClock clock,
        ILogger log)
    {
        _table = table;
        _limits = limits;
        _events = events;
        _clock = clock;
        _log = log;
        _chooser = new VolumeChooser(policy);
        _looks = new VolumeLooks(Look, GiveUpSilent, AllSilent, limits.Surroundings);
        _volumes = new Volume?[volumes.Max(static v => v.Number) + 1];
        _deleters = new FileDeleter?[_volumes.Length];
        foreach (var volume in volumes)
        {
            _volumes[volume.Number] = volume;
            _deleters[volume.Number] = new FileDeleter(log, limits.WaitingDeletions, CheckDisk);
        }
    }

    /// <summary>Those in use.</summary>
    internal IReadOnlyList<Volume> InUse
    {
        get
        {
            var list = new List<Volume>();
            foreach (var volume in Volatile.Read(ref _volumes))
            {
                if (volume is not null)
                {
                    list.Add(volume);
                }
            }

            return list;
        }
    }

    /// <summary>Volumes that were given up, the earliest first.</summary>
    internal IReadOnlyList<VolumeFailure> Failures
    {
        get
        {
            using (_table.Enter(out _))
            {
                return _failures.ToArray();
            }
        }
    }

    /// <summary>A volume could not be opened at start.</summary>
    internal void AddFailure(VolumeFailure failure)
    {
        using (_table.Enter(out _))
        {
            _failures.Add(failure);
        }
    }

    /// <summary>The volume of a number; null: it was given up.</summary>
    internal Volume? At(int number) => Volatile.Read(ref _volumes)[number];

    /// <summary>The volume of a replica.</summary>
    /// <exception cref="ReplicaFault">NotFound: it was given up.</exception>
    internal Volume Of(ReplicaView replica) =>
        At(replica.Volume) ?? throw new ReplicaFault(ReplicaError.NotFound, $"{replica} is on a volume that failed");

    /// <summary>
    /// Called with the map's lock before a replica is entered: its volume may have been given up while its files were made or moved,
    /// which waits for no block's lock, and nothing that is on it may come back into the map.
    /// </summary>
    /// <exception cref="ReplicaFault">NotFound: it was given up.</exception>
    internal void Demand(int number)
    {
        if (_volumes[number] is null)
        {
            throw new ReplicaFault(ReplicaError.NotFound, $"The volume {number} of the replica failed meanwhile");
        }
    }

    /// <summary>A volume with room for a new replica.</summary>
    /// <exception cref="ReplicaFault">OutOfSpace.</exception>
    internal Volume Choose(long blockSize)
    {
        var room = new List<VolumeRoom>();
        var volumes = InUse;

        // One that hangs is not asked, which would hang as well: not for as long as there is another.
        foreach (var volume in volumes.Any(static v => !v.IsSilent) ? volumes.Where(static v => !v.IsSilent) : volumes)
        {
            try
            {
                room.Add(new VolumeRoom(volume.Number, volume.Available));
            }
            catch (DiskException e)
            {
                CheckDisk(e);
            }
        }

        using (_table.Enter(out _))
        {
            room.RemoveAll(r => _volumes[r.Volume] is null); // Given up meanwhile.
            return _volumes[_chooser.Choose(CollectionsMarshal.AsSpan(room), Math.Max(0, blockSize))]!;
        }
    }

    /// <summary>Has a file deleted in the background, as long as not too many wait for that.</summary>
    internal void DeleteLater(Volume volume, string path) => _deleters[volume.Number]!.Delete(volume.Disk, path);

    /// <summary>
    /// What the storages say of themselves; the last known of one that fails to answer now and is not given up. Waits for a disk that
    /// hangs.
    /// </summary>
    internal List<(Volume Volume, StorageReport Report)> StorageReports()
    {
        var reports = new List<(Volume Volume, StorageReport Report)>();
        foreach (var volume in InUse)
        {
            if (Look(volume) is { } report)
            {
                reports.Add((volume, report));
            }
        }

        return reports;
    }

    /// <summary>The same for heartbeats, which wait for no disk that hangs: see <see cref="VolumeLooks.LookAsync"/>.</summary>
    internal Task<List<(Volume Volume, StorageReport Report)>> StorageReportsAsync(
        long now, TimeSpan patience, CancellationToken cancellationToken) => _looks.LookAsync(InUse, now, patience, cancellationToken);

    /// <summary>What a volume says of itself; as <see cref="StorageReports"/>. Null: it was given up.</summary>
    internal StorageReport? Look(Volume volume)
    {
        try
        {
            return volume.Report();
        }
        catch (DiskException e)
        {
            return CheckDisk(volume, e) ? null : volume.LastReport;
        }
    }

    /// <summary>
    /// An operation failed. When a disk was the reason, its volume is given up or not by the kind of fault: never for lack of room or of
    /// descriptors; at once when the medium did not take a change; else when it does not do what <see cref="VolumeProbe"/> asks. Never
    /// fails itself.
    /// </summary>
    internal void CheckDisk(Exception cause)
    {
        for (var at = cause; at is not null; at = at.InnerException)
        {
            if (at is DiskException fault && InUse.FirstOrDefault(v => v.Holds(fault.Path)) is { } volume)
            {
                CheckDisk(volume, fault);
                return;
            }
        }
    }

    /// <summary>
    /// Closes the volumes. What a disk holds up beyond <see cref="StoreLimits.EndMilliseconds"/> is left behind, and its volume is kept
    /// from others until it has ended, for it goes on where it was: with the process at the latest. No other volume waits for that. Of an
    /// operation nobody knows on which volumes it works: all wait for it.
    /// </summary>
    /// <param name="operations">Completes when those have ended that work with this store.</param>
    /// <param name="ended">Completes when what runs on a volume behind the scenes has ended.</param>
    internal void CloseAfter(Task operations, Func<int, Task> ended)
    {
        _looks.End();
        var deletions = _deleters.Select(static d => d?.End() ?? Task.CompletedTask).ToArray();
        var works = InUse
            .Select(v => (Volume: v, Work: Task.WhenAll(operations, ended(v.Number), _looks.Ended(v.Number), deletions[v.Number])))
            .ToArray();
        Task.WhenAll(works.Select(static w => w.Work)).Wait(_limits.EndMilliseconds);
        foreach (var (volume, work) in works)
        {
            if (work.IsCompleted)
            {
                volume.Dispose();
            }
            else
            {
                _log.LockKept(_limits.EndMilliseconds, volume.Root);
                _ = CloseAfterAsync(volume, work);
            }
        }
    }

    // Closing what is on a disk that hung may hang as well.
    private async Task CloseAfterAsync(Volume volume, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await OwnThread.Run(volume.Dispose).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.LockNotGivenBack(e, volume.Root);
        }
    }

    // True: the volume was given up.
    private bool CheckDisk(Volume volume, DiskException fault)
    {
        if (DiskFaults.LeavesDiskUsable(fault.Kind))
        {
            return false;
        }

        var failure = fault is { Kind: DiskFault.Medium, IsChange: true } ? fault : VolumeProbe.Failure(volume);
        if (failure is null)
        {
            return false;
        }

        GiveUp(volume, failure, null);
        return true;
    }

    // Its lock is kept until it answers: something works on it.
    private bool GiveUpSilent(Volume volume, long milliseconds, Task look)
    {
        var silence = $"{volume.Root} has not answered for {milliseconds / 1_000} s when it was asked for its room";
        var failure = DiskException.OfRead(
            DiskFault.Other, volume.Root, $"{silence}: its disk hangs, or is not there any more", null);
        return GiveUp(volume, failure, look);
    }

    private void AllSilent(long milliseconds) => _log.AllSilent(milliseconds / 1_000);

    // With what waits for the answer of a silent one. False: it was given up before; or it is silent, and no other is left that answers:
    // the last are not given up for silence alone, for that would end a node that is whole when they answer again.
    private bool GiveUp(Volume volume, DiskException failure, Task? silent)
    {
        var removed = new List<ReplicaView>();
        var writers = new List<object>();
        bool tooFew;
        using (_table.Enter(out var map))
        {
            if (_volumes[volume.Number] is null)
            {
                return false;
            }

            var left = (Volume?[])_volumes.Clone();
            left[volume.Number] = null;
            if (silent is not null && !Array.Exists(left, static v => v is { IsSilent: false }))
            {
                return false;
            }

            Volatile.Write(ref _volumes, left);
            map.RemoveVolume(volume.Number, removed, writers);
            _failures.Add(new VolumeFailure(volume.Root, _clock.Read().WallMilliseconds, 0));
            _table.LeaveOut(removed.Where(static r => r.State != ReplicaState.Finalized).Select(static r => r.BlockId), andUnlisted: false);
            tooFew = Array.TrueForAll(left, static v => v is null)
                || (_limits.FailedVolumesTolerated >= 0 && _failures.Count > _limits.FailedVolumesTolerated);
            _table.Wake();
        }

        removed.ForEach(r => _table.Forget(r.BlockId));
        foreach (var writer in writers)
        {
            ((IReplicaOwner)writer).Stop();
        }

        _log.VolumeGivenUp(volume.Root, removed.Count, failure.Message);
        _events.VolumeFailed(volume, failure.Message);
        if (tooFew)
        {
            var tolerated = $"volume failures tolerated: {_limits.FailedVolumesTolerated} (dfs.datanode.failed.volumes.tolerated)";
            var counts = $"current valid volumes: {InUse.Count}, volumes failed: {Failures.Count}, {tolerated}";
            _events.TooFewVolumes($"Too many failed volumes - {counts}. The last to fail: {volume.Root}: {failure.Message}");
        }

        if (silent is null)
        {
            volume.Dispose();
        }
        else
        {
            _ = CloseAfterAsync(volume, silent);
        }

        return true;
    }
}

/// <summary>A volume that was given up.</summary>
/// <param name="Path">Its directory.</param>
/// <param name="WallMilliseconds">When, since 1970.</param>
/// <param name="CapacityLost">Bytes; 0 when it is not known.</param>
internal readonly record struct VolumeFailure(string Path, long WallMilliseconds, long CapacityLost);
