using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The replica map of the Core, behind the lock that lets one thread into it at a time; with it what is not known of replicas: those to
/// be measured before they are used, and those that a start has left out. Knows no file and no volume. Safe from any thread.
/// </summary>
/// <remarks>
/// The locks of a DataNode's replicas, in the order in which they are taken; whoever holds one takes none that stands before it.
/// 1. The lock of a block (<see cref="BlockLocks"/>), never those of two: spans the check, the files and the commit of one operation.
/// Whoever holds it may wait for a disk, and never for a writer to end, who may need it: it is given back first, and the check made anew.
/// 2. The lock of the map (<see cref="Enter"/>): for moments, never while a disk is asked or somebody is told. It also guards which
/// volumes are in use (<see cref="VolumeSet"/>) and what is left to be done with files (<see cref="BlockFiles"/>), so that a volume, and
/// what is on it, go in one step for whoever looks. Readers wait in it for bytes, and recoveries for writers to end, which gives it back
/// meanwhile: they have taken it once.
/// 3. Locks that guard one collection each, for moments: those of <see cref="Measurements"/>, which may take that of
/// <see cref="VolumeWork"/>, of <see cref="Volume"/>, of <see cref="FinalizedDirectories"/>, and of who hears of changes.
/// </remarks>
internal sealed class ReplicaTable(Measurements measurements, StoreLimits limits, ILogger log)
{
    // Monitor and not Lock: readers wait on it for bytes, recoveries for writers to end.
    private readonly object _gate = new();
    private readonly ReplicaMap _map = new();
    private readonly TimeProvider _time = limits.Surroundings.Time;
    private readonly MonitorWaits _waits = limits.Surroundings.Waits;

    // Blocks of which something is, or was, on a disk and is not in the map.
    private readonly HashSet<long> _leftOut = [];

    // Replicas to be measured before they are used, as long as they are here: found at start, or a cut of them failed, maybe in the
    // middle of a checksum.
    private readonly HashSet<long> _suspect = [];
    private bool _hasUnlisted; // any block may be in a directory that could not be read

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

    /// <summary>
    /// Waits for the lock and takes it; the same thread may take it again. Gives it back when what is returned is disposed.
    /// </summary>
    internal Held Enter(out ReplicaMap map)
    {
        Monitor.Enter(_gate);
        map = _map;
        return new Held(_gate);
    }

    /// <summary>Called with the lock, by whoever has changed what somebody may wait for.</summary>
    internal void Wake() => _waits.PulseAll(_gate);

    /// <summary>The replica of a block; null when there is none.</summary>
    internal ReplicaView? Find(long blockId)
    {
        lock (_gate)
        {
            return _map.Find(blockId);
        }
    }

    /// <summary>All replicas of a volume for a full block report.</summary>
    internal void Report(int volume, List<ReportedBlock> blocks)
    {
        lock (_gate)
        {
            _map.Report(volume, blocks);
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
                : throw new ReplicaFault(
                    ReplicaError.Mismatch,
                    $"replica.getGenerationStamp() < block.getGenerationStamp(), block=blk_{block.Id}_{block.GenerationStamp}, "
                    + $"replica={replica}");
        }
    }

    /// <summary>A writer has put bytes into the files.</summary>
    internal void Written(ReplicaWriter writer, long bytes, uint? lastChecksum)
    {
        lock (_gate)
        {
            Progress.Written(writer.Replica, writer.Owner, bytes, lastChecksum);
            _waits.PulseAll(_gate);
        }
    }

    /// <summary>They are on the medium.</summary>
    internal void Synced(ReplicaWriter writer, long bytes)
    {
        lock (_gate)
        {
            Progress.Synced(writer.Replica, writer.Owner, bytes);
        }
    }

    /// <summary>All nodes of the pipeline have them.</summary>
    internal void Acked(ReplicaWriter writer, long bytes)
    {
        lock (_gate)
        {
            Progress.Acked(writer.Replica, writer.Owner, bytes);
        }
    }

    /// <summary>It writes no more.</summary>
    internal void WriterLeft(ReplicaWriter writer)
    {
        lock (_gate)
        {
            Progress.WriterLeft(writer.Replica, writer.Owner);
            _waits.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Has a writer end, for another takes over, and waits for it. Called without any lock: the writer may need one to end.
    /// </summary>
    /// <exception cref="IOException">It does not end.</exception>
    internal void StopWriter(long blockId, object writer)
    {
        log.WriterStopped(blockId);
        ((IReplicaOwner)writer).Stop();
        var end = _time.Milliseconds() + limits.StopWriterMilliseconds;
        lock (_gate)
        {
            while (_map.IsWriter(blockId, writer))
            {
                var left = end - _time.Milliseconds();
                if (left <= 0 || !_waits.Wait(_gate, (int)left))
                {
                    throw new EnvironmentException(
                        $"Unable to stop existing writer for block blk_{blockId} after {limits.StopWriterMilliseconds} milliseconds.");
                }
            }
        }
    }

    /// <summary>Waits a while for bytes that are on their way.</summary>
    internal void WaitForBytes(long blockId, long end)
    {
        var until = _time.Milliseconds() + limits.WaitForBytesMilliseconds;
        lock (_gate)
        {
            while (ReadReplica.IsShort(_map, blockId, end))
            {
                var left = until - _time.Milliseconds();
                if (left <= 0 || !_waits.Wait(_gate, (int)left))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Whether what a writer brings in is a copy beside an older replica.</summary>
    internal bool IsIncoming(ReplicaWriter writer)
    {
        lock (_gate)
        {
            return ReferenceEquals(_map.FindIncoming(writer.Replica.BlockId), writer.Replica);
        }
    }

    /// <summary>Whether there is an open replica that nobody writes to.</summary>
    internal bool IsIdle(long blockId)
    {
        lock (_gate)
        {
            return _map.FindOpen(blockId) is { Writer: null };
        }
    }

    /// <summary>From now on a replica is to be measured before it is used.</summary>
    internal void Suspect(long blockId)
    {
        lock (_gate)
        {
            _suspect.Add(blockId);
        }
    }

    /// <summary>Whether it is.</summary>
    internal bool IsSuspect(long blockId)
    {
        lock (_gate)
        {
            return _suspect.Contains(blockId);
        }
    }

    /// <summary>It was measured.</summary>
    internal void Trust(long blockId)
    {
        lock (_gate)
        {
            _suspect.Remove(blockId);
        }
    }

    /// <summary>A replica that was found at start, that nobody writes to and that is still to be measured; null: it is none.</summary>
    internal OpenReplica? FoundAndSuspect(long blockId)
    {
        lock (_gate)
        {
            return _suspect.Contains(blockId)
                && _map.FindOpen(blockId) is { Writer: null, OriginalState: ReplicaState.WaitingToBeRecovered } open
                ? open
                : null;
        }
    }

    /// <summary>The replica is gone: nothing is left to be measured.</summary>
    internal void Forget(long blockId)
    {
        Trust(blockId);
        measurements.Take(blockId);
    }

    /// <summary>Of these blocks something is, or was, on a disk and is not in the map.</summary>
    /// <param name="blocks">Which.</param>
    /// <param name="andUnlisted">Any other may be as well.</param>
    internal void LeaveOut(IEnumerable<long> blocks, bool andUnlisted)
    {
        lock (_gate)
        {
            _leftOut.UnionWith(blocks);
            _hasUnlisted |= andUnlisted;
        }
    }

    /// <summary>Whether something may be there of a block that the map does not know.</summary>
    internal bool IsLeftOut(long blockId)
    {
        lock (_gate)
        {
            return _hasUnlisted || _leftOut.Contains(blockId);
        }
    }

    /// <summary>The lock of the map, on the thread that took it.</summary>
    internal readonly ref struct Held(object gate)
    {
        public void Dispose() => Monitor.Exit(gate);
    }
}
