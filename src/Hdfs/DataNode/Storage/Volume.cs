using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// One directory of dfs.datanode.data.dir with the block pool in it: its identity, and how much room there is. Opened by
/// <see cref="VolumeOpener"/>, closed with the node. Safe from any thread.
/// </summary>
internal sealed class Volume : IDisposable
{
    /// <summary>
    /// The most that is kept for one replica: blocks of up to eight times the usual size are kept room for in full. What a longer one
    /// needs it takes as it comes.
    /// </summary>
    internal const long MaxPromise = 1L << 30;

    private readonly IDisposable _lock;
    private readonly object _gate = new();
    private readonly long _reservedForOthers;
    private long _used;
    private readonly HashSet<RoomPromise> _promises = [];
    private StorageReport? _lastReport;
    private volatile bool _isSilent;

    internal Volume(
        IDisk disk, int number, VolumeLocation location, string storageId, string blockPoolId, long reservedForOthers, IDisposable inUse)
    {
        Disk = disk;
        Number = number;
        Root = location.Path;
        Kind = location.Kind;
        StorageId = storageId;
        Pool = new BlockPoolPaths(location.Path, blockPoolId);
        _reservedForOthers = reservedForOthers;
        _lock = inUse;
    }

    /// <summary>Through which every call to it goes.</summary>
    internal IDisk Disk { get; }

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
    /// <exception cref="DiskException">The file system does not answer.</exception>
    internal long Capacity => CapacityOf(Disk.Space(Root));

    /// <summary>The time by which promises grow old, milliseconds.</summary>
    internal Func<long> Milliseconds { get; init; } = static () => Environment.TickCount64;

    /// <summary>Names for files that are there for a moment.</summary>
    internal Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>
    /// Bytes free for blocks, what is promised to replicas being written taken off. Of those that nobody goes on writing no more than half
    /// of what is free for the claims of one address: what it says to write would keep all others from writing. Source:
    /// FsVolumeImpl.getAvailable, which knows no such share.
    /// </summary>
    /// <exception cref="DiskException">The file system does not answer.</exception>
    internal long Available => AvailableOf(Disk.Space(Root));

    /// <summary>Bytes promised to replicas being written.</summary>
    internal long Promised
    {
        get
        {
            lock (_gate)
            {
                return _promises.Sum(static p => p.Bytes);
            }
        }
    }

    /// <summary>What <see cref="Report"/> gave last; null: never.</summary>
    internal StorageReport? LastReport
    {
        get
        {
            lock (_gate)
            {
                return _lastReport;
            }
        }
    }

    /// <summary>It was asked for its room and has not answered (<see cref="VolumeLooks"/>): who asks it again waits as well.</summary>
    internal bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    /// <summary>Whether a path lies in it.</summary>
    internal bool Holds(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) && (path.Length == Root.Length || path[Root.Length] == Path.DirectorySeparatorChar);

    /// <summary>Files have grown (or, below zero, gone).</summary>
    internal void AddUsed(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>
    /// Keeps room for a replica. What a peer says that it will write is a claim: at most <see cref="MaxPromise"/> of it is kept.
    /// </summary>
    /// <param name="bytes">The claim.</param>
    /// <param name="claimant">Whose; null: the node's own.</param>
    /// <returns>To be given back by <see cref="Unpromise"/>.</returns>
    internal RoomPromise Promise(long bytes, IPAddress? claimant)
    {
        var promise = new RoomPromise(claimant ?? IPAddress.None, Math.Clamp(bytes, 0, MaxPromise));
        lock (_gate)
        {
            _promises.Add(promise);
        }

        return promise;
    }

    /// <summary>Bytes that were promised, or more, have come.</summary>
    internal void Grow(RoomPromise promise, long bytes)
    {
        lock (_gate)
        {
            promise.Grow(bytes, Milliseconds());
        }
    }

    /// <summary>Gives back what is still kept.</summary>
    internal void Unpromise(RoomPromise promise)
    {
        lock (_gate)
        {
            _promises.Remove(promise);
            promise.End();
        }
    }

    /// <exception cref="DiskException">The file system does not answer.</exception>
    internal StorageReport Report()
    {
        var used = Used;
        var space = Disk.Space(Root);
        var report = new StorageReport
        {
            StorageId = StorageId,
            Kind = Kind,
            State = StorageState.Normal,
            Failed = false,
            Capacity = CapacityOf(space),
            Used = used,
            Remaining = AvailableOf(space),
            BlockPoolUsed = used,
            NonDfsUsed = Math.Max(0, UsedByOthers(space) - _reservedForOthers), // FsVolumeImpl.getNonDfsUsed
        };
        lock (_gate)
        {
            _lastReport = report;
        }

        return report;
    }

    public void Dispose() => _lock.Dispose();

    private long CapacityOf(DiskSpace space) => Math.Max(0, space.Total - _reservedForOthers);

    private long AvailableOf(DiskSpace space)
    {
        var byQuota = CapacityOf(space) - Used;
        var byDisk = space.Available - Math.Max(0, _reservedForOthers - UsedByOthers(space));
        var free = Math.Max(0, Math.Min(byQuota, byDisk));
        return Math.Max(0, free - PromisedOf(free));
    }

    private long PromisedOf(long free)
    {
        long promised = 0;
        Dictionary<IPAddress, long>? idle = null;
        lock (_gate)
        {
            var now = Milliseconds();
            foreach (var promise in _promises)
            {
                if (promise.IsWritten(now))
                {
                    promised += promise.Bytes;
                }
                else
                {
                    idle ??= [];
                    idle[promise.Claimant] = idle.GetValueOrDefault(promise.Claimant) + promise.Bytes;
                }
            }
        }

        foreach (var claims in idle?.Values ?? Enumerable.Empty<long>())
        {
            promised += Math.Min(claims, free / 2);
        }

        return promised;
    }

    private long UsedByOthers(DiskSpace space) => Math.Max(0, space.Total - space.Free - Used);
}
