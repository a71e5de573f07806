using System.Buffers;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Counting;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// The file that one task attempt writes, through a buffer, packed if a codec is given. Used by the attempt's thread, which
/// waits for the file system.
/// </summary>
internal sealed class OutputFile : IBufferWriter<byte>, IAsyncDisposable
{
    /// <summary>Hadoop's mark of which interface a job uses; jobs in C# use the new one unless they say otherwise.</summary>
    internal const string NewNamesKey = "mapred.reducer.new-api";

    private const int BufferBytes = 256 << 10;

    private readonly TaskContext _task;
    private readonly QualifiedPath _path;
    private readonly FileWriteStream _file;
    private readonly Stream? _packed;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _used;
    private bool _closed;

    private OutputFile(TaskContext task, QualifiedPath path, FileWriteStream file, CompressionCodec? codec)
    {
        _task = task;
        _path = path;
        _file = file;
        _packed = codec?.Pack(new Sink(this));
    }

    /// <summary>Bytes written so far; of a packed file, before packing.</summary>
    internal long Position { get; private set; }

    /// <summary>
    /// Creates part-m-00000 or part-r-00000, with the task's number, in the committer's work directory; part-00000 for jobs of Hadoop's
    /// older interface. A name of the context's own may have directories.
    /// </summary>
    /// <param name="task">The attempt that writes.</param>
    /// <param name="codec">Packs all that is written; null for a plain file. Its suffix follows the name.</param>
    internal static async ValueTask<OutputFile> CreateAsync(TaskContext task, CompressionCodec? codec)
    {
        var id = task.Attempt.Task;
        var kind = task.OutputName is not null || task.Configuration.GetBool(NewNamesKey, true) ? $"-{id.Letter}" : "";
        var name = task.OutputName ?? task.Configuration.Get(TaskKeys.OutputBaseName);
        var work = task.State.Committer.GetWorkPath(task.Attempt);
        var path = work with { Path = HdfsPath.Join(work.Path, $"./{name}{kind}-{id.Number:00000}{codec?.Suffix}") };
        var file = await path.FileSystem.CreateAsync(path.Path, Options(task.Configuration), task.CancellationToken).ConfigureAwait(false);
        task.State.Counters[path.FileSystem.Uri.Scheme, FileSystemCounter.WriteOps].Increment();
        return new OutputFile(task, path, file, codec);
    }

    public void Advance(int count)
    {
        _used += count;
        Position += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_used);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_used));
        Advance(bytes.Length);
    }

    internal async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_packed is not null)
        {
            await _packed.DisposeAsync().ConfigureAwait(false);
        }

        _closed = true;
        try
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException)
        {
            throw Failed(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        if (_closed)
        {
            return;
        }

        _closed = true;
        try
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The attempt failed for another reason, which is on its way up; its file goes away with it.
        }
    }

    // The job's own settings, whatever the file system was opened with.
    private static CreateOptions Options(Configuration configuration) => new()
    {
        Replication = configuration.GetRaw(HdfsKeys.Replication.Name) is null
            ? null
            : (short)JobSettings.Number(configuration, HdfsKeys.Replication),
        BlockSize = configuration.GetRaw(HdfsKeys.BlockSize.Name) is null ? null : configuration.Get(HdfsKeys.BlockSize),
    };

    private void MakeRoom(int bytes)
    {
        bytes = Math.Max(bytes, 1);
        if (_buffer.Length - _used >= bytes)
        {
            return;
        }

        Blocking.Wait(FlushAsync(_task.CancellationToken));
        if (_buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_used == 0)
        {
            return;
        }

        if (_packed is null)
        {
            await WriteAsync(_buffer.AsMemory(0, _used), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _packed.Write(_buffer.AsSpan(0, _used));
        }

        _used = 0;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException)
        {
            throw Failed(e);
        }

        _task.State.Counters[_path.FileSystem.Uri.Scheme, FileSystemCounter.BytesWritten].Increment(bytes.Length);
        _task.State.Counters[CounterNames.FileOutput, CounterNames.BytesWritten].Increment(bytes.Length);
    }

    private TaskIOException Failed(Exception e) => new($"Writing {_path} failed: {e.Message}", e);

    // What a codec writes to: the codecs are synchronous, as the attempt's thread is.
    private sealed class Sink(OutputFile file) : PackStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var copy = ArrayPool<byte>.Shared.Rent(buffer.Length);
            buffer.CopyTo(copy);
            Blocking.Wait(file.WriteAsync(copy.AsMemory(0, buffer.Length), file._task.CancellationToken));
            ArrayPool<byte>.Shared.Return(copy);
        }

        protected override void End()
        {
        }
    }
}
