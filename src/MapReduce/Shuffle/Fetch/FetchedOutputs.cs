using System.Buffers.Binary;
using Hathi.Base;
using Hathi.MapReduce.Compression;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Serialization;
using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// What was fetched: small outputs in memory as long as there is room, merged to disk when there is little left, large ones on disk at once; so many
/// files are merged to one before there are too many to open. Fetchers hand over from any thread. Source: Apache's MergeManagerImpl.
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
    private readonly SemaphoreSlim _merging = new(1);
    private readonly List<Segment> _inMemory = [];
    private readonly List<Segment> _onDisk = [];
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _reserved;
    private long _kept;
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
        _combiner = state.Job.Parts.CreateCombiner?.Invoke().CombinerFor(_merge, order);
    }

    /// <summary>How fetched outputs are packed; null when they are not.</summary>
    internal CompressionCodec? Codec => _state.Job.Parts.Settings.MapOutputCodec;

    /// <summary>Waits for room in memory; false when this output is to go to disk.</summary>
    internal async Task<bool> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        while (bytes <= _options.MemoryBytes * _options.LargestShare && bytes < Array.MaxLength)
        {
            Task freed;
            lock (_lock)
            {
                if (_reserved == 0 || _reserved + bytes <= _options.MemoryBytes)
                {
                    _reserved += bytes;
                    return true;
                }

                if (_few)
                {
                    return false;
                }

                freed = _freed.Task;
            }

            await freed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>What was reserved is not needed.</summary>
    internal void Unreserve(long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
            Signal();
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

    /// <summary>Takes an output in memory; what is in memory may go to disk for it.</summary>
    internal async Task AddAsync(Segment inMemory, CancellationToken cancellationToken)
    {
        bool full;
        lock (_lock)
        {
            _inMemory.Add(inMemory);
            _kept += inMemory.Part.RawLength;
            full = !_few && _kept >= _options.MemoryBytes * _options.MergeShare;
        }

        if (full)
        {
            await MergeAsync(MergeMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes an output on disk.</summary>
    internal Task AddFileAsync(Segment onDisk, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _onDisk.Add(onDisk);
        }

        return MergeAsync(MergeFiles, cancellationToken);
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

    private async Task MergeAsync(Action merge, CancellationToken cancellationToken)
    {
        await _merging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(merge, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when ((DiskFaults.Is(e) || e is InvalidDataException) && e is not TaskIOException)
        {
            // What was being merged is fetched by nobody again.
            throw new TaskIOException($"Merging fetched map outputs in {_state.Directory} failed: {e.Message}", e);
        }
        finally
        {
            _merging.Release();
        }
    }

    private void MergeMemory()
    {
        List<Segment> runs;
        lock (_lock)
        {
            if (_kept < _options.MemoryBytes * _options.MergeShare)
            {
                return;
            }

            runs = [.. _inMemory];
            _inMemory.Clear();
            _kept = 0;
        }

        var merged = Merge(runs, _combiner);
        lock (_lock)
        {
            _onDisk.Add(merged);
            _reserved -= runs.Sum(r => (long)r.Bytes!.Length);
            Signal();
        }

        MergeFiles();
    }

    // As Apache's: when there are twice as many as are merged at once, the smallest become one.
    private void MergeFiles()
    {
        var factor = _state.Job.Parts.Settings.SortFactor;
        List<Segment> runs;
        lock (_lock)
        {
            if (_onDisk.Count < (2 * factor) - 1)
            {
                return;
            }

            runs = [.. _onDisk.OrderBy(r => r.Part.PartLength).Take(factor)];
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

    private void Signal()
    {
        _freed.SetResult();
        _freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
