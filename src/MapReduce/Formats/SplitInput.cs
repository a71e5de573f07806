using Hathi.Hdfs.Client;
using Hathi.MapReduce.Compression;
using Hathi.MapReduce.Counting;
using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Formats;

/// <summary>The bytes of a split, unpacked if the file is packed, with what is read counted. Used by the attempt's thread.</summary>
internal sealed class SplitInput : IAsyncDisposable
{
    private readonly TaskState _task;
    private readonly QualifiedPath _path;
    private readonly PrefetchStream _file;

    private SplitInput(TaskState task, QualifiedPath path, PrefetchStream file, Stream bytes, bool isPacked, long start)
    {
        _task = task;
        _path = path;
        _file = file;
        Bytes = bytes;
        IsPacked = isPacked;
        Start = start;
    }

    /// <summary>What records are cut from.</summary>
    internal Stream Bytes { get; }

    /// <summary>The file is compressed: the split is all of it, and offsets count unpacked bytes.</summary>
    internal bool IsPacked { get; }

    /// <summary>Offset of the first byte of <see cref="Bytes"/>; at or before the start of the split.</summary>
    internal long Start { get; }

    internal string Name => _path.ToString();

    /// <param name="task">Whose thread reads.</param>
    /// <param name="split">What to read.</param>
    /// <param name="delimiter">Ends records; null for line ends, which need no look back.</param>
    internal static async ValueTask<SplitInput> OpenAsync(TaskState task, FileSplit split, byte[]? delimiter)
    {
        var path = task.Job.FileSystems.Resolve(split.Path);
        var codec = CompressionCodec.ForPath(path.Path);
        var file = await path.FileSystem.OpenReadAsync(path.Path, task.CancellationToken).ConfigureAwait(false);
        var start = split.Start;
        if (codec is null && delimiter is not null && start > 0)
        {
            start = SplitStart.Find(file, start, delimiter, path.ToString(), task.CancellationToken);
        }

        task.Counters[path.FileSystem.Uri.Scheme, FileSystemCounter.ReadOps].Increment();
        var prefetch = new PrefetchStream(file, start, split.Start + split.Length, task);
        Stream bytes = codec is null ? prefetch : codec.Unpack(prefetch, path.ToString());
        return new SplitInput(task, path, prefetch, bytes, codec is not null, start);
    }

    /// <summary>Opens a file that is never unpacked as a whole, such as one with packed records.</summary>
    /// <param name="task">Whose thread reads.</param>
    /// <param name="split">What to read.</param>
    /// <param name="start">Says where to start, from the file; before the split's end.</param>
    internal static async ValueTask<SplitInput> OpenPlainAsync(TaskState task, FileSplit split, Func<FileReadStream, string, long> start)
    {
        var path = task.Job.FileSystems.Resolve(split.Path);
        var file = await path.FileSystem.OpenReadAsync(path.Path, task.CancellationToken).ConfigureAwait(false);
        try
        {
            task.Counters[path.FileSystem.Uri.Scheme, FileSystemCounter.ReadOps].Increment();
            var from = start(file, path.ToString());
            var prefetch = new PrefetchStream(file, from, Math.Max(from, split.Start + split.Length), task);
            return new SplitInput(task, path, prefetch, prefetch, isPacked: false, from);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _task.Counters[_path.FileSystem.Uri.Scheme, FileSystemCounter.BytesRead].Increment(_file.Taken);
        _task.Counters[CounterNames.FileInput, CounterNames.BytesRead].Increment(_file.Taken);
        if (IsPacked)
        {
            await Bytes.DisposeAsync().ConfigureAwait(false);
        }

        await _file.DisposeAsync().ConfigureAwait(false);
    }
}
