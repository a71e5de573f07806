using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Volumes that fail while the node runs.</summary>
internal sealed partial class ReplicaStore
{
    private readonly List<VolumeFailure> _failures = [];
    private readonly VolumeLooks _looks;

    /// <summary>Volumes that were given up, the earliest first.</summary>
    internal IReadOnlyList<VolumeFailure> Failures
    {
        get
        {
            lock (_gate)
            {
                return _failures.ToArray();
            }
        }
    }

    /// <summary>A volume could not be opened at start.</summary>
    internal void AddFailure(VolumeFailure failure)
    {
        lock (_gate)
        {
            _failures.Add(failure);
        }
    }

    /// <summary>What the storages say of themselves; the last known of one that fails to answer now and is not given up. Waits for a disk that hangs.</summary>
    internal List<(Volume Volume, StorageReport Report)> StorageReports()
    {
        var reports = new List<(Volume Volume, StorageReport Report)>();
        foreach (var volume in Volumes)
        {
            if (Look(volume) is { } report)
            {
                reports.Add((volume, report));
            }
        }

        return reports;
    }

    /// <summary>The same for heartbeats, which wait for no disk that hangs: see <see cref="VolumeLooks.LookAsync"/>.</summary>
    internal Task<List<(Volume Volume, StorageReport Report)>> StorageReportsAsync(long now, TimeSpan patience, CancellationToken cancellationToken) =>
        _looks.LookAsync(Volumes, now, patience, cancellationToken);

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

    // Its lock is kept until it answers: something works on it.
    private bool GiveUpSilent(Volume volume, long milliseconds, Task look) => GiveUp(
        volume, DiskException.OfRead(DiskFault.Other, volume.Root, $"{volume.Root} has not answered for {milliseconds / 1_000} s when it was asked for its room: its disk hangs, or is not there any more", null), look);

    private void AllSilent(long milliseconds) => _log.Error(
        Area, $"No volume has answered for {milliseconds / 1_000} s when it was asked for its room: the NameNode does not hear of this node again before one does", null);

    /// <summary>
    /// An operation failed. When a disk was the reason, its volume is given up or not by the kind of fault: never for lack of room or of
    /// descriptors; at once when the medium did not take a change; else when it does not do what <see cref="VolumeProbe"/> asks. Never fails itself.
    /// </summary>
    internal void CheckDisk(Exception cause)
    {
        for (var at = cause; at is not null; at = at.InnerException)
        {
            if (at is DiskException fault && Volumes.FirstOrDefault(v => v.Holds(fault.Path)) is { } volume)
            {
                CheckDisk(volume, fault);
                return;
            }
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

    // With what waits for the answer of a silent one. False: it was given up before; or it is silent, and no other is left that answers: the last are not given up for silence
    // alone, for that would end a node that is whole when they answer again.
    private bool GiveUp(Volume volume, DiskException failure, Task? silent)
    {
        var removed = new List<ReplicaView>();
        var writers = new List<object>();
        bool tooFew;
        lock (_gate)
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
            _map.RemoveVolume(volume.Number, removed, writers);
            _failures.Add(new VolumeFailure(volume.Root, _clock.Read().WallMilliseconds, 0));
            _leftOut.UnionWith(removed.Where(static r => r.State != ReplicaState.Finalized).Select(static r => r.BlockId));
            tooFew = Array.TrueForAll(left, static v => v is null) || (_limits.FailedVolumesTolerated >= 0 && _failures.Count > _limits.FailedVolumesTolerated);
            Surroundings.Waits.PulseAll(_gate);
        }

        foreach (var replica in removed)
        {
            ForgetMeasurement(replica.BlockId);
        }

        foreach (var writer in writers)
        {
            ((IReplicaOwner)writer).Stop();
        }

        _log.Error(Area, $"Volume {volume.Root} is given up with its {removed.Count} replicas: {failure.Message}", null);
        _events.VolumeFailed(volume, failure.Message);
        if (tooFew)
        {
            _events.TooFewVolumes($"Too many failed volumes - current valid volumes: {Volumes.Count}, volumes failed: {Failures.Count}, volume failures tolerated: {_limits.FailedVolumesTolerated} (dfs.datanode.failed.volumes.tolerated). The last to fail: {volume.Root}: {failure.Message}");
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
