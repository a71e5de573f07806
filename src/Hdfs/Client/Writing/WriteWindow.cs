using Hathi.Base;
using Hathi.Platform;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// The packets of one file between the writer, who fills them, and the acknowledgement of all nodes: those not sent yet and those sent. The
/// writer waits when there are too many. One writer, one streamer, one reader of acknowledgements; each may be a thread of its own.
/// </summary>
internal sealed class WriteWindow(HdfsClientOptions options, PacketPool pool, TimeProvider time)
{
    /// <summary>A writer that had to wait goes on when a quarter of the window is free: one wake-up for many acknowledgements.</summary>
    private const int WakeFraction = 4;

    private readonly Lock _gate = new();
    private readonly AsyncSignal _forWriter = new();
    private readonly AsyncSignal _forStreamer = new();
    private readonly Queue<Packet> _sent = [];
    private Queue<Packet> _unsent = [];
    private Exception? _failure;
    private long _bytes;
    private bool _waiting;
    private int _awaitedPackets;
    private long _awaitedBytes;
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

    /// <exception cref="IOException">Writing has failed.</exception>
    internal void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            throw WriteFailure.Wrap(failure);
        }
    }

    /// <summary>Waits until one more packet may be under way.</summary>
    /// <exception cref="IOException">Writing has failed.</exception>
    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_failure is null && _bytes < options.MaxBytesInFlight && Count < options.MaxPacketsInFlight)
            {
                return ValueTask.CompletedTask;
            }
        }

        return WaitUntilAsync(LessAQuarter(options.MaxPacketsInFlight), LessAQuarter(options.MaxBytesInFlight), cancellationToken);
    }

    /// <summary>Waits until all packets are acknowledged.</summary>
    /// <exception cref="IOException">Writing has failed.</exception>
    internal ValueTask WaitForAcknowledgementAsync(CancellationToken cancellationToken) => WaitUntilAsync(0, 0, cancellationToken);

    internal void Add(Packet packet)
    {
        lock (_gate)
        {
            _unsent.Enqueue(packet);
            _bytes += packet.Length;
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
            var packet = _unsent.Dequeue();
            packet.SentAt = time.Milliseconds();
            _sent.Enqueue(packet);
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
            _bytes -= packet.Length;
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

    /// <summary>When the oldest packet left that is not acknowledged, in milliseconds of the client's time; null when all are.</summary>
    internal long? OldestSentAt
    {
        get
        {
            lock (_gate)
            {
                return _sent.TryPeek(out var packet) ? packet.SentAt : null;
            }
        }
    }

    /// <summary>The nodes have this packet.</summary>
    /// <param name="sequenceNumber">Of the packet.</param>
    /// <param name="endOffset">How far the block goes with it.</param>
    /// <param name="isLast">It ended its block.</param>
    /// <returns>False when another packet was due.</returns>
    internal bool Acknowledge(long sequenceNumber, out long endOffset, out bool isLast)
    {
        Packet? packet;
        bool drained, awaited;
        lock (_gate)
        {
            if (!_sent.TryPeek(out packet) || packet.SequenceNumber != sequenceNumber)
            {
                endOffset = 0;
                isLast = false;
                return false;
            }

            _sent.Dequeue();
            _bytes -= packet.Length;
            LastAcknowledged = sequenceNumber;
            drained = _draining && _sent.Count == 0;
            awaited = _waiting && Count <= _awaitedPackets && _bytes <= _awaitedBytes;
        }

        endOffset = packet.EndOffset;
        isLast = packet.IsLast;
        pool.Return(packet);
        if (awaited)
        {
            _forWriter.Set();
        }

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
            _failure ??= new RefusedException("The file is closed.");
            foreach (var packet in _sent.Concat(_unsent))
            {
                pool.Return(packet);
            }

            _sent.Clear();
            _unsent.Clear();
            _bytes = 0;
        }

        _forWriter.Set();
    }

    private int Count => _unsent.Count + _sent.Count;

    private static int LessAQuarter(int whole) => whole - Math.Max(1, whole / WakeFraction);

    private static long LessAQuarter(long whole) => whole - Math.Max(1, whole / WakeFraction);

    /// <summary>Waits until no more packets and bytes than these are under way.</summary>
    private async ValueTask WaitUntilAsync(int packets, long bytes, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static w => ((WriteWindow)w!)._forWriter.Set(), this).ConfigureAwait(false);
        while (true)
        {
            lock (_gate)
            {
                _waiting = false;
                cancellationToken.ThrowIfCancellationRequested();
                if (_failure is { } failure)
                {
                    throw WriteFailure.Wrap(failure);
                }

                if (Count <= packets && _bytes <= bytes)
                {
                    return;
                }

                (_waiting, _awaitedPackets, _awaitedBytes) = (true, packets, bytes);
            }

            await _forWriter.WaitAsync().ConfigureAwait(false);
        }
    }
}
