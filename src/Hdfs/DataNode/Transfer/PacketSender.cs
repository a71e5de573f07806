using System.Buffers.Binary;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol.DataTransfer;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Sends a range of a replica as packets: header and checksums from a small buffer, data on Linux straight from the page cache to
/// the socket. Made before the peer is told that bytes come, for the buffer may be missing. Source: BlockSender.
/// </summary>
internal sealed class PacketSender : IDisposable
{
    private readonly Connection _connection;
    private readonly ReplicaReader _reader;
    private readonly MoveThrottle? _throttle;
    private readonly CancellationToken _stopped;
    private readonly long _dataPerPacket;
    private readonly SafeFileHandle? _handle;
    private readonly NativeBuffer _buffer;

    /// <param name="context">The node around.</param>
    /// <param name="connection">Where to.</param>
    /// <param name="reader">What is sent.</param>
    /// <param name="packetSize">Bytes of data of a packet, at least a chunk.</param>
    /// <param name="throttle">Says when bytes may go; null: at once.</param>
    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal PacketSender(TransferContext context, Connection connection, ReplicaReader reader, int packetSize, MoveThrottle? throttle)
    {
        var checksum = reader.Header.Checksum;
        var chunks = Math.Max(1, packetSize / checksum.BytesPerChecksum);
        _connection = connection;
        _reader = reader;
        _throttle = throttle;
        _stopped = context.Ending;
        _dataPerPacket = (long)chunks * checksum.BytesPerChecksum;
        _handle = connection.Socket.SendsFiles ? reader.Data.Handle : null;
        _buffer = new NativeBuffer(
            context.Memory, PacketHeader.MaxSize + (chunks * checksum.Size) + (_handle is null ? (int)_dataPerPacket : 0));
    }

    /// <summary>Bytes of data sent so far.</summary>
    internal long Sent { get; private set; }

    /// <summary>Sends everything, and the empty packet that ends it.</summary>
    /// <exception cref="SocketException">The peer is gone, or has not read for too long, or the node ends.</exception>
    /// <exception cref="IOException">The disk failed; the connection can only be closed.</exception>
    internal void SendAll()
    {
        var (buffer, handle) = (_buffer, _handle);
        var checksum = _reader.Header.Checksum;
        var offset = _reader.Range.Start;
        long sequence = 0;
        while (offset < _reader.Range.End)
        {
            var length = (int)Math.Min(_dataPerPacket, _reader.Range.End - offset);
            var head = WriteHead(buffer, new PacketHeader(offset, sequence++, checksum.ChecksumLength(length), length, false, false));
            _throttle?.Pass(length, _stopped);
            if (handle is null)
            {
                ReadFully(buffer.Slice(head, length), offset);
                _connection.Send(buffer.Slice(0, head + length));
            }
            else
            {
                _connection.Send(buffer.Slice(0, head), more: true);
                SendData(handle, offset, length);
            }

            offset += length;
            Sent += length;
        }

        _connection.Send(buffer.Slice(0, WriteHead(buffer, new PacketHeader(offset, sequence, 0, 0, true, false))));
    }

    public void Dispose() => _buffer.Dispose();

    private int WriteHead(NativeBuffer buffer, PacketHeader header)
    {
        var n = header.Write(buffer.Slice(0, header.Size));
        if (header.ChecksumLength == 0)
        {
            return n;
        }

        var sums = buffer.Slice(n, header.ChecksumLength);
        if (_reader.Meta!.Read(_reader.Header.ChecksumOffset(header.OffsetInBlock), sums) < sums.Length)
        {
            // Other checksums in their place would have the reader report the replica, which may have been cut meanwhile.
            throw TooShort();
        }

        if (_reader.LastChecksum is { } last && header.OffsetInBlock + header.DataLength == _reader.Range.End)
        {
            BinaryPrimitives.WriteUInt32BigEndian(sums[^4..], last);
        }

        return n + header.ChecksumLength;
    }

    private void ReadFully(Span<byte> target, long offset)
    {
        if (_reader.Data.Read(offset, target) < target.Length)
        {
            throw TooShort();
        }
    }

    private void SendData(SafeFileHandle file, long offset, int length)
    {
        var end = offset + length;
        while (offset < end)
        {
            var n = _connection.Socket.SendFile(file, offset, (int)(end - offset), DataPath);
            offset += n > 0 ? n : throw TooShort();
        }
    }

    private string DataPath => _reader.Volume.Pool.Data(_reader.Replica);

    private EnvironmentException TooShort() => new($"A file of {_reader.Replica} on {_reader.Volume.Root} is shorter than its length.");
}
