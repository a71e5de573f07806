using Hathi.Hdfs.Client;
using Hathi.MapReduce.Counting;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>The bytes of a split, unpacked if the file is packed, with what is read counted. Used by the attempt's thread.</summary>
internal sealed class SplitInput : IAsyncDisposable
{
    private readonly TaskState _task;
    private readonly QualifiedPath _path;
    private readonly PrefetchStream _file;

    private readonly FileSplit _split;

    private SplitInput(TaskState task, FileSplit split, QualifiedPath path, PrefetchStream file, Stream bytes, bool isPacked, long start)
    {
        _task = task;
        _split = split;
        _path = path;
        _file = file;
        Bytes = bytes;
        IsPacked = isPacked;
        Start = start;
    }

    /// <summary>What records are cut from.</summary>
    internal Stream Bytes { get; }

    /// <summary>The file is compressed: offsets count unpacked bytes, from the first that is read.</summary>
    internal bool IsPacked { get; }

    /// <summary>
    /// A record that starts behind this belongs to another split. Of a part of a packed file it is known when that is read.
    /// </summary>
    internal long End => !IsPacked ? _split.Start + _split.Length : Bytes is Bzip2SplitReader part ? part.OwnEnd : long.MaxValue;

    /// <summary>A record that starts up to here belongs to the split before; negative when there is none before.</summary>
    internal long EarlierEnd => _split.Start == 0 ? -1 : IsPacked ? 0 : _split.Start;

    /// <summary>Offset of the first byte of <see cref="Bytes"/>; at or before the start of the split.</summary>
    internal long Start { get; }

    internal string Name =>
        Bytes is Bzip2SplitReader && _split.Start > 0 ? $"what is packed behind byte {_split.Start} of {_path}" : _path.ToString();

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
        Stream bytes = codec is null ? prefetch
            : codec.CanSplit && split.Length < file.Length ? codec.UnpackPart(prefetch, start, split.Start + split.Length, path.ToString())
            : codec.Unpack(prefetch, path.ToString());
        return new SplitInput(task, split, path, prefetch, bytes, codec is not null, codec is null ? start : 0);
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
            return new SplitInput(task, split, path, prefetch, prefetch, isPacked: false, from);
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
