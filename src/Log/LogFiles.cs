using Hathi.Base;

namespace Hathi.Log;

/// <summary>
/// Which segments and snapshots there are. Files are removed one at a time, oldest first, each removal durable before
/// the next, so that a crash at any point leaves no gap. One that the disk does not let go of stays alone: records that are missing behind
/// it are below a snapshot, and whoever reads on from it is told that they are missing. Guarded by a lock of its own: flusher and snapshot
/// writer both come here.
/// </summary>
internal sealed class LogFiles
{
    private const int SnapshotsKept = 2;
    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private readonly string _directory;
    private readonly Guid _logId;
    private readonly List<long> _segments = [];
    private readonly List<LogSnapshot> _snapshots = [];

    /// <summary>What was said of where the log begins, oldest first: the last counts, those before it are to be removed.</summary>
    private readonly List<long> _begins = [];

    /// <summary>Those that do not count and keep their names.</summary>
    private readonly List<LogSnapshot> _passedOver = [];

    internal LogFiles(IDisk disk, string directory, Guid logId)
    {
        _disk = disk;
        _directory = directory;
        _logId = logId;
        foreach (var name in disk.List(directory))
        {
            if (LogNames.IsSegment(name, out var first))
            {
                _segments.Add(first);
            }
            else if (LogNames.IsSnapshot(name, out var index))
            {
                _snapshots.Add(Snapshot(index));
            }
            else if (LogNames.IsBegin(name, out var begin))
            {
                _begins.Add(begin);
            }
        }
    }

    /// <summary>First indices, oldest first. A copy.</summary>
    internal long[] Segments
    {
        get
        {
            lock (_gate)
            {
                return [.. _segments];
            }
        }
    }

    /// <summary>Newest first. A copy.</summary>
    internal LogSnapshot[] Snapshots
    {
        get
        {
            lock (_gate)
            {
                var newestFirst = _snapshots.ToArray();
                Array.Reverse(newestFirst);
                return newestFirst;
            }
        }
    }

    /// <summary>Whether records were dropped without a snapshot.</summary>
    internal bool IsCutByIndex
    {
        get
        {
            lock (_gate)
            {
                return _begins.Count > 0;
            }
        }
    }

    internal string SegmentPath(long firstIndex) => Path.Join(_directory, LogNames.Segment(firstIndex));

    internal string SnapshotPath(long index) => Path.Join(_directory, LogNames.Snapshot(index));

    internal void AddSegment(long firstIndex)
    {
        lock (_gate)
        {
            _segments.Add(firstIndex);
        }
    }

    internal void AddSnapshot(long index)
    {
        lock (_gate)
        {
            _snapshots.Add(Snapshot(index));
            _passedOver.RemoveAll(s => s.Index == index); // it was written over
        }
    }

    /// <summary>That what is there can be a log: a segment, none missing at the start, snapshots within it.</summary>
    internal void Check()
    {
        if (_segments.Count == 0)
        {
            throw new LogCorruptException(_directory, 0, "there is no segment");
        }

        if (_segments[0] > Known + 1)
        {
            throw WithoutBeginning();
        }
    }

    /// <summary>That records are missing between the snapshots there are and the first segment.</summary>
    internal LogCorruptException WithoutBeginning()
    {
        var aside = _disk.List(_directory).Where(LogNames.IsDamaged).ToList();
        var hint = aside.Count == 0 ? "" : $"; {string.Join(", ", aside)} was set aside as damaged";
        return new LogCorruptException(
            SegmentPath(_segments[0]), 0, $"it starts at record {_segments[0]}, and no file holds the records from {Known + 1} on{hint}");
    }

    /// <summary>Removes what a crash left half-written.</summary>
    internal void RemoveUnfinished()
    {
        foreach (var name in _disk.List(_directory))
        {
            if (LogNames.IsUnfinished(name))
            {
                _disk.Delete(Path.Join(_directory, name));
            }
        }
    }

    /// <summary>
    /// Removes all but the newest two snapshots, and then the segments that lie wholly below the older of them: all that the disk lets us.
    /// </summary>
    /// <returns>
    /// Why the first that stays could not be removed, which counts as before and is tried again with the next snapshot; null: none stays.
    /// </returns>
    internal Exception? Prune()
    {
        Exception? why = null;
        HashSet<string>? stuck = null;
        while (Superfluous(stuck) is { } file)
        {
            try
            {
                _disk.Delete(file.Path);
                _disk.SyncDirectory(_directory);
                Forget(file);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                why ??= e;
                (stuck ??= new HashSet<string>(StringComparer.Ordinal)).Add(file.Path);
            }
        }

        return why;
    }

    /// <summary>
    /// Says on the disk that the records below an index are of no use any more, and then removes the segments wholly below it: all that the
    /// disk lets us. Only where no snapshot is.
    /// </summary>
    /// <returns>Why the first that stays could not be removed; null: none stays.</returns>
    internal Exception? DropBefore(long index)
    {
        if (index > Begin)
        {
            _disk.Open(Path.Join(_directory, LogNames.Begin(index)), DiskOpen.CreateOrEmpty).Dispose();
            _disk.SyncDirectory(_directory);
            lock (_gate)
            {
                _begins.Add(index);
            }
        }

        return Prune();
    }

    /// <summary>Removes a file if the disk lets us; the next start tries again.</summary>
    internal void TryRemove(string path)
    {
        try
        {
            _disk.Delete(path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // What went wrong before is what is told.
        }
    }

    internal void PassOver(LogSnapshot snapshot, bool damaged)
    {
        lock (_gate)
        {
            _snapshots.RemoveAll(s => s.Index == snapshot.Index);
        }

        if (!damaged)
        {
            lock (_gate)
            {
                _passedOver.Add(snapshot);
            }

            return;
        }

        try
        {
            _disk.Rename(snapshot.Path, snapshot.Path + LogNames.Damaged);
            _disk.SyncDirectory(_directory);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // It does not count in this process; the next start finds it damaged again.
        }
    }

    private long Known => Math.Max(_snapshots.Count == 0 ? 0 : _snapshots[^1].Index, Begin - 1);

    private long Begin => _begins.Count == 0 ? 1 : _begins[^1];

    // The oldest snapshot or segment that is one too many and was not tried in vain.
    private (string Path, long Index, Kind Kind)? Superfluous(HashSet<string>? stuck)
    {
        lock (_gate)
        {
            for (var i = 0; i < _snapshots.Count - SnapshotsKept; i++)
            {
                if (stuck?.Contains(_snapshots[i].Path) != true)
                {
                    return (_snapshots[i].Path, _snapshots[i].Index, Kind.Snapshot);
                }
            }

            var passed = _snapshots.Count < SnapshotsKept
                ? null
                : _passedOver.Find(s => s.Index < _snapshots[^1].Index && stuck?.Contains(s.Path) != true);
            if (passed is not null)
            {
                return (passed.Path, passed.Index, Kind.Snapshot);
            }

            for (var i = 0; i + 1 < _begins.Count; i++)
            {
                var path = Path.Join(_directory, LogNames.Begin(_begins[i]));
                if (stuck?.Contains(path) != true)
                {
                    return (path, _begins[i], Kind.Begin);
                }
            }

            var below = _snapshots.Count > 0 ? _snapshots.Count < SnapshotsKept ? 0 : _snapshots[^SnapshotsKept].Index + 1 : Begin;
            for (var i = 0; i + 1 < _segments.Count && _segments[i + 1] <= below; i++)
            {
                if (stuck?.Contains(SegmentPath(_segments[i])) != true)
                {
                    return (SegmentPath(_segments[i]), _segments[i], Kind.Segment);
                }
            }

            return null;
        }
    }

    private void Forget((string Path, long Index, Kind Kind) file)
    {
        lock (_gate)
        {
            switch (file.Kind)
            {
                case Kind.Snapshot:
                    _snapshots.RemoveAll(s => s.Index == file.Index);
                    _passedOver.RemoveAll(s => s.Index == file.Index);
                    break;
                case Kind.Begin:
                    _begins.Remove(file.Index);
                    break;
                default:
                    _segments.Remove(file.Index);
                    break;
            }
        }
    }

    private LogSnapshot Snapshot(long index) => new(_disk, SnapshotPath(index), _logId, index);

    private enum Kind
    {
        Snapshot,
        Begin,
        Segment,
    }
}
