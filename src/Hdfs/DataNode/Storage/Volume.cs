using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// One directory of dfs.datanode.data.dir with the block pool in it: its identity, and how much room there is. Opened by
/// <see cref="VolumeOpener"/>, closed with the node. Safe from any thread.
/// </summary>
internal sealed class Volume : IDisposable
{
    private readonly InUseLock _lock;
    private readonly DriveInfo _drive;
    private readonly long _reservedForOthers;
    private long _used;
    private long _promised;

    internal Volume(int number, VolumeLocation location, string storageId, string blockPoolId, long reservedForOthers, InUseLock inUse)
    {
        Number = number;
        Root = location.Path;
        Kind = location.Kind;
        StorageId = storageId;
        Pool = new BlockPoolPaths(location.Path, blockPoolId);
        _reservedForOthers = reservedForOthers;
        _lock = inUse;
        _drive = new DriveInfo(location.Path);
    }

    /// <summary>Its place in the configuration, from 0: how the replica map names it.</summary>
    internal int Number { get; }

    internal string Root { get; }

    internal StorageKind Kind { get; }

    /// <summary>DS-…, from its VERSION file.</summary>
    internal string StorageId { get; }

    internal BlockPoolPaths Pool { get; }

    /// <summary>Bytes of block and checksum files.</summary>
    internal long Used => Interlocked.Read(ref _used);

    /// <summary>Bytes of the whole file system less dfs.datanode.du.reserved. Source: FsVolumeImpl.getCapacity.</summary>
    internal long Capacity => Math.Max(0, _drive.TotalSize - _reservedForOthers);

    /// <summary>Bytes free for blocks, what is promised to replicas being written taken off. Source: FsVolumeImpl.getAvailable.</summary>
    internal long Available
    {
        get
        {
            var promised = Interlocked.Read(ref _promised);
            var byQuota = Capacity - Used - promised;
            var byDisk = _drive.AvailableFreeSpace - Math.Max(0, _reservedForOthers - UsedByOthers) - promised;
            return Math.Max(0, Math.Min(byQuota, byDisk));
        }
    }

    /// <summary>Bytes that others use beyond what is reserved for them. Source: FsVolumeImpl.getNonDfsUsed.</summary>
    internal long NonDfsUsed => Math.Max(0, UsedByOthers - _reservedForOthers);

    private long UsedByOthers => Math.Max(0, _drive.TotalSize - _drive.TotalFreeSpace - Used);

    /// <summary>Files have grown (or, below zero, gone).</summary>
    internal void AddUsed(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>Keeps room for a replica (or, below zero, gives it back).</summary>
    internal void Promise(long bytes) => Interlocked.Add(ref _promised, bytes);

    internal StorageReport Report()
    {
        var used = Used;
        return new StorageReport
        {
            StorageId = StorageId,
            Kind = Kind,
            State = StorageState.Normal,
            Failed = false,
            Capacity = Capacity,
            Used = used,
            Remaining = Available,
            BlockPoolUsed = used,
            NonDfsUsed = NonDfsUsed,
        };
    }

    public void Dispose() => _lock.Dispose();
}
