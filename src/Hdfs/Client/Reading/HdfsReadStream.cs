using Hathi.Base;
using Hathi.Hdfs.Client.Local;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// A file of HDFS, to read. Reads that move the stream are one at a time; positional reads run beside them and each other.
/// </summary>
internal sealed class HdfsReadStream(HdfsClient client, LocatedFile file) : FileReadStream
{
    /// <summary>A seek forward by no more than this reads over the bytes: cheaper than a new connection.</summary>
    private const int SkipLimit = 128 << 10;

    private readonly ReplicaReads _replicas = new(client, file);
    private BlockReader? _reader;
    private LocatedBlockProto? _block;
    private long _position;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A position is at least 0.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty && _position < file.Length)
        {
            var reader = await ReaderAtPositionAsync(cancellationToken).ConfigureAwait(false);
            var before = reader.Position;
            try
            {
                await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (DataNodeException e)
            {
                await DropReaderAsync(e, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                DropReader();
                throw;
            }

            // Also before a fault, what came was verified.
            var count = (int)(reader.Position - before);
            _position += count;
            HdfsClientMetrics.BytesRead.Add(count);
            if (_reader is { Remaining: 0 })
            {
                await CloseReaderAsync().ConfigureAwait(false);
            }

            if (count > 0)
            {
                return count;
            }
        }

        return 0;
    }

    public override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var total = (int)Math.Min(buffer.Length, Math.Max(0, file.Length - position));
        var done = 0;
        while (done < total)
        {
            done += await PositionalRead.ReadAsync(
                client, file, position + done, buffer[done..total], cancellationToken).ConfigureAwait(false);
        }

        HdfsClientMetrics.BytesRead.Add(total);
        return total;
    }

    /// <summary>The shortest way, as <see cref="StreamCopy"/> knows it.</summary>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        return StreamCopy.CopyAsync(this, destination, null, cancellationToken).AsTask();
    }

    /// <summary>Writes the packets of each receive from where they lie, in one call.</summary>
    internal async ValueTask<long> CopyToFileAsync(LocalFile target, Action<int>? progress, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var start = _position;
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (_position < file.Length)
        {
            var reader = await ReaderAtPositionAsync(cancellationToken).ConfigureAwait(false);
            pieces.Clear();
            try
            {
                var count = await reader.TakeAsync(pieces, cancellationToken).ConfigureAwait(false);
                target.Write(pieces, count);
                _position += count;
                HdfsClientMetrics.BytesRead.Add(count);
                progress?.Invoke(count);
            }
            catch (DataNodeException e)
            {
                await DropReaderAsync(e, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                DropReader();
                throw;
            }

            if (_reader is { Remaining: 0 })
            {
                await CloseReaderAsync().ConfigureAwait(false);
            }
        }

        target.Finish();
        return _position - start;
    }

    public override int Read(Span<byte> buffer)
    {
        var array = BoundedPool<byte>.Rent(buffer.Length);
        try
        {
            var count = ReadAsync(array.AsMemory(0, buffer.Length), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            array.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            BoundedPool<byte>.Return(array);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => file.Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("This stream only reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only reads.");

    public override async ValueTask DisposeAsync()
    {
        _disposed = true;
        await CloseReaderAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        if (disposing)
        {
            CloseReaderAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<BlockReader> ReaderAtPositionAsync(CancellationToken cancellationToken)
    {
        if (_reader is { } reader)
        {
            var ahead = _position - (long)_block!.Offset - reader.Position;
            if (ahead == 0)
            {
                return reader;
            }

            if (ahead > 0 && ahead < reader.Remaining && ahead <= SkipLimit
                && await TrySkipAsync(reader, ahead, cancellationToken).ConfigureAwait(false))
            {
                return reader;
            }

            await CloseReaderAsync().ConfigureAwait(false);
        }

        (_reader, _block) = await _replicas.OpenAsync(_position, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return _reader;
    }

    private async ValueTask<bool> TrySkipAsync(BlockReader reader, long count, CancellationToken cancellationToken)
    {
        try
        {
            await reader.SkipAsync(count, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DataNodeException e)
        {
            await DropReaderAsync(e, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException)
        {
            DropReader();
            throw;
        }
    }

    private async ValueTask CloseReaderAsync()
    {
        if (_reader is { } reader)
        {
            _reader = null;
            _replicas.Succeeded(reader.Node);
            await reader.CloseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask DropReaderAsync(DataNodeException reason, CancellationToken cancellationToken)
    {
        var node = _reader!.Node;
        DropReader();
        await _replicas.FailedAsync(_block!, node, reason, cancellationToken).ConfigureAwait(false);
    }

    private void DropReader()
    {
        _reader?.Drop();
        _reader = null;
    }
}
