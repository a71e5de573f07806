using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>
/// A connection to the data transfer port of one DataNode, with what was received and not yet used. Owned by one operation at a time; an
/// acknowledgement reader may receive while its owner sends. A peer that is silent for longer than the time-out is cut off.
/// </summary>
internal sealed class DataNodeConnection : IDisposable
{
    /// <summary>For responses and acknowledgements; readers of blocks ask for more.</summary>
    private const int SmallBuffer = 4096;

    /// <summary>The watch looks so many times within a time-out.</summary>
    private const int WatchesInTimeout = 4;

    /// <summary>… and at least so often: a timer takes no more than some weeks, and a time-out may be longer.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(10);

    private readonly DataNodeSocket _socket;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;
    private byte[] _buffer = [];
    private int _start;
    private int _lowWatermark = 1;
    private int _end;
    private long _receiveDeadline = long.MaxValue;
    private long _sendDeadline = long.MaxValue;
    private TimeSpan _receiveTimeout;
    private TimeSpan _sendTimeout;
    private int _seenUnread; // the watch's
    private int _disposed;

    private DataNodeConnection(
        DataNodeSocket socket, DatanodeIDProto node, TimeSpan receiveTimeout, TimeSpan sendTimeout, TimeProvider time)
    {
        _time = time;
        _socket = socket;
        Node = node;
        _receiveTimeout = receiveTimeout;
        _sendTimeout = sendTimeout;
        var shortest = Math.Min(receiveTimeout.TotalMilliseconds, sendTimeout.TotalMilliseconds) / WatchesInTimeout;
        var period = TimeSpan.FromMilliseconds(Math.Clamp(shortest, 1, LongestWatch.TotalMilliseconds));
        _watch = time.CreateTimer(static self => ((DataNodeConnection)self!).Watch(), this, period, period);
    }

    internal DatanodeIDProto Node { get; }

    /// <summary>ip:port, for messages.</summary>
    internal string Name => DataNodeAddress.Name(Node);

    /// <summary>A peer that is silent for longer is cut off.</summary>
    internal TimeSpan ReceiveTimeout => _receiveTimeout;

    /// <summary>Bytes that have come and wait for the receiver to be woken; 0 also when it was closed.</summary>
    internal int Unread
    {
        get
        {
            try
            {
                return _socket.Available;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return 0;
            }
        }
    }

    /// <summary>When it was given back to the cache, in milliseconds of the client's time.</summary>
    internal long IdleSince { get; set; }

    /// <summary>It served an operation before: the peer may have closed it meanwhile.</summary>
    internal bool IsReused { get; set; }

    /// <summary>What has arrived and is not used yet.</summary>
    internal ReadOnlySpan<byte> Received => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The same, to hand out.</summary>
    internal ReadOnlyMemory<byte> ReceivedMemory => _buffer.AsMemory(_start, _end - _start);

    /// <exception cref="DataNodeException">The node cannot be reached in time.</exception>
    internal static async ValueTask<DataNodeConnection> OpenAsync(
        HdfsClient client, DatanodeIDProto node, TimeSpan receiveTimeout, TimeSpan sendTimeout, CancellationToken cancellationToken)
    {
        var (options, time) = (client.Options, client.Time);
        var address = DataNodeAddress.Transfer(node, options.UseDataNodeHostname);
        using var late = new CancellationTokenSource(options.SocketTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var socket = await client.Surroundings.Dialer.ConnectAsync(address, options.BindAddress, end.Token).ConfigureAwait(false);
            return new DataNodeConnection(socket, node, receiveTimeout, sendTimeout, time);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = e is SocketException
                ? e.Message
                : $"no answer within {options.SocketTimeout.TotalSeconds:0.###} s (dfs.client.socket-timeout)";
            throw new DataNodeException($"Cannot connect to DataNode {DataNodeAddress.Name(node)}: {why}", e);
        }
    }

    /// <summary>Sends one operation.</summary>
    internal async ValueTask SendOperationAsync(DataTransferOp op, IMessage body, CancellationToken cancellationToken) =>
        await SendAsync(OpHeader.ToArray(op, body), cancellationToken).ConfigureAwait(false);

    /// <summary>Sends all bytes.</summary>
    /// <exception cref="DataNodeException">The node does not take them.</exception>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _sendDeadline, _time.Milliseconds() + (long)_sendTimeout.TotalMilliseconds);
        try
        {
            while (!data.IsEmpty)
            {
                data = data[await _socket.SendAsync(data, cancellationToken).ConfigureAwait(false)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Failed("send to", e);
        }
        finally
        {
            Volatile.Write(ref _sendDeadline, long.MaxValue);
        }
    }

    /// <summary>Waits for more bytes and adds them to <see cref="Received"/>.</summary>
    /// <returns>False when the peer has closed.</returns>
    internal async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        Volatile.Write(ref _receiveDeadline, _time.Milliseconds() + (long)_receiveTimeout.TotalMilliseconds);
        try
        {
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += count;
            return count > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Failed("receive from", e);
        }
        finally
        {
            Volatile.Write(ref _receiveDeadline, long.MaxValue);
        }
    }

    /// <summary>
    /// Wakes the receiver only when so many bytes have arrived, or the peer has ended: fewer, larger receives when much is known to come.
    /// On Linux; elsewhere nothing.
    /// </summary>
    internal void SetLowWatermark(int bytes)
    {
        if (bytes != _lowWatermark)
        {
            try
            {
                _socket.SetLowWatermark(bytes);
                _lowWatermark = bytes;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Without it receives are smaller; a socket that is gone says so when it is read.
            }
        }
    }

    /// <summary>The first bytes of <see cref="Received"/> have been used.</summary>
    internal void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Waits for one length-prefixed message.</summary>
    /// <exception cref="DataNodeException">The peer closed, fell silent, or sent something else.</exception>
    internal async ValueTask<T> ReadMessageAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            if (TryParse(parser, out var message))
            {
                return message!;
            }

            if (!await ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new DataNodeException($"DataNode {Name} closed the connection instead of answering.", null);
            }
        }
    }

    /// <summary>Waits for the response to an operation and checks that it is a success.</summary>
    /// <exception cref="DataNodeRefusedException">It is not.</exception>
    internal async ValueTask<BlockOpResponseProto> ReadResponseAsync(string what, CancellationToken cancellationToken)
    {
        var response = await ReadMessageAsync(BlockOpResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        if (response.Status == Status.Success)
        {
            return response;
        }

        var link = response.FirstBadLink.Length > 0 ? $" (first bad link {response.FirstBadLink})" : "";
        throw new DataNodeRefusedException(
            $"DataNode {Name} refused to {what}: {response.Status}{link} {response.Message}".TrimEnd(),
            response.Status,
            response.FirstBadLink);
    }

    /// <summary>Asks for a receive buffer of at least so many bytes.</summary>
    internal void Reserve(int size)
    {
        if (_buffer.Length >= size)
        {
            return;
        }

        var larger = BoundedPool<byte>.Rent(size);
        Received.CopyTo(larger);
        _end -= _start;
        _start = 0;
        var old = _buffer;
        _buffer = larger;
        Return(old);
    }

    /// <summary>Gives the receive buffer back while nobody reads.</summary>
    internal void ReleaseBuffer()
    {
        _start = _end = 0;
        var old = _buffer;
        _buffer = [];
        Return(old);
    }

    /// <summary>Whether the peer has neither closed nor sent anything since the last operation.</summary>
    internal bool IsQuiet()
    {
        try
        {
            return !_socket.IsReadable;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Ends operations under way; the buffer stays with them.</summary>
    internal void Abort()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _watch.Dispose();
            _socket.Dispose();
        }
    }

    /// <summary>Closes; nothing may be under way.</summary>
    public void Dispose()
    {
        Abort();
        ReleaseBuffer();
    }

    private bool TryParse<T>(MessageParser<T> parser, out T? message)
        where T : class, IMessage<T>
    {
        try
        {
            var found = DelimitedMessage.TryParse(Received, parser, out message, out var consumed);
            Consume(consumed);
            return found;
        }
        catch (MalformedMessageException e)
        {
            throw new DataNodeException($"DataNode {Name} sent something that is no {typeof(T).Name}: {e.Message}", e);
        }
    }

    private void MakeRoom()
    {
        if (_buffer.Length == 0)
        {
            _buffer = BoundedPool<byte>.Rent(SmallBuffer);
        }
        else if (_start > 0 && _buffer.Length - _end < _buffer.Length / 4)
        {
            Received.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            Reserve(_buffer.Length * 2);
        }
    }

    private void Watch() => Look(_time.Milliseconds());

    /// <summary>
    /// Cuts off a peer that has been silent for too long, and gives one more time whose bytes come too slowly to wake the receiver.
    /// </summary>
    /// <param name="now">In milliseconds of the client's time.</param>
    internal void Look(long now)
    {
        var unread = Unread;
        var deadline = Volatile.Read(ref _receiveDeadline);
        if (unread > _seenUnread && deadline != long.MaxValue)
        {
            // Not if the receive has ended meanwhile: nothing is waited for then.
            Interlocked.CompareExchange(ref _receiveDeadline, now + (long)_receiveTimeout.TotalMilliseconds, deadline);
        }

        _seenUnread = unread;
        if (now > Volatile.Read(ref _receiveDeadline) || now > Volatile.Read(ref _sendDeadline))
        {
            Abort();
        }
    }

    private DataNodeException Failed(string what, Exception e) =>
        e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted }
            ? new DataNodeException(
                $"Gave up to {what} DataNode {Name}: nothing moved within the time-out (dfs.client.socket-timeout), "
                + "or the operation was ended.",
                e)
            : new DataNodeException($"Could not {what} DataNode {Name}: {e.Message}", e);

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            BoundedPool<byte>.Return(buffer);
        }
    }
}
