using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Takes the packets of one block, passes them on, writes them and, for a client, sends acknowledgements up: all on the thread of the
/// operation, which waits for the node before it and the node after it together. Source: BlockReceiver and its PacketResponder.
/// </summary>
internal sealed unsafe class BlockReceiver : IDisposable
{
    /// <summary>Packets handled together at most.</summary>
    private const int PacketsAtOnce = 64;

    private readonly TransferContext _context;
    private readonly Connection _upstream;
    private readonly Mirror? _mirror;
    private readonly ReplicaWriter _writer;
    private readonly ReceiveRules _rules;
    private readonly PacketBuffer _packets;
    private readonly AckSender _acks;
    private readonly PendingAcks _pending;
    private bool _mirrorFailed;
    private bool _lastReceived;
    private bool _syncedAtEnd;
    private long _received;

    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal BlockReceiver(TransferContext context, Connection upstream, Mirror? mirror, ReplicaWriter writer, ReceiveRules rules)
    {
        _context = context;
        _upstream = upstream;
        _mirror = mirror;
        _writer = writer;
        _rules = rules;
        _acks = new AckSender(upstream);
        _pending = new PendingAcks(context.Time);
        _received = writer.BytesOnDisk;
        // The last: whoever fails behind it would keep its memory.
        _packets = new PacketBuffer(upstream, context.Memory, context.Options.ReceiveBufferSize);
    }

    /// <summary>Whether the block is complete: everything was received and, for a client, acknowledged.</summary>
    internal bool Complete { get; private set; }

    /// <summary>Whether the writer asked for everything to be on the medium.</summary>
    private bool Durable => _context.Options.SyncOnClose || _syncedAtEnd;

    /// <summary>Receives until the block is complete or the writer leaves.</summary>
    /// <exception cref="ReplicaFault">Another writer took over, or a packet does not fit.</exception>
    /// <exception cref="IOException">The disk failed, the writer left, or the bytes are no packets.</exception>
    /// <exception cref="SocketException">The connection broke or timed out.</exception>
    internal void Run()
    {
        Span<ReceivedPacket> batch = stackalloc ReceivedPacket[PacketsAtOnce];
        while (!Complete)
        {
            // What came along with the operation's header is looked at before anything is waited for.
            int n;
            while (!Complete && (n = _packets.Take(batch)) > 0)
            {
                Handle(batch[..n]);
            }

            if (!Complete)
            {
                WaitAndReceive();
            }
        }
    }

    public void Dispose() => _packets.Dispose();

    private bool UsesMirror => _mirror is not null && !_mirrorFailed;

    private void WaitAndReceive()
    {
        if (!UsesMirror || !_rules.SendsAcks)
        {
            FillFromUpstream();
            return;
        }

        var timeout = _pending.IsEmpty ? _context.Options.SocketTimeout : (int)Math.Max(1, _mirror!.ReadTimeout - _pending.OldestAge);
        var (up, down) = _upstream.Socket.WaitReadable(
            _mirror!.Connection.Socket,
            _context.Options.SocketTimeout == 0 ? Timeout.Infinite : Math.Min(timeout, _context.Options.SocketTimeout));
        if (down)
        {
            ReadAcks();
        }
        else if (_mirror.ReadTimeout > 0 && !_pending.IsEmpty && _pending.OldestAge >= _mirror.ReadTimeout)
        {
            MirrorBroke(new SocketException((int)SocketError.TimedOut));
        }
        else if (!up && _pending.IsEmpty)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        if (up && !Complete)
        {
            FillFromUpstream();
        }
    }

    private void FillFromUpstream()
    {
        if (!_packets.Fill())
        {
            throw new EndOfStreamException($"Premature EOF: the writer {_upstream.Remote} left before the block was complete");
        }
    }

    private void Handle(ReadOnlySpan<ReceivedPacket> batch)
    {
        if (_lastReceived)
        {
            throw new RefusedException("A packet follows the last packet of the block.");
        }

        Check(batch);
        if (UsesMirror)
        {
            PassOn(_packets.Slice(batch[0].Start, batch[^1].End));
        }

        if (VerifiesChecksums && FirstMismatch(batch) is var bad and >= 0)
        {
            RefuseChecksum(batch, bad);
        }

        WriteToDisk(batch);
        Acknowledge(batch);
        _rules.AfterBatch?.Invoke();
        _rules.Throttle?.Pass(batch[^1].End - batch[0].Start, _rules.Stopped);
    }

    private void Check(ReadOnlySpan<ReceivedPacket> batch)
    {
        foreach (var packet in batch)
        {
            if (packet.Header.OffsetInBlock > _received)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"Received an out-of-sequence packet for {_writer.Replica} from "
                    + $"{_upstream.Remote} at offset {packet.Header.OffsetInBlock}. Expecting packet starting at {_received}");
            }

            _received = Math.Max(_received, packet.BlockEnd);
        }
    }

    private void PassOn(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var begin = _context.Time.Milliseconds();
            _mirror!.Send(bytes);
            WarnIfSlow(begin, "passing packets on to", _mirror.Name);
        }
        catch (SocketException e)
        {
            MirrorBroke(e);
        }
    }

    // The last node of a pipeline checks for all; a replica that another DataNode sends is checked by each. Source: shouldVerifyChecksum.
    private bool VerifiesChecksums => _mirror is null || !_rules.SendsAcks;

    private int FirstMismatch(ReadOnlySpan<ReceivedPacket> batch)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            var packet = batch[i];
            if (packet.Header.ChecksumLength == 0)
            {
                continue;
            }

            if (packet.Header.ChecksumLength != _rules.Checksum.ChecksumLength(packet.Header.DataLength))
            {
                throw new RefusedException(
                    $"Invalid checksum length: received length is {packet.Header.ChecksumLength} but "
                    + $"expected length is {_rules.Checksum.ChecksumLength(packet.Header.DataLength)}");
            }

            if (_rules.Checksum.FindMismatch(
                _packets.Slice(packet.DataStart, packet.End), _packets.Slice(packet.BodyStart, packet.DataStart)) >= 0)
            {
                return i;
            }
        }

        return -1;
    }

    private void RefuseChecksum(ReadOnlySpan<ReceivedPacket> batch, int bad)
    {
        var packet = batch[bad];
        if (_rules.SendsAcks)
        {
            WriteToDisk(batch[..bad]);
            Acknowledge(batch[..bad]);
            _acks.Add(
                packet.Header.SequenceNumber,
                new AckReply(Status.ErrorChecksum, CongestionNotice.Disabled, SlownessNotice.Disabled),
                default);
            _acks.Flush();
            _upstream.CloseGently();
        }

        _rules.OnMismatch?.Invoke();
        throw new RefusedException(
            $"Unexpected checksum mismatch while writing {_writer.Replica} from {_upstream.Remote}, "
            + $"at offset {packet.Header.OffsetInBlock}");
    }

    private void WriteToDisk(ReadOnlySpan<ReceivedPacket> batch)
    {
        var before = _writer.BytesOnDisk;
        var begin = _context.Time.Milliseconds();
        _writer.Write(_packets.Memory, batch, _rules.Checksum);
        foreach (var packet in batch)
        {
            if (packet.Header.SyncBlock)
            {
                _syncedAtEnd |= packet.Header.LastInBlock;
                _writer.Sync();
                break;
            }
        }

        WarnIfSlow(begin, "writing to", _writer.Volume.Root);
        _context.Figures.AddWritten(_writer.BytesOnDisk - before);
    }

    private void Acknowledge(ReadOnlySpan<ReceivedPacket> batch)
    {
        foreach (var packet in batch)
        {
            _lastReceived |= packet.Header.LastInBlock;
            if (_rules.SendsAcks && _mirror is not null)
            {
                _pending.Add(packet);
            }
            else if (_rules.SendsAcks)
            {
                Finish(packet.Header.LastInBlock);
                _acks.Add(packet.Header.SequenceNumber, AckReply.Success, default);
            }
        }

        if (_rules.SendsAcks && _mirror is null && batch.Length > 0)
        {
            _context.Store.Acked(_writer, _writer.BytesOnDisk); // Of a batch that is damaged further on, only what was written.
            _acks.Flush();
        }

        Complete |= _lastReceived && (!_rules.SendsAcks || _mirror is null);
    }

    private void ReadAcks()
    {
        try
        {
            _mirror!.Fill();
            while (_mirror.TryTake(out var ack, out var replies))
            {
                Relay(ack, replies);
            }
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or MalformedMessageException)
        {
            if (e is EndOfStreamException && !_mirror!.SentInTime(_context.Options.SocketTimeout))
            {
                // We, or those before us, kept it waiting for too long; those before us decide whose fault it was.
                throw;
            }

            MirrorBroke(e);
        }

        _acks.Flush();
    }

    private void Relay(PipelineAck ack, ReadOnlySpan<AckReply> replies)
    {
        if (replies.Length > 0 && replies[0].Status == Status.ErrorChecksum)
        {
            throw new EnvironmentException(
                "Shutting down writer and responder since the down streams reported the data sent by this thread is corrupt");
        }

        if (ack.SequenceNumber != PipelineAck.UnknownSequenceNumber)
        {
            var packet = _pending.Take(ack.SequenceNumber);
            if (AllSucceeded(replies))
            {
                if (replies.Length != _mirror!.Nodes)
                {
                    // Not an answer of all is none: what one of them may not have would count as acknowledged.
                    throw new MalformedMessageException(
                        $"an acknowledgement of {replies.Length} DataNodes where {_mirror.Nodes} are to acknowledge");
                }

                Finish(packet.Last);
                _context.Store.Acked(_writer, packet.BlockEnd);
                Complete |= packet.Last;
            }
        }

        _acks.Add(ack.SequenceNumber, AckReply.Success, replies);
    }

    private static bool AllSucceeded(ReadOnlySpan<AckReply> replies)
    {
        foreach (var reply in replies)
        {
            if (reply.Status != Status.Success)
            {
                return false;
            }
        }

        return true;
    }

    // Before its last packet is acknowledged a block is final.
    private void Finish(bool last)
    {
        if (last)
        {
            _context.Store.Finish(_writer, Durable, null);
            _context.Figures.AddBlockWritten();
        }
    }

    // The writer is told, and ends the pipeline when it has read that; until then its packets are taken.
    private void MirrorBroke(Exception cause)
    {
        _context.Log.MirrorLost(_writer.Replica, _mirror!.Name, cause.Message);
        _mirrorFailed = true;
        if (_rules.SendsAcks)
        {
            _acks.Add(
                PipelineAck.UnknownSequenceNumber,
                AckReply.Success,
                [new AckReply(Status.Error, CongestionNotice.Disabled, SlownessNotice.Disabled)]);
            _acks.Flush();
        }
    }

    private void WarnIfSlow(long begin, string what, string where)
    {
        var elapsed = _context.Time.Milliseconds() - begin;
        if (elapsed > _context.Options.SlowWarning)
        {
            _context.Log.Slow(what, where, elapsed, _context.Options.SlowWarning, _writer.Replica);
        }
    }
}

/// <summary>How a block comes in.</summary>
internal sealed record ReceiveRules
{
    /// <summary>How the packets' checksums are made.</summary>
    internal required ChunkChecksum Checksum { get; init; }

    /// <summary>A client writes: packets are acknowledged, and the last node alone checks them.</summary>
    internal required bool SendsAcks { get; init; }

    /// <summary>Called when packets do not match their checksums.</summary>
    internal Action? OnMismatch { get; init; }

    /// <summary>Called when packets have been handled.</summary>
    internal Action? AfterBatch { get; init; }

    internal MoveThrottle? Throttle { get; init; }

    /// <summary>Ends the wait for the throttle.</summary>
    internal CancellationToken Stopped { get; init; }
}
