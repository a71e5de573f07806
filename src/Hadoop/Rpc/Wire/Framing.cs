using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>What <see cref="Framing.TryReadFrame"/> found.</summary>
internal enum FrameStatus
{
    NeedMore,
    Complete,

    /// <summary>The length is below zero or above the limit: nothing after it can be trusted.</summary>
    BadLength,
}

/// <summary>
/// Frames of RPC: four bytes of length, big-endian, then that many bytes; inside, messages each behind a varint of its length.
/// </summary>
internal static class Framing
{
    /// <summary>What Apache's servers say of bytes that end too early, word for word: some clients look for it.</summary>
    public const string TruncatedText =
        "While parsing a protocol message, the input ended unexpectedly in the middle of a field.  "
        + "This could mean either that the input has been truncated or that an embedded message misreported its own length.";

    /// <summary>Bytes of a frame's length.</summary>
    public const int LengthBytes = 4;

    /// <summary>Takes one frame off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Moved behind the frame when there is one.</param>
    /// <param name="maxLength">The longest frame accepted, bytes.</param>
    /// <param name="frame">The frame without its length.</param>
    /// <param name="length">The length read, also when it is bad.</param>
    public static FrameStatus TryReadFrame(
        ref ReadOnlySequence<byte> buffer, int maxLength, out ReadOnlySequence<byte> frame, out int length)
    {
        frame = default;
        length = 0;
        if (buffer.Length < LengthBytes)
        {
            return FrameStatus.NeedMore;
        }

        length = ReadLength(buffer);
        if (length < 0 || length > maxLength)
        {
            return FrameStatus.BadLength;
        }

        if (buffer.Length - LengthBytes < length)
        {
            return FrameStatus.NeedMore;
        }

        frame = buffer.Slice(LengthBytes, length);
        buffer = buffer.Slice(frame.End);
        return FrameStatus.Complete;
    }

    /// <summary>Takes one length-delimited message off the front of <paramref name="frame"/>; false when it is not all there.</summary>
    public static bool TryReadDelimited(ref ReadOnlySequence<byte> frame, out ReadOnlySequence<byte> message)
    {
        message = default;
        scoped var first = frame.FirstSpan;
        Span<byte> copy = stackalloc byte[Varint.MaxBytes32];
        if (first.Length < Varint.MaxBytes32 && !frame.IsSingleSegment)
        {
            var head = frame.Slice(0, Math.Min(frame.Length, Varint.MaxBytes32));
            head.CopyTo(copy);
            first = copy[..(int)head.Length];
        }

        var taken = Varint.TryRead32(first, out var length);
        if (taken <= 0 || length > frame.Length - taken)
        {
            return false;
        }

        message = frame.Slice(taken, length);
        frame = frame.Slice(message.End);
        return true;
    }

    /// <summary>The bytes as one span: as they lie when they lie together, else a copy.</summary>
    public static ReadOnlySpan<byte> AsSpan(in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();

    private static int ReadLength(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.FirstSpan.Length >= LengthBytes)
        {
            return BinaryPrimitives.ReadInt32BigEndian(buffer.FirstSpan);
        }

        Span<byte> bytes = stackalloc byte[LengthBytes];
        buffer.Slice(0, LengthBytes).CopyTo(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }
}
