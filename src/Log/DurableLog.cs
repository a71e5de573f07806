using Hathi.Base;

namespace Hathi.Log;

/// <summary>Takes one record; the payload is valid during the call.</summary>
public delegate void LogRecordHandler(long index, ReadOnlySpan<byte> payload);

/// <summary>
/// Records in order, numbered from 1, that survive a crash once flushed; snapshots in between shorten what a restart reads.
/// Synchronous, without threads of its own: <see cref="GroupCommit"/> puts one beside it, a simulation calls <see cref="Flush"/>.
/// One thread may append while another flushes and a third writes a snapshot.
/// </summary>
/// <remarks>
/// After a failed write or fsync it takes nothing more (an fsync is never tried twice: the system may have dropped the pages
/// and then say yes). At the next start a torn tail, which nobody was told is durable, is cut; damage anywhere else is a
/// <see cref="LogCorruptException"/> and nothing is touched. Layout: <see cref="LogFormat"/>,
/// <see cref="SnapshotFormat"/>; why: docs/adr/0003.
/// </remarks>
public sealed class DurableLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly Lock _snapshotting = new();
    private readonly IDisk _disk;
    private readonly DurableLogOptions _options;
    private readonly LogFiles _files;
    private readonly IDisposable _lock;
    private SegmentWriter _segment;
    private LogBuffer _pending;
    private LogBuffer _spare;
    private long _lastIndex;
    private long _durableIndex;
    private LogFailedException? _failure;

    private DurableLog(IDisk disk, string directory, Guid id, DurableLogOptions options, IDisposable held)
    {
        _disk = disk;
        _options = options;
        _lock = held;
        _pending = new LogBuffer(id);
        _spare = new LogBuffer(id);
        _files = new LogFiles(disk, directory, id);
        _files.Check();
        Directory = directory;
        Id = id;
        var tail = LogTail.Recover(disk, _files, id);
        TailCut = tail.Cut;
        _lastIndex = _durableIndex = tail.LastIndex;
        _files.RemoveUnfinished(); // nothing else goes: which snapshots can be read nobody knows yet
        _segment = SegmentWriter.Continue(disk, tail.Path, id, tail.Position, options.AllocationBytes);
    }

    /// <summary>The directory that holds it.</summary>
    public string Directory { get; }

    /// <summary>What tells this log's files from another's.</summary>
    public Guid Id { get; }

    /// <summary>The torn tail that was cut when it was opened; null: there was none.</summary>
    public LogTailCut? TailCut { get; }

    /// <summary>The oldest record that can still be read, or the next one when there is none.</summary>
    public long FirstIndex => _files.Segments[0];

    /// <summary>The newest record, durable or not; 0: there was never one.</summary>
    public long LastIndex => Volatile.Read(ref _lastIndex);

    /// <summary>The newest record that survives a crash.</summary>
    public long DurableIndex => Volatile.Read(ref _durableIndex);

    /// <summary>The snapshots there are, newest first: two, and those that could not be removed.</summary>
    public IReadOnlyList<LogSnapshot> Snapshots => _files.Snapshots;

    /// <summary>The newest snapshot; null: none was written yet.</summary>
    public LogSnapshot? LatestSnapshot => _files.Snapshots is [var newest, ..] ? newest : null;

    /// <summary>Bytes appended and not yet taken by a flush.</summary>
    public int PendingBytes => _pending.Length;

    /// <summary>Makes a log in a new or empty directory and opens it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">Made when it is not there.</param>
    /// <param name="id">Any number that no other log has.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="LogSetupException">There is a log or anything else in the directory.</exception>
    /// <exception cref="DiskLockedException">Another process has it open.</exception>
    public static DurableLog Create(IDisk disk, string directory, Guid id, DurableLogOptions options)
    {
        disk.CreateDirectory(directory);
        using (disk.Lock(Path.Join(directory, LogNames.LockFile), Holder))
        {
            LogDirectory.RequireEmpty(disk, directory);
            SegmentWriter.Create(disk, directory, id, 1, options.Validated().AllocationBytes).Dispose();
            LogDirectory.WriteId(disk, directory, id);
        }

        return Open(disk, directory, options);
    }

    /// <summary>Opens the log in a directory, reads its newest segment and cuts a torn tail.</summary>
    /// <exception cref="LogSetupException">The directory holds no log, or one of another version.</exception>
    /// <exception cref="LogCorruptException">What was durable does not read back; nothing was changed.</exception>
    /// <exception cref="DiskLockedException">Another process has it open.</exception>
    public static DurableLog Open(IDisk disk, string directory, DurableLogOptions options)
    {
        var id = LogDirectory.ReadId(disk, directory);
        var held = disk.Lock(Path.Join(directory, LogNames.LockFile), Holder);
        try
        {
            return new DurableLog(disk, directory, id, options.Validated(), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the log in a directory, or makes one where none was made to the end: for what may be begun anew without being asked.
    /// </summary>
    public static DurableLog OpenOrCreate(IDisk disk, string directory, DurableLogOptions options) =>
        Exists(disk, directory) ? Open(disk, directory, options) : Create(disk, directory, Guid.NewGuid(), options);

    /// <summary>Whether the directory holds a log, of whatever version.</summary>
    public static bool Exists(IDisk disk, string directory) => disk.FileExists(Path.Join(directory, LogNames.Format));

    /// <summary>
    /// Takes a record of 1 … <see cref="DurableLogOptions.MaxRecordBytes"/> bytes into memory; durable after the next <see cref="Flush"/>.
    /// </summary>
    /// <returns>Its index: one more than that of the record before.</returns>
    /// <exception cref="InvalidOperationException">
    /// More than <see cref="DurableLogOptions.MaxPendingBytes"/> wait to be flushed.
    /// </exception>
    /// <exception cref="LogFailedException">The disk failed before.</exception>
    public long Append(ReadOnlySpan<byte> payload) =>
        TryAppend(payload, out var index)
            ? index
            : throw new InvalidOperationException(
                $"{PendingBytes} bytes wait to be flushed to {Directory}, the limit is {_options.MaxPendingBytes}: flush between appends.");

    /// <summary><see cref="Append"/>, or false when too much waits to be flushed.</summary>
    public bool TryAppend(ReadOnlySpan<byte> payload, out long index)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payload.Length, nameof(payload));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, _options.MaxRecordBytes, nameof(payload));
        lock (_gate)
        {
            ThrowIfFailed();
            index = _lastIndex + 1;
            if (!_pending.IsEmpty && (long)_pending.Length + payload.Length > _options.MaxPendingBytes)
            {
                return false;
            }

            _pending.Add(index, payload);
            _lastIndex = index;
            return true;
        }
    }

    /// <summary>Returns when all records appended before the call are on the medium: one write and one fsync for all of them.</summary>
    /// <returns><see cref="DurableIndex"/>.</returns>
    /// <exception cref="LogFailedException">
    /// The disk failed, now or before: the records after <see cref="DurableIndex"/> may or may not be there.
    /// </exception>
    public long Flush()
    {
        lock (_flushing)
        {
            LogBuffer batch;
            lock (_gate)
            {
                ThrowIfFailed();
                if (_pending.IsEmpty)
                {
                    return _durableIndex;
                }

                batch = _pending;
                _pending = _spare;
                _spare = batch;
            }

            WriteBatch(batch);
            Volatile.Write(ref _durableIndex, batch.LastIndex);
            batch.Clear();
            return _durableIndex;
        }
    }

    /// <summary>
    /// Says on the disk how far it is durable, without waiting for it: rot in the newest batch can then be told from a torn tail.
    /// For when nothing else waits to be written; two or three microseconds.
    /// </summary>
    public void MarkDurable()
    {
        lock (_flushing)
        {
            Guarded("Marking the end of", () => _segment.WriteMark(_durableIndex + 1));
        }
    }

    /// <summary>Hands the durable records from <paramref name="index"/> on to the handler, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The record was dropped after a snapshot (below <see cref="FirstIndex"/>).</exception>
    /// <exception cref="LogCorruptException">A record does not read back; those before it were handed over.</exception>
    /// <exception cref="LogRecordException">The handler threw something else than <see cref="OperationCanceledException"/>.</exception>
    public void ReadFrom(long index, LogRecordHandler handler)
    {
        // In this order: of a segment that is begun meanwhile nothing is wanted, and the one before it holds all up to there.
        var end = DurableIndex;
        var segments = _files.Segments;
        ArgumentOutOfRangeException.ThrowIfLessThan(index, segments[0]);
        for (var i = 0; i < segments.Length; i++)
        {
            var next = i + 1 < segments.Length ? segments[i + 1] : end + 1;
            if (next > index && segments[i] <= end)
            {
                SegmentReader.ReadAll(
                    _disk, _files.SegmentPath(segments[i]), Id, segments[i], index, Math.Min(next - 1, end), handler);
            }
        }
    }

    /// <summary>
    /// Keeps the state after record <paramref name="index"/>; then drops the snapshots but the newest two, and the segments wholly below
    /// the older of them. Appends and flushes go on beside it. A failure, of the disk or of <paramref name="write"/>, leaves everything as
    /// it was; one in removing what is old does not concern the new one, which is there.
    /// </summary>
    /// <param name="index">A durable record, newer than the latest snapshot; 0 for the state before the first.</param>
    /// <param name="write">Writes the content, synchronously.</param>
    /// <returns>Why something old was not removed, which the next snapshot tries again; null: it was.</returns>
    public Exception? WriteSnapshot(long index, Action<Stream> write)
    {
        lock (_snapshotting)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(index, DurableIndex);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(index, LatestSnapshot?.Index ?? -1);
            if (_files.IsCutByIndex)
            {
                throw new InvalidOperationException($"Of the log {Directory} records were dropped by index: it takes no snapshots.");
            }

            var path = _files.SnapshotPath(index);
            try
            {
                using (var file = _disk.Open(path + LogNames.Unfinished, DiskOpen.CreateOrEmpty))
                using (var stream = new SnapshotWriteStream(file, Id, index))
                {
                    write(stream);
                    stream.Finish();
                }

                _disk.Rename(path + LogNames.Unfinished, path);
                _disk.SyncDirectory(Directory);
            }
            catch
            {
                _files.TryRemove(path + LogNames.Unfinished);
                throw;
            }

            _files.AddSnapshot(index);
            return _files.Prune();
        }
    }

    /// <summary>
    /// Drops the segments that hold only records below an index, whose effect is kept elsewhere. What can be read begins at
    /// <see cref="FirstIndex"/> then, which may be below the index. For a log without snapshots. Appends and flushes go on beside it. A
    /// failure to say so on the disk leaves everything as it was; one to remove a file does not concern the others.
    /// </summary>
    /// <param name="index">Of a durable record, or of the next one.</param>
    /// <returns>Why something was not removed, which the next call tries again; null: it was.</returns>
    /// <exception cref="DiskException">It could not be said on the disk.</exception>
    public Exception? DropBefore(long index)
    {
        lock (_snapshotting)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(index, DurableIndex + 1);
            if (LatestSnapshot is not null)
            {
                throw new InvalidOperationException($"The log {Directory} has snapshots, which say what is dropped.");
            }

            return _files.DropBefore(index);
        }
    }

    /// <summary>
    /// Takes a snapshot that cannot be read out of those that count: the older one and the records behind it are kept until two others are
    /// there. A damaged file is taken out of the way as well; its name ends in <c>.damaged</c> from then on. Another keeps its name until
    /// two others are there, one of them newer, and goes then, so that the next start does not count it.
    /// </summary>
    public void PassOver(LogSnapshot snapshot, bool damaged)
    {
        lock (_snapshotting)
        {
            _files.PassOver(snapshot, damaged);
        }
    }

    /// <summary>Why a state cannot be had from records alone.</summary>
    internal LogCorruptException WithoutBeginning() => _files.WithoutBeginning();

    /// <summary>Flushes, says on the disk that it was closed in good order, and lets go of the directory.</summary>
    public void Close()
    {
        Flush();
        lock (_flushing)
        {
            Guarded("Closing", () =>
            {
                _segment.WriteMark(_durableIndex + 1);
                _segment.Sync();
            });
        }

        Dispose();
    }

    /// <summary>Lets go of the directory at once; what was appended and not flushed is not kept.</summary>
    public void Dispose()
    {
        lock (_flushing)
        {
            lock (_gate)
            {
                _failure ??= new LogFailedException($"The log {Directory} is closed.", new ObjectDisposedException(nameof(DurableLog)));
            }

            _segment.Dispose();
            _lock.Dispose();
        }
    }

    private void WriteBatch(LogBuffer batch) => Guarded("Writing to", () =>
    {
        if (_segment.Position >= _options.SegmentBytes)
        {
            var next = SegmentWriter.Create(_disk, Directory, Id, batch.FirstIndex, _options.AllocationBytes);
            _files.AddSegment(batch.FirstIndex);
            _segment.Trim();
            _segment.Dispose();
            _segment = next;
        }

        _segment.WriteDurably(batch);
    });

    private static string Holder => $"process {Environment.ProcessId} ({Path.GetFileName(Environment.ProcessPath)})";

    private void Guarded(string doing, Action action)
    {
        ThrowIfFailed();
        try
        {
            action();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            var failure = new LogFailedException(
                $"{doing} the log {_segment.Path} failed after record {_durableIndex}: {e.Message} It takes nothing more; records after "
                + $"{_durableIndex} were not acknowledged. Check the disk, then start this node again: it reads what is really there.",
                e);
            lock (_gate)
            {
                _failure = failure;
            }

            throw failure;
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new LogFailedException(failure.Message, failure.InnerException!);
        }
    }
}
