using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;
using Hathi.Ring.Node.Events;
using Hathi.Ring.Node.Memory;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Connections;

/// <summary>
/// A connection of a CQL client: it says who it is, then asks until either side closes. Its reading loop alone touches what has been
/// received; it works through all that is there (<see cref="Work"/>), sends the answers that came of it at once, and waits for what it
/// needs next: bytes, or room. Answers of what takes longer come from any thread, through the <see cref="AnswerQueue"/>. While its client
/// is silent it has no buffers.
/// </summary>
internal sealed partial class RingConnection
{
    /// <summary>Answers of one piece of work that leave before it goes on.</summary>
    private const int SendFrom = 64 << 10;

    /// <summary>What a request takes beside its bytes, in the room for requests: so short ones are counted as well.</summary>
    private const int RequestOverhead = 256;

    /// <summary>How often a silent connection waits without a buffer for nothing; then it gets one.</summary>
    private const int MostIdleWaits = 8;

    /// <summary>How long a connection that is never without input works before others have their turn.</summary>
    private const long TurnMilliseconds = 2;

    [ThreadStatic]
    private static RingConnection? t_works;

    private readonly Socket _socket;
    private readonly ServerParts _server;
    private readonly ConnectionLimits _limits;
    private readonly ReceiveBuffer _input = new();
    private readonly BudgetShare _segments;
    private readonly BudgetShare _arriving;
    private readonly BudgetShare _underWay;
    private readonly BudgetShare _unread;
    private readonly CancellationTokenSource _end = new();
    private readonly long _opened = Environment.TickCount64;
    private WireBuffer? _batch; // while it works: the answers of its thread
    private long _segmentRoom;
    private long _messageRoom;
    private long _requestRoom;
    private int _requests;
    private TaskCompletionSource? _slot;
    private long _messageSince;
    private long _receivingSince;
    private long _closingSince;
    private volatile bool _closing;

    public RingConnection(Socket socket, ServerParts server)
    {
        _socket = socket;
        _server = server;
        _limits = server.Limits;
        Remote = (socket.RemoteEndPoint as IPEndPoint)?.Plain() ?? new IPEndPoint(IPAddress.None, 0);
        _segments = server.Memory.Segments.Open(Remote.Address);
        _arriving = server.Memory.Arriving.Open(Remote.Address);
        _underWay = server.Memory.UnderWay.Open(Remote.Address);
        _unread = server.Memory.Unread.Open(Remote.Address, user: null);
        Answers = new AnswerQueue(socket, _unread, _limits.MaxUnreadPerConnection, Cut);
    }

    /// <summary>From where.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>The keyspace that names without one belong to; null: none was chosen. Set by whoever runs USE.</summary>
    public string? Keyspace { get; set; }

    /// <summary>Who it is; null: nobody asked.</summary>
    public string? User { get; private set; }

    /// <summary>What waits to leave.</summary>
    internal AnswerQueue Answers { get; }

    /// <summary>Where this thread writes answers while it works for this connection; else null.</summary>
    internal WireBuffer? BatchOfThisThread => t_works == this ? _batch : null;

    /// <summary>Bytes of memory of its buffers: none while it is silent.</summary>
    internal int BufferBytes => _input.Capacity + (_assembler?.HeldBytes ?? 0);

    /// <summary>Serves the connection until it ends. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync().ConfigureAwait(false);
            await SayLastWordsAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _server.Logger.ConnectionLost(Remote, e.Message);
        }
        catch (Exception e)
        {
            _server.Logger.ConnectionFailed(e, Remote);
        }

        _server.Events.Remove(this);
        Answers.Close();
        _socket.Dispose();
        GiveBack();
    }

    /// <summary>Cuts the connection now.</summary>
    public void Cut(string reason)
    {
        if (!_closing)
        {
            _server.Logger.BadPeer(Remote, reason);
        }

        Abort();
    }

    /// <summary>Ends the connection now, without a word.</summary>
    public void Abort()
    {
        _closing = true;
        _end.Cancel();
        _socket.Dispose();
    }

    /// <summary>Tells its client of an event.</summary>
    public void Push(EventAnswer what)
    {
        var buffer = AnswerBuffers.Take();
        var envelope = OpenEnvelope.Begin(buffer, _settled ?? ProtocolVersions.Newest, EnvelopeHeader.EventStream, Opcode.Event);
        what.Write(buffer, _settled ?? ProtocolVersions.Newest);
        envelope.Complete();
        Answers.Put(buffer.Written);
        AnswerBuffers.Return(buffer);
    }

    /// <summary>A request has been answered.</summary>
    internal void End(in RingCall call)
    {
        _server.Memory.UnderWay.Return(_underWay, call.Bytes);
        Interlocked.Decrement(ref _requests);
        if (Volatile.Read(ref _slot) is not null)
        {
            Interlocked.Exchange(ref _slot, null)?.TrySetResult();
        }
    }

    /// <summary>Why an answer cannot be sent; null: it can.</summary>
    internal ErrorAnswer? RefusalOfAnswer(int bytes) => bytes <= SendFrom ? null
        : bytes > _limits.MaxAnswerBytes
            ? new ErrorAnswer(
                ErrorCode.ServerError,
                $"The answer would have {bytes} bytes, of at most {_limits.MaxAnswerBytes}: ask for smaller pages.")
        : !Answers.HasRoomFor(bytes)
            ? new ErrorAnswer(
                ErrorCode.Overloaded, $"There is no room for an answer of {bytes} bytes beside those that wait to be read: try again.")
        : null;

    private async Task ReadAsync()
    {
        var began = Environment.TickCount64;
        while (!_closing)
        {
            var need = Work();

            // A client that sends as fast as it is served always has something to read: the thread that waits for sockets is not its own.
            if (Environment.TickCount64 - began >= TurnMilliseconds)
            {
                await Task.Yield();
                began = Environment.TickCount64;
            }

            switch (need.Kind)
            {
                case NeedKind.Bytes:
                    var receiving = ReceiveAsync((int)need.Bytes);
                    began = receiving.IsCompleted ? began : long.MaxValue;
                    if (!await receiving.ConfigureAwait(false))
                    {
                        return;
                    }

                    began = Math.Min(began, Environment.TickCount64);
                    break;
                case NeedKind.RoomForSegment:
                    await _server.Memory.Segments.TakeAsync(_segments, need.Bytes, _end.Token).ConfigureAwait(false);
                    _segmentRoom += need.Bytes;
                    break;
                case NeedKind.RoomForMessage:
                    await _server.Memory.Arriving.TakeAsync(_arriving, need.Bytes, _end.Token).ConfigureAwait(false);
                    _messageRoom += need.Bytes;
                    break;
                case NeedKind.RoomForRequest:
                    await _server.Memory.UnderWay.TakeAsync(_underWay, need.Bytes, _end.Token).ConfigureAwait(false);
                    _requestRoom = need.Bytes;
                    break;
                case NeedKind.Slot:
                    await WaitForSlotAsync().ConfigureAwait(false);
                    break;
                case NeedKind.RoomForAnswers:
                    await Answers.WaitForRoomAsync().ConfigureAwait(false);
                    break;
                case NeedKind.Authentication:
                    await AuthenticateAsync().ConfigureAwait(false);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Works through what has been received, and sends what came of it.</summary>
    /// <returns>What to wait for.</returns>
    private Need Work()
    {
        var outer = t_works;
        (t_works, _batch) = (this, AnswerBuffers.Take());
        _scratch = AnswerBuffers.Take();
        AnswerGathering.Begin();
        try
        {
            while (!_closing)
            {
                var need = Answers.IsFull ? Need.Of(NeedKind.RoomForAnswers) : Step();
                if (!need.IsNothing)
                {
                    return need;
                }

                SendBatch(atLeast: SendFrom);
            }

            return Need.Of(NeedKind.End);
        }
        finally
        {
            var batch = _batch;
            (t_works, _batch) = (outer, null);
            AnswerBuffers.Return(_scratch);
            _scratch = null;
            Send(batch);
            AnswerGathering.End();
        }
    }

    private void SendBatch(int atLeast)
    {
        if (_batch!.Length > atLeast)
        {
            Send(_batch);
            _batch = AnswerBuffers.Take();
        }
    }

    private void Send(WireBuffer batch)
    {
        if (batch.Length > 0)
        {
            Answers.Send(batch);
        }
        else
        {
            AnswerBuffers.Return(batch);
        }
    }

    /// <summary>Receives what has come, into a buffer of so many bytes at least. False: nothing comes any more.</summary>
    private async ValueTask<bool> ReceiveAsync(int capacity)
    {
        _input.Shrink(Math.Max(capacity, _limits.ReceiveBytes));
        var isBetween = _input.IsEmpty && !IsInMessage;
        Volatile.Write(ref _messageSince, isBetween ? 0 : _messageSince == 0 ? Environment.TickCount64 : _messageSince);
        if (isBetween)
        {
            // Waits without a buffer: most connections are silent most of the time. It may end before anything has come (seen: when the
            // socket can be written to again), so that it is looked at.
            for (var waits = 0; waits < MostIdleWaits && (waits == 0 || !_socket.Poll(0, SelectMode.SelectRead)); waits++)
            {
                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
            }
        }

        Volatile.Write(ref _receivingSince, Environment.TickCount64);
        var count = await _socket.ReceiveAsync(_input.Room(Math.Max(capacity, _limits.ReceiveBytes)), SocketFlags.None)
            .ConfigureAwait(false);
        Volatile.Write(ref _receivingSince, 0);
        _input.Received(count);
        return count > 0;
    }

    private async ValueTask WaitForSlotAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _slot, turn);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _requests) < _limits.MaxRequestsPerConnection)
        {
            turn.TrySetResult();
        }

        await turn.Task.WaitAsync(_end.Token).ConfigureAwait(false);
    }

    /// <summary>Lets what waits leave, and its client read it: closing while there is unread input would take it back.</summary>
    private async ValueTask SayLastWordsAsync()
    {
        Volatile.Write(ref _closingSince, Environment.TickCount64);
        await Answers.DrainAsync().ConfigureAwait(false);
        if (_end.IsCancellationRequested)
        {
            return;
        }

        _socket.Shutdown(SocketShutdown.Send);
        _input.Release();
        var dropped = _input.Room(_limits.ReceiveBytes);
        while (await _socket.ReceiveAsync(dropped, SocketFlags.None).ConfigureAwait(false) > 0)
        {
        }
    }

    private void GiveBack()
    {
        _input.Release();
        ForgetLeftover();
        _assembler?.Dispose();
        _server.Memory.Segments.Return(_segments, _segmentRoom);
        _server.Memory.Arriving.Return(_arriving, _messageRoom);
        _server.Memory.UnderWay.Return(_underWay, _requestRoom);
        (_segmentRoom, _messageRoom, _requestRoom) = (0, 0, 0);
        _segments.Close();
        _arriving.Close();
        _underWay.Close();
        _unread.Close();
    }
}
