using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Receives packets into one large buffer, as many at a time as the system has. Used by one thread.</summary>
internal sealed unsafe class PacketBuffer : IDisposable
{
    /// <summary>Below so much free room at the end the rest of a packet is moved to the front.</summary>
    private const int MinReceive = 64 * 1024;

    /// <summary>
    /// Bytes of the longest packet that our own client sends (1 MiB of data, its sums and a header): up to here buffers grow freely, and
    /// how many operations run bounds them.
    /// </summary>
    internal const int UsualSize = (1 << 20) + (64 << 10);

    private readonly Connection _connection;
    private readonly NativeBuffer _buffer;
    private int _start;
    private int _end;
    private int _wanted;

    /// <param name="connection">Where packets come from; what it has received already is taken, however much that is.</param>
    /// <param name="memory">Of all transfers.</param>
    /// <param name="size">Bytes to receive at a time.</param>
    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal PacketBuffer(Connection connection, BufferMemory memory, int size)
    {
        var here = connection.Buffered;
        _connection = connection;
        _buffer = new NativeBuffer(memory, Math.Max(size, here.Length), Math.Max(UsualSize, here.Length), connection.Remote.Address);
        here.CopyTo(_buffer.Slice(0, here.Length));
        _end = here.Length;
        connection.Take(here.Length);
    }

    internal byte* Memory => _buffer.Start;

    /// <summary>Waits for bytes.</summary>
    /// <returns>False: the peer has closed.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke or timed out.</exception>
    /// <exception cref="IOException">There is no memory for a packet of that size.</exception>
    internal bool Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_buffer.Size - _end < MinReceive)
        {
            MoveToFront();
        }

        var n = _connection.Socket.Receive(_buffer.Slice(_end, _buffer.Size - _end));
        _end += n;
        return n > 0;
    }

    /// <summary>The whole packets that are here, in their order; valid until the next <see cref="Fill"/>.</summary>
    /// <returns>How many; at most as many as fit.</returns>
    /// <exception cref="MalformedMessageException">The bytes are no packets.</exception>
    internal int Take(Span<ReceivedPacket> packets)
    {
        var count = 0;
        while (count < packets.Length && PacketHeader.TryRead(_buffer.Slice(_start, _end - _start), out var header, out var n))
        {
            var size = n + header.BodyLength;
            if (_end - _start < size)
            {
                _wanted = size;
                break;
            }

            packets[count++] = new ReceivedPacket(header, _start, _start + n);
            _start += size;
        }

        return count;
    }

    internal ReadOnlySpan<byte> Slice(int start, int end) => _buffer.Slice(start, end - start);

    public void Dispose() => _buffer.Dispose();

    // What a header announces takes no memory: a buffer that is full grows for a packet longer than usual by as much as has arrived.
    private void MoveToFront()
    {
        var (here, size) = (_end - _start, _buffer.Size);
        if (_wanted > size && (_wanted <= UsualSize || here > size - MinReceive))
        {
            size = Math.Min(_wanted, Math.Max(UsualSize, 2 * size));
        }

        _buffer.Compact(_start, here, size);
        (_start, _end) = (0, here);
    }
}
