using System.Buffers;
using System.Buffers.Binary;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;
using K4os.Compression.LZ4;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// A segment of version 5, in which everything travels once STARTUP is answered: header, payload, CRC-32 of the payload as it is sent.
/// Source: <c>native_protocol_v5.spec</c>, section 2.
/// </summary>
public readonly ref struct Segment
{
    private Segment(ReadOnlySpan<byte> payload, bool isSelfContained)
    {
        Payload = payload;
        IsSelfContained = isSelfContained;
    }

    /// <summary>Whole envelopes, or a part of one; of the input, or of the buffer that <see cref="TryRead"/> was given.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Whole envelopes.</summary>
    public bool IsSelfContained { get; }

    /// <summary>Takes the next segment from what has arrived.</summary>
    /// <param name="input">What has arrived; afterwards what is behind the segment. Must stay where it is as long as the segment.</param>
    /// <param name="compressing">The connection compresses.</param>
    /// <param name="scratch">Where a payload goes that is compressed or lies in pieces.</param>
    /// <param name="segment">The segment.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="ProtocolException">
    /// A checksum is wrong or the payload is not what LZ4 makes: whose requests it held cannot be told, so the connection ends.
    /// </exception>
    public static bool TryRead(scoped ref ReadOnlySequence<byte> input, bool compressing, WireBuffer scratch, out Segment segment)
    {
        segment = default;
        if (!SegmentHeader.TryRead(input, compressing, out var header))
        {
            return false;
        }

        var size = SegmentHeader.SizeOf(compressing);
        var whole = size + header.PayloadLength + SegmentHeader.TrailerSize;
        if (input.Length < whole)
        {
            return false;
        }

        var sent = input.Slice(size, header.PayloadLength + SegmentHeader.TrailerSize);
        input = input.Slice(whole);
        scratch.Clear();
        var bytes = sent.FirstSpan;
        if (!sent.IsSingleSegment)
        {
            var copy = scratch.Take((int)sent.Length);
            sent.CopyTo(copy);
            bytes = copy;
        }

        var payload = bytes[..header.PayloadLength];
        var (told, found) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[header.PayloadLength..]), SegmentCrc.Compute(payload));
        if (told != found)
        {
            throw ProtocolException.Broken(
                $"invalid, unrecoverable CRC mismatch detected in frame body. Read {(int)told}, Computed {(int)found}");
        }

        segment = new Segment(header.PlainLength == 0 ? payload : Unpack(payload, header.PlainLength, scratch), header.IsSelfContained);
        return true;
    }

    /// <summary>
    /// Writes whole envelopes in segments: as many as fit share one, one that is longer than a segment has several for itself.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="envelopes">Whole envelopes, one behind the other.</param>
    /// <param name="compressing">The connection compresses.</param>
    public static void WriteAll(IBufferWriter<byte> target, ReadOnlySpan<byte> envelopes, bool compressing)
    {
        while (!envelopes.IsEmpty)
        {
            var fitting = 0;
            var next = EnvelopeHeader.LengthOfFirst(envelopes);
            while (next > 0 && fitting + next <= ProtocolLimits.MaxSegmentBytes)
            {
                fitting += next;
                next = EnvelopeHeader.LengthOfFirst(envelopes[fitting..]);
            }

            if (fitting > 0)
            {
                Write(target, envelopes[..fitting], isSelfContained: true, compressing);
                envelopes = envelopes[fitting..];
                continue;
            }

            for (var left = envelopes[..next]; !left.IsEmpty;)
            {
                var part = left[..Math.Min(left.Length, ProtocolLimits.MaxSegmentBytes)];
                Write(target, part, isSelfContained: false, compressing);
                left = left[part.Length..];
            }

            envelopes = envelopes[next..];
        }
    }

    /// <summary>Writes one segment.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="payload">Whole envelopes or a part of one, <see cref="ProtocolLimits.MaxSegmentBytes"/> at most.</param>
    /// <param name="isSelfContained">Whole envelopes.</param>
    /// <param name="compressing">The connection compresses.</param>
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> payload, bool isSelfContained, bool compressing)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, ProtocolLimits.MaxSegmentBytes);
        var size = SegmentHeader.SizeOf(compressing);
        var most = payload.Length + SegmentHeader.MaxOverhead;
        var place = target.GetSpan(most)[..most];

        // What does not become shorter is sent as it is.
        var packed = compressing && payload.Length >= ProtocolLimits.CompressFrom
            ? LZ4Codec.Encode(payload, place.Slice(size, payload.Length - 1))
            : -1;
        if (packed <= 0)
        {
            payload.CopyTo(place[size..]);
        }

        var header = packed > 0
            ? new SegmentHeader(packed, payload.Length, isSelfContained)
            : new SegmentHeader(payload.Length, 0, isSelfContained);
        header.Write(place, compressing);
        var end = size + header.PayloadLength;
        BinaryPrimitives.WriteUInt32LittleEndian(place[end..], SegmentCrc.Compute(place[size..end]));
        target.Advance(end + SegmentHeader.TrailerSize);
    }

    private static ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> packed, int plainLength, WireBuffer scratch)
    {
        // The packed bytes may lie at the start of this buffer, which moves when it grows.
        var at = scratch.Length;
        if (at > 0)
        {
            _ = scratch.GetSpan(plainLength);
            packed = scratch.Written[..packed.Length];
        }

        return Lz4.TryUnpack(packed, scratch.Take(plainLength)) ? scratch.Written.Slice(at, plainLength)
            : throw ProtocolException.Broken($"a segment of {packed.Length} bytes that LZ4 makes no {plainLength} of");
    }
}
