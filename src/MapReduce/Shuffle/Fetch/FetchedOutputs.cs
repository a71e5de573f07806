using System.Buffers.Binary;
using Hathi.Base;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Sort;
using Hathi.Platform;
using Hathi.Records.Compression;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// What was fetched: small outputs in memory as long as there is room, merged to disk when there is little left, large ones on disk at
/// once; so many files are merged to one before there are too many to open. Fetchers hand over from any thread, and never wait for a merge
/// with an answer open: it may take minutes, and the node that answers is not to be blamed for them. Source: Apache's MergeManagerImpl.
/// </summary>
internal sealed class FetchedOutputs
{
    private readonly TaskState _state;
    private readonly RawComparer _order;
    private readonly FetchOptions _options;

    // All can be open at once in the last merge: merging some of them before would only be more work. Apache merges all the same.
    private readonly bool _few;

    private readonly Lock _lock = new();

    // Merges run one at a time beside the fetchers, and count for themselves.
    private readonly TaskState _merge;

    // Memory is combined on its way to disk, as Apache does; files that are merged are not.
    private readonly Combiner? _combiner;
    private readonly AsyncSignal _toMerge = new();
    private readonly List<Segment> _inMemory = [];
    private readonly List<Segment> _onDisk = [];
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Bytes in memory: of outputs that are coming, are here, or are being merged; of those that are here and not being merged.
    private long _reserved;
    private long _kept;

    // Of one output, the most that was asked for: room for less is not worth a request.
    private long _largest;
    private int _waiting;
    private bool _nothingComes;
    private bool _isComplete;
    private int _files;

    /// <param name="state">Of the reduce.</param>
    /// <param name="maps">How many outputs there will be.</param>
    /// <param name="order">Of keys.</param>
    /// <param name="options">The limits.</param>
    internal FetchedOutputs(TaskState state, int maps, RawComparer order, FetchOptions options)
    {
        _state = state;
        _order = order;
        _options = options;
        _few = maps <= state.Job.Parts.Settings.SortFactor;
        _merge = new TaskState(state.Job, state.Attempt, state.Directory, state.Committer, state.CancellationToken);
        _merge.Outputs = new NamedOutputs(_merge);
        _combiner = state.Job.Parts.CreateCombiner is { } create ? Combiner.For(create(), _merge, order) : null;
    }

    /// <summary>How fetched outputs are packed; null when they are not.</summary>
    internal CompressionCodec? Codec => _state.Job.Parts.Settings.MapOutputCodec;

    /// <summary>Waits until there is room in memory for one output; a node is asked only then.</summary>
    internal async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            lock (_lock)
            {
                if (_few || _nothingComes || HasRoom(_largest))
                {
                    return;
                }

                _waiting++;
                freed = _freed.Task;
                WakeMerger();
            }

            try
            {
                await freed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    _waiting--;
                }
            }
        }
    }

    /// <summary>All outputs are on their way to memory or disk: nobody is to wait for room any more.</summary>
    internal void NothingComes()
    {
        lock (_lock)
        {
            _nothingComes = true;
            Signal();
        }
    }

    /// <summary>Takes room for an output, without a wait.</summary>
    internal FetchRoom Reserve(long bytes)
    {
        if (bytes > _options.MemoryBytes * _options.LargestShare || bytes >= Array.MaxLength)
        {
            return FetchRoom.OnDisk;
        }

        lock (_lock)
        {
            _largest = Math.Max(_largest, bytes);
            if (HasRoom(bytes))
            {
                _reserved += bytes;
                return FetchRoom.InMemory;
            }

            return _few ? FetchRoom.OnDisk : FetchRoom.None;
        }
    }

    /// <summary>What was reserved is not needed.</summary>
    internal void Unreserve(long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
            Signal();
            WakeMerger();
        }
    }

    /// <summary>A file for an output.</summary>
    internal string NextFile() => Path.Combine(_state.Directory, $"fetched{Interlocked.Increment(ref _files)}.out");

    /// <summary>Checks an output in memory.</summary>
    /// <exception cref="InvalidDataException">Its checksum does not match.</exception>
    internal static void Check(string name, ReadOnlySpan<byte> part)
    {
        var length = part.Length - IFile.ChecksumBytes;
        Check(name, Crc32.Compute(part[..length]), part[length..]);
    }

    /// <summary>The same for one that went to disk.</summary>
    /// <exception cref="InvalidDataException">The checksum that came, big-endian, is another.</exception>
    internal static void Check(string name, uint crc, ReadOnlySpan<byte> came)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(came) != crc)
        {
            throw new InvalidDataException($"The output of {name} came damaged: its checksum does not match.");
        }
    }

    /// <summary>Takes an output in memory.</summary>
    internal void Add(Segment inMemory)
    {
        lock (_lock)
        {
            _inMemory.Add(inMemory);
            _kept += inMemory.Bytes!.Length;
            WakeMerger();
        }
    }

    /// <summary>Takes an output on disk.</summary>
    internal void AddFile(Segment onDisk)
    {
        lock (_lock)
        {
            _onDisk.Add(onDisk);
            WakeMerger();
        }
    }

    /// <summary>All outputs were added: <see cref="MergeAsync"/> ends when what is to be merged is.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _toMerge.Set();
        }
    }

    /// <summary>Merges beside the fetchers, one merge at a time, memory before files: it is what is waited for.</summary>
    /// <exception cref="TaskIOException">A merge failed: what was being merged is fetched by nobody again.</exception>
    internal async Task MergeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Action? merge;
            lock (_lock)
            {
                merge = IsMemoryFull() ? MergeMemory : HasManyFiles() ? MergeFiles : null;
                if (merge is null && _isComplete)
                {
                    return;
                }
            }

            if (merge is null)
            {
                await _toMerge.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                await Task.Run(merge, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when ((DiskFaults.Is(e) || e is InvalidDataException) && e is not TaskIOException)
            {
                throw new TaskIOException($"Merging fetched map outputs in {_state.Directory} failed: {e.Message}", e);
            }
        }
    }

    /// <summary>All that there is, when all is fetched; once.</summary>
    internal IReadOnlyList<Segment> Take()
    {
        lock (_lock)
        {
            _state.Counters.Add(_merge.Counters);
            return [.. _inMemory, .. _onDisk];
        }
    }

    private bool HasRoom(long bytes) => _reserved == 0 || _reserved + bytes <= _options.MemoryBytes;

    // Also full: less than the share is here, nothing more is coming into it, and somebody waits for room all the same.
    // Asked between merges only.
    private bool IsMemoryFull() => !_few
        && _kept > 0
        && (_kept >= _options.MemoryBytes * _options.MergeShare || (_waiting > 0 && !_nothingComes && _reserved == _kept));

    // As Apache's: when there are twice as many as are merged at once, the smallest become one.
    private bool HasManyFiles() => _onDisk.Count >= (2 * _state.Job.Parts.Settings.SortFactor) - 1;

    private void MergeMemory()
    {
        List<Segment> runs;
        long bytes;
        lock (_lock)
        {
            (runs, bytes) = ([.. _inMemory], _kept);
            _inMemory.Clear();
            _kept = 0;
        }

        var merged = Merge(runs, _combiner);
        lock (_lock)
        {
            _onDisk.Add(merged);
            _reserved -= bytes;
            Signal();
        }
    }

    private void MergeFiles()
    {
        List<Segment> runs;
        lock (_lock)
        {
            runs = [.. _onDisk.OrderBy(r => r.Part.PartLength).Take(_state.Job.Parts.Settings.SortFactor)];
            _onDisk.RemoveAll(runs.Contains);
        }

        var merged = Merge(runs, null);
        foreach (var run in runs)
        {
            LocalDisk.Delete(run.Path);
        }

        lock (_lock)
        {
            _onDisk.Add(merged);
        }
    }

    private Segment Merge(List<Segment> runs, Combiner? combiner)
    {
        using var merger = new Merger(_merge, _order, _ => _state.Tick());
        var path = NextFile();
        using var writer = new IFileWriter(path, _state.Job.Parts.Settings.MapOutputCodec);
        writer.BeginSegment();
        if (combiner is null)
        {
            merger.Merge(runs).WriteTo(writer);
        }
        else
        {
            combiner.Combine(merger.Merge(runs), writer);
        }

        var part = writer.EndSegment();
        writer.Flush();
        SpillCounters.Wrote(_merge, writer);
        return new Segment(path, part);
    }

    private void WakeMerger()
    {
        if (IsMemoryFull() || HasManyFiles())
        {
            _toMerge.Set();
        }
    }

    private void Signal()
    {
        _freed.SetResult();
        _freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Where an output goes.</summary>
internal enum FetchRoom
{
    /// <summary>Neither: it is to be asked for again when there is room.</summary>
    None,

    /// <summary>Memory, which is reserved for it.</summary>
    InMemory,

    /// <summary>A file of its own.</summary>
    OnDisk,
}
