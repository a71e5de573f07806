namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// The packets of one file between the writer, who fills them, and the acknowledgement of all nodes: those not sent yet and those sent. The
/// writer waits when there are too many. One writer, one streamer, one reader of acknowledgements; each may be a thread of its own.
/// </summary>
internal sealed class WriteWindow(int maxPackets, PacketPool pool)
{
    private readonly Lock _gate = new();
    private readonly AsyncSignal _forWriter = new();
    private readonly AsyncSignal _forStreamer = new();
    private readonly Queue<Packet> _sent = [];
    private Queue<Packet> _unsent = [];
    private Exception? _failure;
    private bool _draining;
    private bool _closed;

    /// <summary>Of the packet acknowledged last; -1 before the first.</summary>
    internal long LastAcknowledged { get; private set; } = -1;

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    internal Exception? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    /// <summary>The writer has ended: when the queue is empty, all is done.</summary>
    internal bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    // The writer's side.

    /// <summary>Waits until one more packet may be under way.</summary>
    /// <exception cref="IOException">Writing has failed.</exception>
    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_failure is null && _unsent.Count + _sent.Count < maxPackets)
            {
                return ValueTask.CompletedTask;
            }
        }

        return WaitUntilAsync(static w => w._unsent.Count + w._sent.Count < w.MaxPackets, cancellationToken);
    }

    /// <summary>Waits until this packet and all before it are acknowledged.</summary>
    /// <exception cref="IOException">Writing has failed.</exception>
    internal ValueTask WaitForAcknowledgementAsync(CancellationToken cancellationToken) =>
        WaitUntilAsync(static w => w._unsent.Count + w._sent.Count == 0, cancellationToken);

    internal void Add(Packet packet)
    {
        lock (_gate)
        {
            _unsent.Enqueue(packet);
        }

        _forStreamer.Set();
    }

    /// <summary>No packet will be added.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _forStreamer.Set();
    }

    // The streamer's side.

    /// <summary>The packet to send next, which stays; null when there is none.</summary>
    internal Packet? Next
    {
        get
        {
            lock (_gate)
            {
                return _unsent.TryPeek(out var packet) ? packet : null;
            }
        }
    }

    /// <summary>Waits for something to do: a packet, the end, a wake-up.</summary>
    internal ValueTask WaitForWorkAsync() => _forStreamer.WaitAsync();

    /// <summary>Something has happened that the streamer must look at.</summary>
    internal void WakeStreamer() => _forStreamer.Set();

    /// <summary>Whether all sent packets are acknowledged; if not, the streamer is woken when they are.</summary>
    internal bool IsDrained()
    {
        lock (_gate)
        {
            _draining = _sent.Count > 0;
            return !_draining;
        }
    }

    /// <summary>The next packet is about to leave.</summary>
    internal void MarkSent()
    {
        lock (_gate)
        {
            _sent.Enqueue(_unsent.Dequeue());
        }
    }

    /// <summary>All sent packets are to be sent again, in front of the others.</summary>
    internal void Requeue()
    {
        lock (_gate)
        {
            _unsent = new Queue<Packet>([.. _sent, .. _unsent]);
            _sent.Clear();
        }
    }

    /// <summary>The end of the block, at the front of the queue, is known to all nodes without being sent.</summary>
    internal void SettleEndOfBlock()
    {
        Packet packet;
        lock (_gate)
        {
            packet = _unsent.Dequeue();
            LastAcknowledged = packet.SequenceNumber;
        }

        pool.Return(packet);
        _forWriter.Set();
    }

    /// <summary>Nothing can be written any more.</summary>
    internal void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
        }

        _forWriter.Set();
    }

    // The acknowledgements' side.

    /// <summary>The nodes have this packet.</summary>
    /// <param name="sequenceNumber">Of the packet.</param>
    /// <param name="endOffset">How far the block goes with it.</param>
    /// <param name="isLast">It ended its block.</param>
    /// <returns>False when another packet was due.</returns>
    internal bool Acknowledge(long sequenceNumber, out long endOffset, out bool isLast)
    {
        Packet? packet;
        bool drained;
        lock (_gate)
        {
            if (!_sent.TryPeek(out packet) || packet.SequenceNumber != sequenceNumber)
            {
                endOffset = 0;
                isLast = false;
                return false;
            }

            _sent.Dequeue();
            LastAcknowledged = sequenceNumber;
            drained = _draining && _sent.Count == 0;
        }

        endOffset = packet.EndOffset;
        isLast = packet.IsLast;
        pool.Return(packet);
        _forWriter.Set();
        if (drained)
        {
            _forStreamer.Set();
        }

        return true;
    }

    /// <summary>Gives all packets back; nobody may use the window any more.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _failure ??= new IOException("The file is closed.");
            foreach (var packet in _sent.Concat(_unsent))
            {
                pool.Return(packet);
            }

            _sent.Clear();
            _unsent.Clear();
        }
    }

    private int MaxPackets => maxPackets;

    private async ValueTask WaitUntilAsync(Func<WriteWindow, bool> reached, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static w => ((WriteWindow)w!)._forWriter.Set(), this).ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (_failure is { } failure)
                {
                    throw WriteFailure.Wrap(failure);
                }

                if (reached(this))
                {
                    return;
                }
            }

            await _forWriter.WaitAsync().ConfigureAwait(false);
        }
    }
}
