using Hathi.Base;
using Hathi.Ring.Node.Events;
using Hathi.Ring.Node.Memory;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Connections;

/// <summary>From bytes to requests: bare envelopes, or segments of them.</summary>
internal sealed partial class RingConnection
{
    private EnvelopeAssembler? _assembler;
    private WireBuffer? _scratch; // while it works
    private byte[] _leftover = []; // of a segment whose envelopes wait for room
    private int _leftoverStart;
    private int _leftoverEnd;
    private long _skip;
    private long _partsMissing;
    private EnvelopeHeader _partsOf;

    /// <summary>Whether a part of a message has come that is not in the buffer any more.</summary>
    private bool IsInMessage => _skip > 0 || _partsMissing > 0 || _leftoverEnd > 0;

    private Need Step()
    {
        if (_skip > 0)
        {
            var dropped = (int)Math.Min(_skip, _input.Unread.Length);
            _input.Consume(dropped);
            _skip -= dropped;
            return _skip > 0 ? new Need(NeedKind.Bytes, _limits.ReceiveBytes) : Need.Nothing;
        }

        return _authentication is not null ? Need.Of(NeedKind.Authentication)
            : _assembler is null ? StepBare()
            : _leftoverEnd > 0 ? StepLeftover()
            : StepSegment();
    }

    private Need StepBare()
    {
        var unread = _input.Unread;
        if (!EnvelopeHeader.TryRead(unread, out var header))
        {
            return new Need(NeedKind.Bytes, _limits.ReceiveBytes);
        }

        try
        {
            header.Verify(fromServer: false, _settled, _maxBody);
        }
        catch (ProtocolException e)
        {
            Refuse(e, header);
            _skip = header.EnvelopeSize;
            return Need.Nothing;
        }

        var size = (int)header.EnvelopeSize;
        if (unread.Length < size)
        {
            return MoreOfMessage(size);
        }

        var need = NeedOfRequest(header);
        if (!need.IsNothing)
        {
            return need;
        }

        Run(header, unread[header.HeaderSize..size]);
        _input.Consume(size);
        ReturnMessageRoom();
        return Need.Nothing;
    }

    private Need MoreOfMessage(int size)
    {
        if (size <= _limits.ReceiveBytes || _messageRoom >= size)
        {
            return new Need(NeedKind.Bytes, size);
        }

        if (!_arriving.TryTake(size))
        {
            return new Need(NeedKind.RoomForMessage, size);
        }

        _messageRoom = size;
        return new Need(NeedKind.Bytes, size);
    }

    private Need StepSegment()
    {
        var compressing = _compression == Compression.Lz4;
        var sequence = _input.UnreadSequence;
        try
        {
            if (!Segment.TryRead(ref sequence, compressing, _scratch!, out var segment))
            {
                return MoreOfSegment(compressing);
            }

            var used = _input.Unread.Length - (int)sequence.Length;
            var need = segment.IsSelfContained ? TakeEnvelopes(segment.Payload) : TakePart(segment.Payload);
            if (segment.IsSelfContained || need.IsNothing)
            {
                _input.Consume(used);
            }

            if (!IsInMessage && _input.IsEmpty)
            {
                ReturnSegmentRoom();
            }

            return need;
        }
        catch (ProtocolException e)
        {
            Refuse(e, default);
            return Need.Nothing;
        }
    }

    private Need MoreOfSegment(bool compressing)
    {
        if (!SegmentHeader.TryRead(_input.Unread, compressing, out var header))
        {
            return new Need(NeedKind.Bytes, _limits.ReceiveBytes);
        }

        // While a segment is worked through it may lie there unpacked, or wait for room.
        var size = SegmentHeader.SizeOf(compressing) + header.PayloadLength + SegmentHeader.TrailerSize;
        var missing = size > _limits.ReceiveBytes ? size + header.PlainLength - _segmentRoom : 0;
        if (missing > 0)
        {
            if (!_segments.TryTake(missing))
            {
                return new Need(NeedKind.RoomForSegment, missing);
            }

            _segmentRoom += missing;
        }

        return new Need(NeedKind.Bytes, size);
    }

    /// <summary>Whole envelopes; what cannot begin yet is kept aside.</summary>
    private Need TakeEnvelopes(ReadOnlySpan<byte> payload)
    {
        var need = RunAll(ref payload);
        if (!need.IsNothing && !payload.IsEmpty)
        {
            _leftover = BoundedPool<byte>.Rent(payload.Length);
            payload.CopyTo(_leftover);
            (_leftoverStart, _leftoverEnd) = (0, payload.Length);
        }

        return need;
    }

    private Need StepLeftover()
    {
        var payload = (ReadOnlySpan<byte>)_leftover.AsSpan(_leftoverStart, _leftoverEnd - _leftoverStart);
        var need = RunAll(ref payload);
        _leftoverStart = _leftoverEnd - payload.Length;
        if (payload.IsEmpty || _closing)
        {
            ForgetLeftover();
        }

        return need;
    }

    private Need RunAll(scoped ref ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty && !_closing)
        {
            EnvelopeHeader.TryRead(payload, out var header);
            var need = Answers.IsFull ? Need.Of(NeedKind.RoomForAnswers)
                : _authentication is not null ? Need.Of(NeedKind.Authentication)
                : NeedOfRequest(header);
            if (!need.IsNothing)
            {
                return need;
            }

            try
            {
                if (_assembler!.TryTake(ref payload, out header, out var body))
                {
                    Run(header, body);
                }
            }
            catch (ProtocolException e)
            {
                Refuse(e, header);
            }

            SendBatch(atLeast: SendFrom);
        }

        return Need.Nothing;
    }

    /// <summary>A part of a message; it is left in the buffer while there is no room for the whole.</summary>
    private Need TakePart(ReadOnlySpan<byte> payload)
    {
        var isFirst = _partsMissing == 0;
        if (isFirst && EnvelopeHeader.TryRead(payload, out var first))
        {
            var kept = first.BodyLength <= _maxBody ? first.EnvelopeSize : 0;
            if (_assembler!.TakesParts && kept > _messageRoom && !_arriving.TryTake(kept - _messageRoom))
            {
                return new Need(NeedKind.RoomForMessage, kept - _messageRoom);
            }

            _messageRoom = _assembler.TakesParts ? Math.Max(kept, _messageRoom) : 0;
            _partsOf = first;
        }

        var missing = (isFirst ? _partsOf.EnvelopeSize : _partsMissing) - payload.Length;
        var need = missing <= 0 ? NeedOfRequest(_partsOf) : Need.Nothing;
        if (!need.IsNothing)
        {
            return need;
        }

        _partsMissing = Math.Max(0, missing);
        try
        {
            if (_assembler!.TryAdd(payload, out var header, out var body))
            {
                Run(header, body);
                _assembler.ForgetDelivered();
            }
        }
        catch (ProtocolException e)
        {
            Refuse(e, _partsOf);
        }

        if (_partsMissing == 0)
        {
            ReturnMessageRoom();
        }

        return Need.Nothing;
    }

    /// <summary>Takes what a request needs before it is run.</summary>
    private Need NeedOfRequest(in EnvelopeHeader header)
    {
        if (Volatile.Read(ref _requests) >= _limits.MaxRequestsPerConnection)
        {
            return Need.Of(NeedKind.Slot);
        }

        var bytes = RequestOverhead + Math.Min(header.BodyLength, _maxBody);
        if (_requestRoom >= bytes || _underWay.TryTake(bytes - _requestRoom))
        {
            _requestRoom = Math.Max(_requestRoom, bytes);
            return Need.Nothing;
        }

        // Who wants to be told is, and its request is not run.
        return _throwsOnOverload ? Need.Nothing : new Need(NeedKind.RoomForRequest, bytes - _requestRoom);
    }

    private void Run(in EnvelopeHeader header, ReadOnlySpan<byte> sent)
    {
        var room = _requestRoom;
        _requestRoom = 0;
        Volatile.Write(ref _messageSince, 0);
        Interlocked.Increment(ref _requests);
        var call = new RingCall(this, header, room);
        if (room == 0)
        {
            call.Refuse(new ErrorAnswer(
                ErrorCode.Overloaded,
                $"Requests of {_limits.MaxBytesUnderWay} bytes are under way, or this address has its share of them: try again later."));
            return;
        }

        try
        {
            Run(call, header, sent);
        }
        catch (ProtocolException e)
        {
            var refused = _assembler?.Refuse(e) ?? e;
            call.Refuse(new ErrorAnswer(refused.Code, refused.Message));
            CloseUnless(refused);
        }
        catch (Exception e)
        {
            call.Fail(e, header.Opcode);
        }
    }

    private void Run(in RingCall call, in EnvelopeHeader header, ReadOnlySpan<byte> sent)
    {
        var unpacked = AnswerBuffers.Take();
        try
        {
            var plain = BodyCompression.Unpack(header, sent, _compression, _maxBody, unpacked);
            var body = RequestBody.Read(header, plain);
            Check(header.Opcode);
            if (!Greet(call, header.Opcode, body))
            {
                _server.Handler.Handle(call, header.Opcode, body);
            }
        }
        finally
        {
            AnswerBuffers.Return(unpacked);
        }
    }

    /// <summary>Answers an envelope that cannot be taken.</summary>
    private void Refuse(ProtocolException e, in EnvelopeHeader header)
    {
        var version = (byte)(_settled ?? (ProtocolVersions.IsServed(header.Version) ? (ProtocolVersion)header.Version
            : ProtocolVersions.Newest));
        var envelope = OpenEnvelope.Begin(_batch!, version, e.Stream ?? 0, Opcode.Error, EnvelopeFlags.None);
        new ErrorAnswer(e.Code, e.Message).Write(_batch!, (ProtocolVersion)version);
        envelope.Complete();
        _server.Memory.UnderWay.Return(_underWay, _requestRoom);
        _requestRoom = 0;
        CloseUnless(e);
    }

    private void CloseUnless(ProtocolException e)
    {
        if (!e.ConnectionGoesOn)
        {
            _server.Logger.BadPeer(Remote, e.Message);
            _closing = true;
        }
    }

    private void ReturnMessageRoom()
    {
        _server.Memory.Arriving.Return(_arriving, _messageRoom);
        _messageRoom = 0;
    }

    private void ReturnSegmentRoom()
    {
        _server.Memory.Segments.Return(_segments, _segmentRoom);
        _segmentRoom = 0;
    }

    private void ForgetLeftover()
    {
        if (_leftover.Length > 0)
        {
            BoundedPool<byte>.Return(_leftover);
        }

        (_leftover, _leftoverStart, _leftoverEnd) = ([], 0, 0);
    }
}
