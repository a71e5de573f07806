using System.Buffers;
using System.Threading.Channels;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Reads a split ahead of the task: while records of one chunk are mapped the next chunk is fetched. Behind the end of the split it reads
/// only what is asked for. Its <see cref="Read(Span{byte})"/> blocks and belongs to the task's thread; everything else happens on the pool.
/// </summary>
internal sealed class PrefetchStream : Stream
{
    /// <summary>Bytes fetched at once: long enough for a DataNode to stream, short enough to stay in the processor's cache.</summary>
    private const int ChunkBytes = 512 << 10;

    /// <summary>Chunks that wait to be mapped; with one being filled and one being read it bounds the memory of a task to 2 MiB.</summary>
    private const int MaxChunks = 2;

    /// <summary>Behind the end of a split the rest of one line is wanted: the first read is small, longer lines double it.</summary>
    private const int FirstTail = 4 << 10;

    private const int MaxTail = 256 << 10;

    private readonly TaskState _task;
    private readonly FileReadStream _file;
    private readonly long _length;
    private readonly long _fileLength;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<Chunk> _chunks = Channel.CreateBounded<Chunk>(MaxChunks);
    private readonly Task _pump;
    private Chunk _current;
    private int _used;
    private long _tail;
    private int _tailBytes = FirstTail;

    /// <param name="file">Closed with this stream.</param>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="end">Up to here is read ahead.</param>
    /// <param name="task">Its progress is told, its end ends waiting.</param>
    internal PrefetchStream(FileReadStream file, long start, long end, TaskState task)
    {
        _task = task;
        _length = Math.Max(1, end - start);
        _file = file;
        _fileLength = file.Length;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(task.CancellationToken);
        _tail = Math.Min(end, _fileLength);
        _pump = Task.Run(() => PumpAsync(start, _tail), CancellationToken.None);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("A split is read from front to back.");

    public override long Position
    {
        get => throw new NotSupportedException("A split is read from front to back.");
        set => throw new NotSupportedException("A split is read from front to back.");
    }

    /// <summary>Bytes handed out so far.</summary>
    internal long Taken { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_used == _current.Length && !NextChunk())
        {
            return ReadTail(buffer);
        }

        var n = Math.Min(buffer.Length, _current.Length - _used);
        _current.Bytes.AsSpan(_used, n).CopyTo(buffer);
        _used += n;
        Taken += n;
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A split is read from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream only reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only reads.");

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        while (_chunks.Reader.TryRead(out var chunk))
        {
            ArrayPool<byte>.Shared.Return(chunk.Bytes);
        }

        ReturnCurrent();
        _stop.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private bool NextChunk()
    {
        ReturnCurrent();
        _task.CancellationToken.ThrowIfCancellationRequested();
        _task.Bytes = _task.BytesBefore + Taken;
        _task.Progress = Math.Min(1, _task.Bytes / (float)Math.Max(_length, _task.BytesOfSplit));
        if (!_chunks.Reader.TryRead(out var chunk))
        {
            // Completion hands on what the pump failed with.
            if (!Blocking.Wait(_chunks.Reader.WaitToReadAsync(_stop.Token)) || !_chunks.Reader.TryRead(out chunk))
            {
                return false;
            }
        }

        _current = chunk;
        _used = 0;
        return true;
    }

    private void ReturnCurrent()
    {
        if (_current.Bytes is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _current = default;
        _used = 0;
    }

    private int ReadTail(Span<byte> buffer)
    {
        if (_tail >= _fileLength)
        {
            return 0;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(_tailBytes);
        try
        {
            var n = Blocking.Wait(_file.ReadAtAsync(_tail, bytes.AsMemory(0, Math.Min(buffer.Length, _tailBytes)), _stop.Token));
            bytes.AsSpan(0, n).CopyTo(buffer);
            _tail += n;
            _tailBytes = Math.Min(MaxTail, 2 * _tailBytes);
            Taken += n;
            return n;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private async Task PumpAsync(long position, long end)
    {
        try
        {
            _file.Position = position;
            while (position < end)
            {
                var bytes = ArrayPool<byte>.Shared.Rent(ChunkBytes);
                var n = await FillAsync(bytes.AsMemory(0, (int)Math.Min(ChunkBytes, end - position))).ConfigureAwait(false);
                position += n;
                await _chunks.Writer.WriteAsync(new Chunk(bytes, n), _stop.Token).ConfigureAwait(false);
                if (n == 0)
                {
                    break;
                }
            }

            _chunks.Writer.Complete();
        }
        catch (Exception e)
        {
            _chunks.Writer.Complete(e);
        }
    }

    private async ValueTask<int> FillAsync(Memory<byte> target)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var n = await _file.ReadAsync(target[filled..], _stop.Token).ConfigureAwait(false);
            if (n == 0)
            {
                break;
            }

            filled += n;
        }

        return filled;
    }

    private readonly record struct Chunk(byte[] Bytes, int Length);
}
