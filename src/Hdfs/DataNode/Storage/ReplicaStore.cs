using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Platform;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The replicas of one block pool: the replica map of the Core and the files that belong to it, kept in step. Safe from any thread:
/// one lock guards the map for moments, one lock a block spans the check, the files and the commit of an operation. Whoever waits for a writer to end holds neither.
/// </summary>
internal sealed partial class ReplicaStore : IDisposable
{
    private const string Area = "storage";

    // Monitor and not Lock: readers wait on it for bytes, recoveries for writers to end.
    private readonly object _gate = new();
    private readonly HashSet<long> _leftOut = []; // blocks of which something is, or was, on a disk and is not in the map; guarded by _gate
    private bool _hasUnlisted; // any block may be in a directory that could not be read
    private readonly BlockLocks _blockLocks;
    private readonly ReplicaMap _map = new();
    private readonly VolumeChooser _chooser;
    private readonly IReplicaEvents _events;
    private readonly IClock _clock;
    private readonly INodeLog _log;
    private readonly StoreLimits _limits;
    private readonly FileDeleter?[] _deleters; // one a volume, by its number
    private readonly FinalizedDirectories _directories = new();
    private Volume?[] _volumes;

    internal ReplicaStore(string blockPoolId, IReadOnlyList<Volume> volumes, VolumePolicy policy, StoreLimits limits, IReplicaEvents events, IClock clock, INodeLog log)
    {
        BlockPoolId = blockPoolId;
        _chooser = new VolumeChooser(policy);
        _events = events;
        _clock = clock;
        _log = log;
        _limits = limits;
        _blockLocks = new BlockLocks(Surroundings.Waits);
        _measurements = new Measurements(Surroundings.DiskThreads);
        _recoveries = new VolumeWork(RecoveriesAtOnce, Surroundings.DiskThreads);
        _looks = new VolumeLooks(Look, GiveUpSilent, AllSilent, Surroundings);
        _volumes = new Volume?[volumes.Max(static v => v.Number) + 1];
        _deleters = new FileDeleter?[_volumes.Length];
        foreach (var volume in volumes)
        {
            _volumes[volume.Number] = volume;
            _deleters[volume.Number] = new FileDeleter(log, limits.WaitingDeletions, CheckDisk);
        }
    }

    internal string BlockPoolId { get; }

    private DataNodeSurroundings Surroundings => _limits.Surroundings;

    /// <summary>Volumes in use.</summary>
    internal IReadOnlyList<Volume> Volumes
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

    /// <summary>Replicas in any state.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _map.Count;
            }
        }
    }

    /// <summary>Finds the replicas on all volumes; called once, before anything else. Of two replicas of a block the better stays.</summary>
    /// <remarks>What cannot be read is left out, and the NameNode is told; a volume that does not work is given up.</remarks>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: nothing can be told now; the store is of no use, try again.</exception>
    internal void Load()
    {
        var volumes = Volumes;
        var loaders = volumes.Select(v => new ReplicaLoader(v, _log)).ToArray();
        var found = new List<LoadedReplica>[volumes.Count];
        var ended = new DiskException?[volumes.Count];
        Parallel.For(0, volumes.Count, new ParallelOptions { MaxDegreeOfParallelism = Surroundings.LoadsAtOnce }, i =>
        {
            try
            {
                found[i] = loaders[i].Load();
            }
            catch (DiskException e)
            {
                ended[i] = e;
            }
        });
        if (Array.Find(ended, static e => e is not null) is { } first)
        {
            throw first;
        }

        for (var i = 0; i < volumes.Count; i++)
        {
            foreach (var (block, state) in found[i])
            {
                if (_map.Load(block, state, volumes[i].Number) is { } other)
                {
                    _log.Warn(Area, $"{other} is there twice; the worse one is deleted", null);
                    DeleteFiles(other);
                }

                if (state != ReplicaState.Finalized)
                {
                    _suspect.Add(block.Id);
                }
            }
        }

        foreach (var loader in loaders)
        {
            _leftOut.UnionWith(loader.LeftOut);
            _hasUnlisted |= loader.HasUnlisted;
            loader.Faults.ForEach(f => _events.DiskTrouble($"Left out at start: {f.Message}"));
            if ((loader.Faults.Find(static f => f is { Kind: DiskFault.Medium, IsChange: true }) ?? loader.Faults.FirstOrDefault()) is { } worst)
            {
                CheckDisk(worst);
            }
        }
    }

    /// <summary>The replica of a block; null when there is none.</summary>
    internal ReplicaView? Find(long blockId)
    {
        lock (_gate)
        {
            return _map.Find(blockId);
        }
    }

    /// <summary>All replicas of a volume for a full block report.</summary>
    internal void Report(Volume volume, List<ReportedBlock> blocks)
    {
        lock (_gate)
        {
            _map.Report(volume.Number, blocks);
        }
    }

    /// <summary>Bytes a reader may see.</summary>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    internal long VisibleLength(Block block)
    {
        lock (_gate)
        {
            var replica = _map.Get(block.Id);
            return replica.GenerationStamp >= block.GenerationStamp
                ? replica.VisibleLength
                : throw new ReplicaFault(ReplicaError.Mismatch, $"replica.getGenerationStamp() < block.getGenerationStamp(), block=blk_{block.Id}_{block.GenerationStamp}, replica={replica}");
        }
    }

    /// <summary>Closes the volumes. Writers must have ended.</summary>
    public void Dispose() => CloseAfter(Task.CompletedTask);

    /// <summary>
    /// Closes the volumes. What a disk holds up beyond <see cref="StoreLimits.EndMilliseconds"/> is left behind, and its volume is kept from others until it has ended, for it
    /// goes on where it was: with the process at the latest. No other volume waits for that. Of an operation nobody knows on which volumes it works: all wait for it.
    /// </summary>
    /// <param name="operations">Completes when those have ended that work with this store.</param>
    internal void CloseAfter(Task operations)
    {
        _recoveries.End();
        _measurements.End();
        _looks.End();
        var deletions = _deleters.Select(static d => d?.End() ?? Task.CompletedTask).ToArray();
        var works = Volumes.Select(v => (Volume: v, Work: Task.WhenAll(operations, _recoveries.Ended(v.Number), _measurements.Ended(v.Number), _looks.Ended(v.Number), deletions[v.Number]))).ToArray();
        Task.WhenAll(works.Select(static w => w.Work)).Wait(_limits.EndMilliseconds);
        foreach (var (volume, work) in works)
        {
            if (work.IsCompleted)
            {
                volume.Dispose();
            }
            else
            {
                _log.Warn(Area, $"Something works on a disk still, {_limits.EndMilliseconds} ms after it was told to end; the lock of {volume.Root} is kept until it has ended", null);
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
            _log.Error(Area, $"The lock of {volume.Root} could not be given back; it is with the end of the process", e);
        }
    }

    internal void Received(ReplicaWriter writer, long bytes)
    {
        lock (_gate)
        {
            Progress.Received(writer.Replica, writer.Owner, bytes);
        }
    }

    internal void Written(ReplicaWriter writer, long bytes, uint? lastChecksum)
    {
        lock (_gate)
        {
            Progress.Written(writer.Replica, writer.Owner, bytes, lastChecksum);
            Surroundings.Waits.PulseAll(_gate);
        }
    }

    internal void Synced(ReplicaWriter writer, long bytes)
    {
        lock (_gate)
        {
            Progress.Synced(writer.Replica, writer.Owner, bytes);
        }
    }

    internal void Acked(ReplicaWriter writer, long bytes)
    {
        lock (_gate)
        {
            Progress.Acked(writer.Replica, writer.Owner, bytes);
        }
    }

    internal void WriterLeft(ReplicaWriter writer)
    {
        lock (_gate)
        {
            Progress.WriterLeft(writer.Replica, writer.Owner);
            Surroundings.Waits.PulseAll(_gate);
        }
    }

    // Called under _gate before a replica is entered: its volume may have been given up while its files were made or moved, which waits for no block's lock,
    // and nothing that is on it may come back into the map.
    private void DemandVolume(int number)
    {
        if (_volumes[number] is null)
        {
            throw new ReplicaFault(ReplicaError.NotFound, $"The volume {number} of the replica failed meanwhile");
        }
    }

    private Volume VolumeOf(ReplicaView replica) => _volumes[replica.Volume]
        ?? throw new ReplicaFault(ReplicaError.NotFound, $"{replica} is on a volume that failed");

    private Volume ChooseVolume(long blockSize)
    {
        var room = new List<VolumeRoom>();
        var volumes = Volumes;

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

        lock (_gate)
        {
            room.RemoveAll(r => _volumes[r.Volume] is null); // Given up meanwhile.
            return _volumes[_chooser.Choose(CollectionsMarshal.AsSpan(room), Math.Max(0, blockSize))]!;
        }
    }

    // What a replica that is opened again is to grow by is a claim of the writer, too. Source: FsDatasetImpl.append.
    private static void DemandRoom(Volume volume, ReplicaView replica, long bytes)
    {
        if (bytes > 0 && bytes > volume.Available)
        {
            throw new ReplicaFault(ReplicaError.OutOfSpace, $"Insufficient space for appending to {replica}");
        }
    }

    // Bytes to come; a claim below what is there is none.
    private static long Growth(long claimed, long there) => claimed > there ? claimed - Math.Max(0, there) : 0;

    // Called without any lock: the writer may need one to end.
    private void StopWriter(long blockId, object writer)
    {
        _log.Info(Area, $"Stopping the writer of blk_{blockId}: another takes over");
        ((IReplicaOwner)writer).Stop();
        var end = Surroundings.Time.Milliseconds() + _limits.StopWriterMilliseconds;
        lock (_gate)
        {
            while (_map.IsWriter(blockId, writer))
            {
                var left = end - Surroundings.Time.Milliseconds();
                if (left <= 0 || !Surroundings.Waits.Wait(_gate, (int)left))
                {
                    throw new IOException($"Unable to stop existing writer for block blk_{blockId} after {_limits.StopWriterMilliseconds} milliseconds.");
                }
            }
        }
    }
}

/// <summary>Limits of a store.</summary>
/// <param name="StopWriterMilliseconds">How long a recovery waits for a writer to end (dfs.datanode.xceiver.stop.timeout.millis, 60 s).</param>
/// <param name="WaitForBytesMilliseconds">How long a reader waits for bytes that are on their way (3 s, as BlockSender).</param>
/// <param name="FailedVolumesTolerated">Volumes that may fail before the node gives up; -1: as many as leave one.</param>
/// <param name="WaitingDeletions">Files that wait to be deleted in the background; when there are more, or with 0, whoever deletes waits for it.</param>
/// <param name="RecoveryMilliseconds">How long who asks for a part of a recovery waits for its volume; longer than for a writer to end.</param>
/// <param name="MeasureMilliseconds">How long who asks for a recovery waits for the replica to be read; shorter than it waits for the answer.</param>
/// <param name="EndMilliseconds">How long a stop waits for what works on disks.</param>
internal sealed record StoreLimits(
    int StopWriterMilliseconds, int WaitForBytesMilliseconds, int FailedVolumesTolerated, int WaitingDeletions, int RecoveryMilliseconds, int MeasureMilliseconds, int EndMilliseconds)
{
    /// <summary>The machine.</summary>
    internal DataNodeSurroundings Surroundings { get; init; } = DataNodeSurroundings.Machine;
}
