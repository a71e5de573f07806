using System.Buffers;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Counting;
using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Formats;

/// <summary>The file that one task attempt writes, through a buffer. Used by the attempt's thread, which waits for the file system.</summary>
internal sealed class OutputFile : IBufferWriter<byte>, IAsyncDisposable
{
    private const int BufferBytes = 256 << 10;

    private readonly TaskContext _task;
    private readonly QualifiedPath _path;
    private readonly FileWriteStream _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _used;
    private bool _closed;

    private OutputFile(TaskContext task, QualifiedPath path, FileWriteStream file)
    {
        _task = task;
        _path = path;
        _file = file;
    }

    /// <summary>Creates part-m-00000 or part-r-00000, with the task's number, in the committer's work directory.</summary>
    /// <param name="task">The attempt that writes.</param>
    /// <param name="extension">Behind the name, with its dot; may be empty.</param>
    internal static async ValueTask<OutputFile> CreateAsync(TaskContext task, string extension)
    {
        var id = task.Attempt.Task;
        var name = $"{task.Configuration.GetString("mapreduce.output.basename", "part")}-{id.Letter}-{id.Number:00000}{extension}";
        var path = task.State.Committer.GetWorkPath(task.Attempt).Child(name);
        var file = await path.FileSystem.CreateAsync(path.Path, CreateOptions.Default, task.CancellationToken).ConfigureAwait(false);
        task.State.Counters[path.FileSystem.Uri.Scheme, FileSystemCounter.WriteOps].Increment();
        return new OutputFile(task, path, file);
    }

    public void Advance(int count) => _used += count;

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
        _used += bytes.Length;
    }

    internal async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
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

        try
        {
            await _file.WriteAsync(_buffer.AsMemory(0, _used), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException)
        {
            throw Failed(e);
        }

        _task.State.Counters[_path.FileSystem.Uri.Scheme, FileSystemCounter.BytesWritten].Increment(_used);
        _task.State.Counters[CounterNames.FileOutput, CounterNames.BytesWritten].Increment(_used);
        _used = 0;
    }

    private TaskIOException Failed(Exception e) => new($"Writing {_path} failed: {e.Message}", e);
}
