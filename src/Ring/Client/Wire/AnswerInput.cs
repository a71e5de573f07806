using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Hathi.Base;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Client.Wire;

/// <summary>
/// What a server sends: bytes from the socket, envelopes out of them, bare or in segments. One piece of memory, which grows for what is
/// longer and is given back. Owned by one thread at a time.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="maxBody">The longest body that is taken, bytes.</param>
internal sealed class AnswerInput(Socket socket, int maxBody) : IDisposable
{
    /// <summary>Bytes that are asked for at once.</summary>
    private const int UsualBytes = 64 << 10;

    private readonly WireBuffer _scratch = new();
    private readonly EnvelopeAssembler _assembler = new(fromServer: true, maxBody);
    private byte[] _bytes = BoundedPool<byte>.Rent(UsualBytes);
    private int _start;
    private int _end;
    private int _needed;

    /// <summary>Everything travels in segments: version 5, once STARTUP is answered.</summary>
    internal bool IsFramed { get; set; }

    /// <summary>What STARTUP agreed on.</summary>
    internal Compression Agreed { get; set; }

    /// <summary>Waits for bytes.</summary>
    /// <returns>False: the server has closed.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await socket.ReceiveAsync(_bytes.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Gives all envelopes that have come whole.</summary>
    /// <exception cref="ProtocolException">The bytes are none: nobody knows where the next begins.</exception>
    internal void Drain(IAnswerSink sink)
    {
        _needed = 0;
        if (IsFramed)
        {
            DrainSegments(sink);
        }
        else
        {
            DrainBare(sink);
        }
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _assembler.Dispose();
        BoundedPool<byte>.Return(_bytes);
        _bytes = [];
    }

    private void DrainBare(IAnswerSink sink)
    {
        while (EnvelopeHeader.TryRead(_bytes.AsSpan(_start, _end - _start), out var header))
        {
            if (header.BodyLength > maxBody)
            {
                throw new ProtocolException(
                    ErrorCode.ProtocolError,
                    $"an answer of {header.BodyLength} bytes, of at most {maxBody}",
                    connectionGoesOn: false,
                    null);
            }

            if (_end - _start < header.EnvelopeSize)
            {
                _needed = (int)header.EnvelopeSize;
                return;
            }

            var body = _bytes.AsSpan(_start + header.HeaderSize, (int)header.BodyLength);
            _start += (int)header.EnvelopeSize;
            sink.Take(header, BodyCompression.Unpack(header, body, Agreed, maxBody, _scratch));
        }
    }

    private void DrainSegments(IAnswerSink sink)
    {
        var input = new ReadOnlySequence<byte>(_bytes, _start, _end - _start);
        while (Segment.TryRead(ref input, Agreed != Compression.None, _scratch, out var segment))
        {
            _start = _end - (int)input.Length;
            if (segment.IsSelfContained)
            {
                var payload = segment.Payload;
                while (_assembler.TryTake(ref payload, out var header, out var body))
                {
                    sink.Take(header, body);
                }
            }
            else if (_assembler.TryAdd(segment.Payload, out var header, out var body))
            {
                sink.Take(header, body);
                _assembler.ForgetDelivered();
            }
        }

        _needed = ProtocolLimits.MaxSegmentBytes + SegmentHeader.MaxOverhead;
    }

    // What is not read yet goes to the start; what needs more room, or no longer needs it, gets other memory.
    private void MakeRoom()
    {
        var kept = _end - _start;

        // A length is believed step by step: no server is given memory for what it only announces.
        var size = kept == 0 ? UsualBytes : Math.Max(UsualBytes, (int)Math.Min(_needed, 2L * _bytes.Length));
        var (isShort, isFarTooLong) = (_bytes.Length < size && _end == _bytes.Length, kept == 0 && _bytes.Length > 4 * UsualBytes);
        if (!isShort && !isFarTooLong && _end < _bytes.Length - (_bytes.Length / 4) && _start < _end)
        {
            return;
        }

        var target = isShort || isFarTooLong ? BoundedPool<byte>.Rent(size) : _bytes;
        _bytes.AsSpan(_start, kept).CopyTo(target);
        if (target != _bytes)
        {
            BoundedPool<byte>.Return(_bytes);
            _bytes = target;
        }

        (_start, _end) = (0, kept);
    }
}
