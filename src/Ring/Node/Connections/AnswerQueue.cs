using System.Net.Sockets;
using Hathi.Platform.Net;
using Hathi.Ring.Node.Memory;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Connections;

/// <summary>
/// What waits to leave on one connection. Any thread puts whole envelopes; one at a time sends all that have gathered, so that many small
/// answers cost one system call. Putting never waits. Has no memory while nothing waits.
/// </summary>
/// <param name="socket">Where to; nobody else sends.</param>
/// <param name="unread">The room of what its client has not read, as this connection's.</param>
/// <param name="maxQueued">From so many bytes waiting on there is no room.</param>
/// <param name="cut">Ends the connection, and says why.</param>
internal sealed class AnswerQueue(Socket socket, BudgetShare unread, int maxQueued, Action<string> cut) : IThreadPoolWorkItem
{
    /// <summary>Bytes given to the system at once: how far a client gets with reading is looked at between them.</summary>
    private const int MaxBytesAtOnce = 256 << 10;

    private const string NoRoom = "it does not read its answers, and the room for those is taken";

    private const string NotSendable = "its answers cannot be made ready to be sent";

    private readonly Lock _gate = new();
    private WireBuffer? _filling; // under _gate
    private long _fillingCharge; // under _gate
    private int _bare; // under _gate: bytes at the start of _filling that go as they are
    private bool _isSending;
    private bool _closed;
    private bool _inSegments;
    private Compression _compression;
    private long _sendStarted;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;

    /// <summary>
    /// Since when what is being sent waits for the client to read, in <see cref="Environment.TickCount64"/>; 0: nothing does.
    /// </summary>
    public long SendStarted => Volatile.Read(ref _sendStarted);

    /// <summary>Whether so much waits that nothing more should be asked for.</summary>
    public bool IsFull => Volatile.Read(ref _filling)?.Length >= maxQueued;

    /// <summary>Whether an answer of so many bytes would find room if its client did not read.</summary>
    public bool HasRoomFor(long bytes)
    {
        if (!unread.TryTake(bytes))
        {
            return false;
        }

        unread.Return(bytes);
        return true;
    }

    /// <summary>What is put from now on travels as STARTUP has agreed.</summary>
    public void Agree(bool inSegments, Compression compression)
    {
        lock (_gate)
        {
            (_inSegments, _compression) = (inSegments, compression);
            _bare = _filling?.Length ?? 0;
        }
    }

    /// <summary>
    /// Puts whole envelopes; they leave with all that gather until then: at the end of this thread's <see cref="AnswerGathering"/>, or else
    /// from a pool thread.
    /// </summary>
    public void Put(ReadOnlySpan<byte> envelopes)
    {
        if (TryPut(envelopes, out var mustSend) && mustSend && !AnswerGathering.TryAdd(this))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Sends whole envelopes on this thread, unless something is being sent: then they leave behind that.</summary>
    /// <param name="envelopes">Given back to <see cref="AnswerBuffers"/> here.</param>
    public void Send(WireBuffer envelopes)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_isSending && !_closed;
            _isSending |= isFirst;
        }

        if (isFirst)
        {
            if (TryEncode(envelopes, bare: 0, _inSegments, _compression, out var encoded))
            {
                _ = SendAsync(encoded, charge: 0);
            }

            return;
        }

        TryPut(envelopes.Written, out _);
        AnswerBuffers.Return(envelopes);
    }

    /// <summary>Ends when there is room, or the connection has closed.</summary>
    public ValueTask WaitForRoomAsync()
    {
        lock (_gate)
        {
            return _filling is null || _filling.Length < maxQueued || _closed ? default : new((_room ??= NewSignal()).Task);
        }
    }

    /// <summary>Ends when all that was put has been handed to the system, or the connection has closed.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return _closed || !_isSending ? Task.CompletedTask : (_drained ??= NewSignal()).Task;
        }
    }

    /// <summary>Drops what waits and takes no more.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _closed = true;
            _filling?.Dispose();
            unread.Return(_fillingCharge);
            (_filling, _fillingCharge, _bare) = (null, 0, 0);
            (room, _room) = (_room, null);
            (drained, _drained) = (_drained, null);
        }

        room?.TrySetResult();
        drained?.TrySetResult();
    }

    /// <summary>Sends what <see cref="AnswerGathering"/> was given, on the calling thread.</summary>
    public void SendGathered()
    {
        if (TryTakeNext(out var wire, out var charge))
        {
            _ = SendAsync(wire, charge);
        }
    }

    void IThreadPoolWorkItem.Execute() => SendGathered();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryPut(ReadOnlySpan<byte> envelopes, out bool mustSend)
    {
        mustSend = false;
        if (!unread.TryTake(envelopes.Length))
        {
            cut(NoRoom);
            return false;
        }

        lock (_gate)
        {
            if (!_closed)
            {
                (_filling ??= AnswerBuffers.Take()).PutRaw(envelopes);
                _fillingCharge += envelopes.Length;
                mustSend = !_isSending;
                _isSending = true;
                return true;
            }
        }

        unread.Return(envelopes.Length);
        return false;
    }

    private async Task SendAsync(WireBuffer wire, long charge)
    {
        do
        {
            var isSent = false;
            try
            {
                for (var left = wire.WrittenMemory; !left.IsEmpty;)
                {
                    Volatile.Write(ref _sendStarted, Environment.TickCount64);
                    var sending = socket.SendAsync(left[..Math.Min(left.Length, MaxBytesAtOnce)], SocketFlags.None);
                    if (!sending.IsCompleted && charge == 0)
                    {
                        charge = Charge(wire.Length);
                    }

                    left = left[await sending.ConfigureAwait(false)..];
                }

                isSent = true;
            }
            catch (Exception)
            {
                // The connection is closed, or is of no use any more; who reads sees it too and says why.
            }

            Volatile.Write(ref _sendStarted, 0);
            unread.Return(charge);
            AnswerBuffers.Return(wire);
            if (!isSent)
            {
                Close();
            }
        }
        while (TryTakeNext(out wire, out charge));
    }

    // Half an envelope cannot be taken back: who reads so slowly that there is no room is cut.
    private long Charge(long bytes)
    {
        if (unread.TryTake(bytes))
        {
            return bytes;
        }

        cut(NoRoom);
        return 0;
    }

    /// <summary>Takes what has gathered; false, and nothing is being sent, when there is nothing.</summary>
    private bool TryTakeNext(out WireBuffer wire, out long charge)
    {
        TaskCompletionSource? signal;
        WireBuffer? plain;
        int bare;
        bool inSegments;
        Compression compression;
        lock (_gate)
        {
            (plain, charge, bare) = (_filling, _fillingCharge, _bare);
            (inSegments, compression) = (_inSegments, _compression);
            (_filling, _fillingCharge, _bare) = (null, 0, 0);
            if (plain is null)
            {
                _isSending = false;
                (signal, _drained) = (_drained, null);
            }
            else
            {
                (signal, _room) = (_room, null);
            }
        }

        signal?.TrySetResult();
        wire = null!;
        if (plain is null)
        {
            return false;
        }

        if (TryEncode(plain, bare, inSegments, compression, out wire))
        {
            return true;
        }

        unread.Return(charge);
        return false;
    }

    // Where there is no memory for it, or a codec fails, the connection ends, and nothing else: this runs where nobody catches.
    private bool TryEncode(WireBuffer plain, int bare, bool inSegments, Compression compression, out WireBuffer wire)
    {
        try
        {
            wire = Encode(plain, bare, inSegments, compression);
            return true;
        }
        catch (Exception)
        {
            wire = null!;
            lock (_gate)
            {
                _isSending = false;
            }

            Close();
            cut(NotSendable);
            return false;
        }
    }

    private static WireBuffer Encode(WireBuffer plain, int bare, bool inSegments, Compression compression)
    {
        if (!inSegments && compression == Compression.None)
        {
            return plain;
        }

        var wire = AnswerBuffers.Take();
        wire.PutRaw(plain.Written[..bare]);
        var rest = plain.Written[bare..];
        if (inSegments)
        {
            Segment.WriteAll(wire, rest, compression == Compression.Lz4);
        }
        else
        {
            BodyCompression.WriteAll(wire, rest, compression);
        }

        AnswerBuffers.Return(plain);
        return wire;
    }
}
