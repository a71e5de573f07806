using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// One read of a range of one replica: packets come in, their checksums are verified in the receive buffer, and their data is handed out.
/// Opened, read to its end or given up, closed. Used by one caller at a time. Source: Apache <c>BlockReaderRemote</c>, <c>BlockSender</c>.
/// </summary>
internal sealed class BlockReader
{
    /// <summary>Many packets a receive, and a write when copying to a file; larger did not help.</summary>
    private const int LargeBuffer = 1 << 20;

    /// <summary>While more than this is to come, the reader sleeps until so much is there: a quarter of the wake-ups.</summary>
    private const int Watermark = 512 << 10;

    /// <summary>Room for headers and checksums beside the data of a short read.</summary>
    private const int Overhead = 8 << 10;

    /// <summary>
    /// How long the end of a read may come after its data. A node sends both at once; its caller, who has all bytes, is not kept waiting
    /// for the sake of a connection that could be used again.
    /// </summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(200);

    private readonly HdfsClient _client;
    private readonly DataNodeConnection _connection;
    private readonly ExtendedBlockProto _block;
    private readonly ChunkChecksum _checksum;
    private readonly long _start;
    private readonly long _end;
    private long _packetEnd;
    private int _ready;
    private bool _lastSeen;
    private bool _closed;

    private BlockReader(
        HdfsClient client,
        DataNodeConnection connection,
        ExtendedBlockProto block,
        ChunkChecksum checksum,
        long start,
        long chunkStart,
        long end)
    {
        _client = client;
        _connection = connection;
        _block = block;
        _checksum = checksum;
        Position = start;
        _packetEnd = _start = chunkStart;
        _end = end;
    }

    /// <summary>Of the next byte, in the block.</summary>
    internal long Position { get; private set; }

    /// <summary>Bytes left of the range.</summary>
    internal long Remaining => _end - Position;

    internal DatanodeIDProto Node => _connection.Node;

    /// <summary>Verified data at <see cref="Position"/>; valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Ready => _connection.ReceivedMemory[..(int)Math.Min(_ready, Remaining)];

    /// <summary>Asks a node for a range of a block; on a kept connection that turns out to be closed, once more on a new one.</summary>
    /// <exception cref="DataNodeException">The node cannot be reached or refuses.</exception>
    internal static async ValueTask<BlockReader> OpenAsync(
        HdfsClient client, LocatedBlockProto located, DatanodeIDProto node, bool verify, long start, long length,
        CancellationToken cancellationToken)
    {
        while (client.Connections.Take(node) is { } kept)
        {
            try
            {
                return await OpenOnAsync(client, kept, located, verify, start, length, cancellationToken).ConfigureAwait(false);
            }
            catch (DataNodeException e) when (e is not DataNodeRefusedException)
            {
                // It was closed by its node in this moment; a new one tells whether the node is well.
            }
        }

        var options = client.Options;
        var connection = await DataNodeConnection.OpenAsync(
            client, node, options.SocketTimeout, options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        return await OpenOnAsync(client, connection, located, verify, start, length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until there is <see cref="Ready"/> data, unless the range is at its end.</summary>
    /// <exception cref="BlockChecksumException">The data does not fit its checksums.</exception>
    /// <exception cref="DataNodeException">The node failed.</exception>
    internal async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (_ready == 0 && Remaining > 0)
        {
            if (!TryTakePacket(mayMove: true))
            {
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The first bytes of <see cref="Ready"/> have been used.</summary>
    internal void Advance(int count)
    {
        Position += count;
        _ready -= count;
        _connection.Consume(count);
        if (Remaining == 0 || _ready == 0)
        {
            DropSurplus();
        }
    }

    /// <summary>Reads until the buffer is full or the range ends.</summary>
    /// <returns>Bytes read.</returns>
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var done = 0;
        while (done < buffer.Length && Remaining > 0)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var count = Math.Min(Ready.Length, buffer.Length - done);
            Ready.Span[..count].CopyTo(buffer.Span[done..]);
            Advance(count);
            done += count;
        }

        return done;
    }

    /// <summary>Takes all verified data that is there, waiting for some; where it lies, valid until the next call.</summary>
    /// <returns>Bytes taken.</returns>
    internal async ValueTask<int> TakeAsync(List<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        var total = 0;
        try
        {
            while (_ready > 0 || (Remaining > 0 && TryTakePacket(mayMove: false)))
            {
                var piece = Ready;
                pieces.Add(piece);
                total += piece.Length;
                Advance(piece.Length);
            }
        }
        catch (DataNodeException) when (total > 0)
        {
            // What came before is good; the next call finds the fault again.
        }

        return total;
    }

    /// <summary>Passes over bytes by reading them.</summary>
    internal async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var part = (int)Math.Min(Ready.Length, count);
            Advance(part);
            count -= part;
        }
    }

    /// <summary>Ends the read. At the end of its range the node is told that all was well, and the connection is kept.</summary>
    internal async ValueTask CloseAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (Remaining > 0)
        {
            _connection.Dispose();
            return;
        }

        try
        {
            if (!EndHasCome())
            {
                await AwaitEndAsync().ConfigureAwait(false);
            }

            var status = new ClientReadStatusProto { Status = _checksum.Size > 0 ? Status.ChecksumOk : Status.Success };
            await _connection.SendAsync(DelimitedMessage.ToArray(status), CancellationToken.None).ConfigureAwait(false);
            if (_connection.Received.IsEmpty)
            {
                _client.Connections.Give(_connection);
                return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // All data was read and verified; only the connection is of no further use.
        }

        _connection.Dispose();
    }

    private bool EndHasCome()
    {
        DropSurplus();
        while (!_lastSeen && TryTakePacket(mayMove: true))
        {
            DropSurplus();
        }

        return _lastSeen;
    }

    private async ValueTask AwaitEndAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience, _client.Time);
        do
        {
            await ReceiveAsync(patience.Token).ConfigureAwait(false);
        }
        while (!EndHasCome());
    }

    /// <summary>Ends the read wherever it is; nothing may be under way on it.</summary>
    internal void Drop()
    {
        _closed = true;
        _connection.Dispose();
    }

    private static async ValueTask<BlockReader> OpenOnAsync(
        HdfsClient client, DataNodeConnection connection, LocatedBlockProto located, bool verify, long start, long length,
        CancellationToken cancellationToken)
    {
        try
        {
            var request = new OpReadBlockProto
            {
                Header = new ClientOperationHeaderProto
                {
                    BaseHeader = new BaseHeaderProto { Block = located.B, Token = located.BlockToken },
                    ClientName = client.ClientName,
                },
                Offset = (ulong)start,
                Len = (ulong)length,
                SendChecksums = verify,
                CachingStrategy = new CachingStrategyProto(),
            };
            connection.Reserve((int)Math.Min(LargeBuffer, length + (length / 64) + Overhead));
            await connection.SendOperationAsync(DataTransferOp.ReadBlock, request, cancellationToken).ConfigureAwait(false);
            var response = await connection.ReadResponseAsync($"read {Name(located.B)}", cancellationToken).ConfigureAwait(false);
            return new BlockReader(
                client, connection, located.B, ChecksumOf(response, connection), start, ChunkStart(response, connection, start),
                start + length);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static ChunkChecksum ChecksumOf(BlockOpResponseProto response, DataNodeConnection connection)
    {
        try
        {
            return ChunkChecksum.FromProto(
                response.ReadOpChecksumInfo?.Checksum ?? throw new MalformedMessageException("no checksum information"));
        }
        catch (MalformedMessageException e)
        {
            throw new DataNodeException($"DataNode {connection.Name} answered a read with {e.Message}.", e);
        }
    }

    /// <summary>The data starts at the chunk that holds the first byte asked for.</summary>
    private static long ChunkStart(BlockOpResponseProto response, DataNodeConnection connection, long start)
    {
        var first = (long)response.ReadOpChecksumInfo.ChunkOffset;
        return first >= 0 && first <= start
            ? first
            : throw new DataNodeException($"DataNode {connection.Name} starts at {first}, after {start} which was asked for.", null);
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        // More bytes are still to come than data is missing, since headers and checksums come with it. The first data is not kept waiting.
        var missing = _end - _packetEnd - _connection.Received.Length;
        _connection.SetLowWatermark(missing >= Watermark && _packetEnd - _start >= LargeBuffer ? Watermark : 1);
        if (!await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new DataNodeException(
                $"DataNode {_connection.Name} closed the connection {Remaining} bytes before the end of {Name(_block)}.", null);
        }
    }

    /// <summary>Verifies the packet at the start of what was received and makes its data ready.</summary>
    /// <param name="mayMove">
    /// Whether what was received may move to make room for a larger packet: not while pieces of it are handed out.
    /// </param>
    /// <returns>False when more has to arrive first.</returns>
    private bool TryTakePacket(bool mayMove)
    {
        try
        {
            var received = _connection.Received;
            if (!PacketHeader.TryRead(received, out var header, out var headerSize))
            {
                return false;
            }

            if (received.Length - headerSize < header.BodyLength)
            {
                if (mayMove)
                {
                    _connection.Reserve(headerSize + header.BodyLength);
                }

                return false;
            }

            Take(header, received.Slice(headerSize, header.BodyLength), headerSize);
            return true;
        }
        catch (MalformedMessageException e)
        {
            throw new DataNodeException($"DataNode {_connection.Name} sent a broken packet of {Name(_block)}: {e.Message}", e);
        }
    }

    private void Take(in PacketHeader header, ReadOnlySpan<byte> body, int headerSize)
    {
        if (header.DataLength == 0)
        {
            // An empty packet that ends nothing brings nothing either: a node could send them for ever.
            if (!header.LastInBlock || Remaining > 0)
            {
                throw new DataNodeException(
                    $"DataNode {_connection.Name} {(header.LastInBlock ? "ended" : "sent a packet without data")} {Remaining} bytes before "
                    + $"the end of {Name(_block)}.",
                    null);
            }

            _lastSeen = true;
            _connection.Consume(headerSize + header.BodyLength);
            return;
        }

        if (_packetEnd >= _end)
        {
            throw new DataNodeException(
                $"DataNode {_connection.Name} sends more of {Name(_block)} than the bytes up to {_end} that were asked for.", null);
        }

        if (header.OffsetInBlock != _packetEnd || header.ChecksumLength != _checksum.ChecksumLength(header.DataLength))
        {
            throw new DataNodeException(
                $"DataNode {_connection.Name} sent {header.DataLength} bytes at {header.OffsetInBlock} with {header.ChecksumLength} bytes "
                + $"of checksums, where {_packetEnd} of {Name(_block)} was due.",
                null);
        }

        var data = body[header.ChecksumLength..];
        var bad = _checksum.FindMismatch(data, body[..header.ChecksumLength]);
        if (bad >= 0)
        {
            throw new BlockChecksumException(
                $"The data of {Name(_block)} at {header.OffsetInBlock + ((long)bad * _checksum.BytesPerChecksum)} from DataNode "
                + $"{_connection.Name} does not fit its checksum.");
        }

        _packetEnd += header.DataLength;
        var before = (int)Math.Min(header.DataLength, Math.Max(0, Position - header.OffsetInBlock));
        _connection.Consume(headerSize + header.ChecksumLength + before);
        _ready = header.DataLength - before;
        if (Remaining == 0)
        {
            DropSurplus();
        }
    }

    /// <summary>The last chunk comes whole, also when the range ends inside of it.</summary>
    private void DropSurplus()
    {
        _connection.Consume(_ready);
        _ready = 0;
    }

    internal static string Name(ExtendedBlockProto block) => $"{block.PoolId}:blk_{block.BlockId}_{block.GenerationStamp}";
}
