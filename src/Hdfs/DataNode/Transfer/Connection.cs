using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// One connection of DataTransferProtocol, from either side: blocking, with time-outs, used by one thread at a time. Holds a small
/// buffer only while there is something in it. <see cref="Abort"/> may be called from any thread.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Bytes that are received before a whole message is waited for.</summary>
    internal const int InputSize = 4096;

    // As long as Apache waits for a refusal to arrive (BlockReceiver).
    private const int GentleCloseMilliseconds = 3_000;

    private readonly TimeProvider _time;
    private byte[]? _input;
    private int _start;
    private int _end;
    private int _receiveTimeout;
    private CancellationTokenRegistration _ending;

    /// <param name="socket">Disposed with this.</param>
    /// <param name="time">Time that passes.</param>
    internal Connection(TransferSocket socket, TimeProvider time)
    {
        Socket = socket;
        _time = time;
    }

    /// <summary>A connection by TCP.</summary>
    /// <param name="socket">Connected; disposed with it.</param>
    /// <exception cref="SocketException">It has gone already.</exception>
    internal static Connection Over(Socket socket) => new(new TcpTransferSocket(socket), TimeProvider.System);

    internal TransferSocket Socket { get; }

    internal IPEndPoint Local => Socket.Local;

    internal IPEndPoint Remote => Socket.Remote;

    /// <summary>Bytes that have been received and not taken yet.</summary>
    internal ReadOnlySpan<byte> Buffered => _input.AsSpan(_start, _end - _start);

    /// <summary>Has it aborted when somebody says so, until it is disposed.</summary>
    internal void EndWith(CancellationToken stopped) => _ending = stopped.UnsafeRegister(static c => ((Connection)c!).Abort(), this);

    /// <summary>Time-outs of every following receive and send; 0: none.</summary>
    internal void SetTimeouts(int receiveMilliseconds, int sendMilliseconds)
    {
        _receiveTimeout = receiveMilliseconds;
        Socket.ReceiveTimeout = receiveMilliseconds;
        Socket.SendTimeout = sendMilliseconds;
    }

    /// <summary>Receives into the small buffer.</summary>
    /// <returns>False: the peer has closed.</returns>
    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal bool Fill()
    {
        _input ??= BoundedPool<byte>.Rent(InputSize);
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _input.Length)
        {
            MakeRoom();
        }

        var n = Socket.Receive(_input.AsSpan(_end));
        _end += n;
        return n > 0;
    }

    /// <summary>
    /// Receives a part of a message. All of them together have the time of one receive: a peer that sends a byte now and then would else
    /// hold the thread for as long as it likes. <see cref="SetTimeouts"/> afterwards gives the next message its whole time.
    /// </summary>
    /// <param name="until">0 before the first part; then when the time is over.</param>
    /// <returns>False: the peer has closed.</returns>
    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal bool FillWithin(ref long until)
    {
        if (_receiveTimeout > 0 && until != 0)
        {
            var left = until - _time.Milliseconds();
            if (left <= 0)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            Socket.ReceiveTimeout = (int)left;
        }

        until = until == 0 ? _time.Milliseconds() + _receiveTimeout : until;
        return Fill();
    }

    internal void Take(int count)
    {
        _start += count;
        if (_start == _end && _input is not null)
        {
            BoundedPool<byte>.Return(_input);
            _input = null;
            _start = _end = 0;
        }
    }

    /// <summary>Reads a message with its length before it.</summary>
    /// <exception cref="EndOfStreamException">The peer closed before it was there.</exception>
    /// <exception cref="MalformedMessageException">The bytes are no such message.</exception>
    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal T Read<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        long until = 0;
        while (true)
        {
            if (DelimitedMessage.TryParse(Buffered, parser, out var message, out var consumed))
            {
                Take(consumed);
                if (until != 0)
                {
                    Socket.ReceiveTimeout = _receiveTimeout;
                }

                return message;
            }

            if (!FillWithin(ref until))
            {
                throw new EndOfStreamException($"{Remote} closed the connection before it sent {typeof(T).Name}");
            }
        }
    }

    internal void Send(IMessage message) => Send(DelimitedMessage.ToArray(message));

    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal void Send(ReadOnlySpan<byte> data) => Send(data, more: false);

    /// <param name="data">What is sent.</param>
    /// <param name="more">Other bytes follow at once.</param>
    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal void Send(ReadOnlySpan<byte> data, bool more)
    {
        while (!data.IsEmpty)
        {
            data = data[Socket.Send(data, more)..];
        }
    }

    internal void Reply(Status status, string? message)
    {
        var reply = new BlockOpResponseProto { Status = status };
        if (message is not null)
        {
            reply.Message = message;
        }

        Send(reply);
    }

    /// <summary>
    /// Closes this side and takes what still comes until the peer closes too, for a moment: closing with unread bytes would make the
    /// system throw away what was sent last.
    /// </summary>
    internal void CloseGently()
    {
        var until = _time.Milliseconds() + GentleCloseMilliseconds;
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            Span<byte> discarded = stackalloc byte[InputSize];
            while (_time.Milliseconds() < until)
            {
                Socket.ReceiveTimeout = GentleCloseMilliseconds;
                if (Socket.Receive(discarded) == 0)
                {
                    return;
                }
            }
        }
        catch (SocketException)
        {
            // It is over already.
        }
    }

    /// <summary>Ends whatever the connection's thread waits for.</summary>
    internal void Abort()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }
    }

    public void Dispose()
    {
        _ending.Dispose();
        Take(_end - _start);
        Socket.Dispose();
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        var larger = BoundedPool<byte>.Rent(_start == 0 ? _input!.Length * 2 : _input!.Length);
        _input.AsSpan(_start, length).CopyTo(larger);
        BoundedPool<byte>.Return(_input);
        _input = larger;
        _start = 0;
        _end = length;
    }
}
