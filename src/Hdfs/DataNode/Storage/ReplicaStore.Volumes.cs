using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Volumes that fail while the node runs.</summary>
internal sealed partial class ReplicaStore
{
    private readonly List<VolumeFailure> _failures = [];

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

    /// <summary>What a heartbeat says of the storages, the failed ones too.</summary>
    internal List<StorageReport> StorageReports()
    {
        var reports = new List<StorageReport>();
        foreach (var volume in Volumes)
        {
            try
            {
                reports.Add(volume.Report());
            }
            catch (IOException e)
            {
                CheckVolume(volume, e);
            }
        }

        return reports;
    }

    /// <summary>An operation failed and it is not known on which volume: looks at all.</summary>
    internal void CheckVolumes(Exception cause)
    {
        foreach (var volume in Volumes)
        {
            CheckVolume(volume, cause);
        }
    }

    /// <summary>An operation on a volume failed: looks whether the disk still does what it should, and gives it up if not.</summary>
    /// <returns>True: the volume was given up.</returns>
    internal bool CheckVolume(Volume volume, Exception cause)
    {
        if (VolumeProbe.Failure(volume) is not { } failure)
        {
            return false;
        }

        var removed = new List<ReplicaView>();
        lock (_gate)
        {
            if (_volumes[volume.Number] is null)
            {
                return true;
            }

            var left = (Volume?[])_volumes.Clone();
            left[volume.Number] = null;
            Volatile.Write(ref _volumes, left);
            _map.RemoveVolume(volume.Number, removed);
            _failures.Add(new VolumeFailure(volume.Root, _clock.Read().WallMilliseconds, 0));
        }

        _log.Error(Area, $"Volume {volume.Root} is given up with its {removed.Count} replicas: {failure.Message}", cause);
        _events.VolumeFailed(volume, failure.Message);
        volume.Dispose();
        return true;
    }
}

/// <summary>A volume that was given up.</summary>
/// <param name="Path">Its directory.</param>
/// <param name="WallMilliseconds">When, since 1970.</param>
/// <param name="CapacityLost">Bytes; 0 when it is not known.</param>
internal readonly record struct VolumeFailure(string Path, long WallMilliseconds, long CapacityLost);
