using Hathi.Hdfs.Client.Local;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// A file of HDFS, being written: bytes are gathered into packets, which a <see cref="FileStreamer"/> sends in the background. One caller
/// at a time. Disposing writes the rest and completes the file; when an earlier call has already failed, disposing only cleans up. Source:
/// Apache <c>DFSOutputStream</c>.
/// </summary>
internal sealed class HdfsWriteStream : FileWriteStream
{
    /// <summary>So much since the last flush, and more is expected to come.</summary>
    private const int BulkThreshold = 1 << 20;

    private readonly HdfsClient _client;
    private readonly string _path;
    private readonly long _fileId;
    private readonly long _blockSize;
    private readonly ChunkChecksum _checksum;
    private readonly WriteWindow _window;
    private readonly FileStreamer _streamer;

    /// <summary>The last chunk that was flushed before it was full: the next packet starts with it again.</summary>
    private readonly byte[] _partial;
    private int _partialLength;
    private Packet? _packet;
    private long _nextSequenceNumber;
    private long _length;
    private long _inBlock;
    private long _flushedInBlock;
    private long _lengthAtFlush;
    private bool _syncEveryBlock;
    private bool _failureSeen;
    private bool _disposed;

    /// <param name="client">The client.</param>
    /// <param name="path">Of the file.</param>
    /// <param name="file">As create or append described it.</param>
    /// <param name="last">The last block of a file that is appended to; null when it has none.</param>
    /// <param name="newBlock">Whether the last block stays as it is, though it may have room.</param>
    internal HdfsWriteStream(HdfsClient client, string path, HdfsFileStatusProto file, LocatedBlockProto? last, bool newBlock)
    {
        _client = client;
        _path = path;
        _fileId = (long)file.FileId;
        _blockSize = (long)file.Blocksize;
        _checksum = client.Options.Checksum;
        _partial = new byte[_checksum.BytesPerChecksum];
        _window = new WriteWindow(client.Options, client.Packets, client.Time);
        _length = _lengthAtFlush = (long)file.Length;
        var hasRoom = !newBlock && last is not null && (long)last.B.NumBytes < _blockSize;
        _inBlock = hasRoom ? (long)last!.B.NumBytes : 0;
        _flushedInBlock = _inBlock;
        _streamer = new FileStreamer(client, path, file, hasRoom ? last : null, hasRoom ? null : last?.B, _window, _checksum);
        client.Opened(this);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_disposed;

    /// <summary>Bytes of the file with what was written so far.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("Files of HDFS are written from front to back.");
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (TryGather(buffer.Span))
        {
            return ValueTask.CompletedTask;
        }

        return WriteSlowlyAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!TryGather(buffer.AsSpan(offset, count)))
        {
            WriteSlowlyAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!TryGather(buffer))
        {
            WriteSlowlyAsync(buffer.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    public override ValueTask HFlushAsync(CancellationToken cancellationToken) => FlushAsync(sync: false, cancellationToken);

    public override ValueTask HSyncAsync(CancellationToken cancellationToken) => FlushAsync(sync: true, cancellationToken);

    public override async ValueTask AbortAsync()
    {
        // Whoever waits in the window hears of it, be it a write, or a disposal that is under way.
        _failureSeen = true;
        _window.Fail(WriteFailure.Aborted(_path));
        await _streamer.AbortAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Nothing: full packets leave by themselves, and <see cref="HFlushAsync"/> makes the rest visible.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only writes.");

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("Files of HDFS are written from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("Files of HDFS are written from front to back.");

    public override async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await CloseAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            CloseAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private bool TryGather(ReadOnlySpan<byte> data)
    {
        if (_packet is not { } packet || packet.Room <= data.Length)
        {
            return false;
        }

        packet.Append(data);
        Took(data.Length);
        return true;
    }

    private async ValueTask WriteSlowlyAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            while (!data.IsEmpty)
            {
                var packet = _packet ??= await StartPacketAsync(cancellationToken).ConfigureAwait(false);
                var count = packet.Append(data.Span);
                data = data[count..];
                Took(count);
                if (packet.Room == 0)
                {
                    QueuePacket(sync: false);
                }
            }
        }
        catch (IOException)
        {
            _failureSeen = true;
            throw;
        }
    }

    /// <summary>Reads a file into packets, without a buffer between.</summary>
    internal async ValueTask<long> CopyFromFileAsync(LocalFile source, Action<int>? progress, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var start = _length;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var packet = _packet ??= await StartPacketAsync(cancellationToken).ConfigureAwait(false);
                var count = source.Read(packet.Free);
                if (count == 0)
                {
                    DropEmptyPacket();
                    break;
                }

                packet.Grow(count);
                Took(count);
                if (packet.Room == 0)
                {
                    QueuePacket(sync: false);
                }

                progress?.Invoke(count);
            }
        }
        catch (IOException) when (_window.Failure is not null)
        {
            _failureSeen = true;
            throw;
        }

        source.Finish();
        return _length - start;
    }

    private void DropEmptyPacket()
    {
        if (_packet is { Length: 0 } packet)
        {
            _packet = null;
            _client.Packets.Return(packet);
        }
    }

    private void Took(int count)
    {
        _inBlock += count;
        _length += count;
    }

    private async ValueTask<Packet> StartPacketAsync(CancellationToken cancellationToken)
    {
        if (_inBlock == _blockSize)
        {
            await EndBlockAsync(sync: _syncEveryBlock, cancellationToken).ConfigureAwait(false);
        }

        await _window.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var packet = _client.Packets.Rent();
        var start = _inBlock - _partialLength;

        // A block that is appended to may start in the middle of a chunk: that chunk travels alone, with a checksum of what is new.
        var intoChunk = (int)(start % _checksum.BytesPerChecksum);
        var full = (_length - _lengthAtFlush >= BulkThreshold ? _client.Packets.BulkPlan : _client.Packets.Plan).DataLength;
        var limit = intoChunk == 0 ? full : _checksum.BytesPerChecksum - intoChunk;
        packet.Start(start, (int)Math.Min(limit, _blockSize - start));
        packet.Append(_partial.AsSpan(0, _partialLength));
        _partialLength = 0;
        return packet;
    }

    private void QueuePacket(bool sync)
    {
        var packet = _packet!;
        _packet = null;
        packet.Seal(_nextSequenceNumber++, _checksum, isLast: false, sync);
        KeepPartialChunk(packet);
        _window.Add(packet);
    }

    private void KeepPartialChunk(Packet packet)
    {
        var size = _checksum.BytesPerChecksum;
        var chunkStart = packet.EndOffset - (packet.EndOffset % size);
        _partialLength = (int)(packet.EndOffset - Math.Max(chunkStart, packet.Offset));
        packet.Data[^_partialLength..].CopyTo(_partial);
    }

    private async ValueTask EndBlockAsync(bool sync, CancellationToken cancellationToken)
    {
        await _window.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var last = _client.Packets.Rent();
        last.Start(_inBlock, 0);
        last.Seal(_nextSequenceNumber++, _checksum, isLast: true, sync);
        _window.Add(last);
        _inBlock = _flushedInBlock = 0;
        _partialLength = 0;
    }

    private async ValueTask FlushAsync(bool sync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            _syncEveryBlock |= sync;
            if (_inBlock > _flushedInBlock && _packet is not null)
            {
                QueuePacket(sync);
            }
            else if (sync && _inBlock == _blockSize)
            {
                await EndBlockAsync(sync: true, cancellationToken).ConfigureAwait(false);
            }
            else if (sync && _inBlock > 0)
            {
                await QueueSyncAsync(cancellationToken).ConfigureAwait(false);
            }

            _flushedInBlock = _inBlock;
            _lengthAtFlush = _length;
            await _window.WaitForAcknowledgementAsync(cancellationToken).ConfigureAwait(false);
            if (_streamer.TakeNewBlock())
            {
                await _client.NameNode.FsyncAsync(_path, _fileId, _streamer.AcknowledgedInBlock, cancellationToken).ConfigureAwait(false);
            }

            _streamer.MarkFlushed();
        }
        catch (IOException)
        {
            _failureSeen = true;
            throw;
        }
    }

    /// <summary>All data is sent; an empty packet asks for the disk.</summary>
    private async ValueTask QueueSyncAsync(CancellationToken cancellationToken)
    {
        await _window.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var packet = _client.Packets.Rent();
        packet.Start(_inBlock, 0);
        packet.Seal(_nextSequenceNumber++, _checksum, isLast: false, sync: true);
        _window.Add(packet);
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            if (_failureSeen)
            {
                await _streamer.AbortAsync().ConfigureAwait(false);
                return;
            }

            await FinishAsync().ConfigureAwait(false);
        }
        catch
        {
            await _streamer.AbortAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (_packet is { } packet)
            {
                _packet = null;
                _client.Packets.Return(packet);
            }

            _window.Clear();
            _client.Closed(this);
        }
    }

    private async ValueTask FinishAsync()
    {
        if (_packet is not null && _inBlock > _flushedInBlock)
        {
            QueuePacket(sync: _syncEveryBlock);
        }

        if (_inBlock > 0)
        {
            await EndBlockAsync(sync: _syncEveryBlock, CancellationToken.None).ConfigureAwait(false);
        }

        await _window.WaitForAcknowledgementAsync(CancellationToken.None).ConfigureAwait(false);
        _window.Close();
        await _streamer.Completion.ConfigureAwait(false);
        _window.ThrowIfFailed();
        await CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask CompleteAsync()
    {
        for (var attempt = 0; !await _client.NameNode.CompleteAsync(
            _path, _fileId, _streamer.LastBlock, CancellationToken.None).ConfigureAwait(false); attempt++)
        {
            if (attempt >= _client.Options.LocateFollowingBlockRetries)
            {
                throw WriteFailure.NotReported(_path, _streamer.LastBlock);
            }

            await Task.Delay(BlockAllocator.Delay(_client.Options, attempt), _client.Time).ConfigureAwait(false);
        }
    }
}
