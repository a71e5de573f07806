using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hathi.Base;

/// <summary>
/// Says how much memory the bytes of a protobuf message take once they are decoded, by walking over them without making anything: an
/// empty message in a list
/// has two bytes on the wire and a hundred in memory. Walks as Google.Protobuf's parser does, and ends where that would refuse to go on.
/// Source: protobuf encoding guide.
/// </summary>
public ref struct WireWeight
{
    /// <summary>Messages in messages that the parser follows (Google.Protobuf's default, 100); it refuses what is deeper.</summary>
    private const int MaxDepth = 101;

    /// <summary>A field that is not known: its entry by number, and the list of its values.</summary>
    private const int UnknownBytes = 192;

    /// <summary>The tables of a group that is not known.</summary>
    private const int UnknownGroupBytes = 448;

    /// <summary>A string's or array's header, and that of the object round an array.</summary>
    private const int TextBytes = 32;

    private const int ArrayBytes = 64;

    /// <summary>A place in a list, which may be half empty.</summary>
    private const int PlaceBytes = 16;

    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireDelimited = 2;
    private const int WireGroup = 3;
    private const int WireGroupEnd = 4;
    private const int WireFixed32 = 5;

    private readonly long _limit;
    private SequenceReader<byte> _reader;
    private long _weight;

    private WireWeight(in ReadOnlySequence<byte> message, long limit)
    {
        _reader = new SequenceReader<byte>(message);
        _limit = limit;
    }

    /// <summary>What a message takes, bytes of memory.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="shape">
    /// Its fields; null: they are not known, and no more is said than that they take what they have on the wire.
    /// </param>
    /// <param name="limit">Above it nobody wants to know how much.</param>
    public static long Of(in ReadOnlySequence<byte> message, WireShape? shape, long limit)
    {
        if (shape is null)
        {
            return message.Length;
        }

        var walk = new WireWeight(message, limit) { _weight = shape.Size };
        walk.TryMessage(shape, message.Length, MaxDepth);
        return walk._weight;
    }

    /// <summary>
    /// Whether a length in a message says that there is more than there is, in a way that Google.Protobuf does not notice: it adds the
    /// length to where it stands in 32 bits, and what comes out below zero is an end that it never reaches. It then takes as many bytes
    /// for a field as that says, two gigabytes. To be asked before a message from outside is decoded.
    /// </summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="shape">Its fields.</param>
    public static bool Overruns(in ReadOnlySequence<byte> message, WireShape? shape)
    {
        byte before = 0;
        foreach (var piece in message)
        {
            if (HasHugeNumber(piece.Span, ref before))
            {
                return Of(message, shape ?? WireShape.Unknown, long.MaxValue - 1) == long.MaxValue;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Overruns(in ReadOnlySequence{byte}, WireShape?)"/>
    public static bool Overruns(ReadOnlySpan<byte> message, WireShape? shape)
    {
        byte before = 0;
        return HasHugeNumber(message, ref before) && Overruns(new ReadOnlySequence<byte>(message.ToArray()), shape);
    }

    // A number of more than two billion less the longest frame has a fourth byte from 0xC0 on and a fifth that ends with 7. Texts have
    // none of the first, so that few messages are walked over.
    private static bool HasHugeNumber(ReadOnlySpan<byte> bytes, ref byte before)
    {
        if (bytes.IsEmpty)
        {
            return false;
        }

        if (before >= 0xC0 && (bytes[0] & 0x0F) == 7)
        {
            return true;
        }

        before = bytes[^1];
        for (int at; (at = bytes.IndexOfAnyInRange((byte)0xC0, byte.MaxValue)) >= 0 && at + 1 < bytes.Length; bytes = bytes[(at + 1)..])
        {
            if ((bytes[at + 1] & 0x0F) == 7)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a message's fields; false: the walk is over.</summary>
    private bool TryMessage(WireShape? shape, long end, int depth)
    {
        while (_reader.Consumed < end)
        {
            if (!TryVarint(out var tag) || (uint)tag >> 3 == 0 || !TryField(shape, (uint)tag, end, depth) || _weight > _limit)
            {
                return false;
            }
        }

        return _reader.Consumed == end;
    }

    private bool TryField(WireShape? shape, uint tag, long end, int depth)
    {
        var field = shape?.Find(tag >> 3) ?? default;
        switch (tag & 7)
        {
            case WireVarint:
                _weight += field.Kind == WireKind.Number ? 0 : Single(field.Kind);
                return TryVarint(out _);
            case WireFixed64:
                _weight += Single(field.Kind);
                return TryPass(sizeof(ulong), end);
            case WireFixed32:
                _weight += Single(field.Kind);
                return TryPass(sizeof(uint), end);
            case WireDelimited:
                if (!TryVarint(out var length))
                {
                    return false;
                }

                if ((int)length < 0 || (uint)length > end - _reader.Consumed)
                {
                    // Nobody is to decode it: the parser refuses it, or takes what is not there.
                    _weight = long.MaxValue;
                    return false;
                }

                return TryDelimited(field, (int)length, depth);
            case WireGroup:
                _weight += UnknownGroupBytes;
                return depth > 0 && TryGroup(tag >> 3, end, depth - 1);
            default:
                return false;
        }
    }

    private bool TryDelimited(in WireField field, int length, int depth)
    {
        switch (field.Kind)
        {
            case WireKind.Message when field.Inner!() is { } inner:
                _weight += inner.Size + PlaceBytes;
                return depth > 0 && TryMessage(inner, _reader.Consumed + length, depth - 1);
            case WireKind.Varints:
                return TryPacked(length);
            case WireKind.Text:
                _weight += length == 0 ? PlaceBytes : TextBytes + PlaceBytes + (sizeof(char) * (long)length);
                break;
            case WireKind.Bytes:
                _weight += ArrayBytes + PlaceBytes + length;
                break;
            case WireKind.Fixed:
                _weight += ArrayBytes + (2L * length);
                break;
            default:
                _weight += UnknownBytes + length;
                break;
        }

        return TryPass(length, _reader.Consumed + length);
    }

    // A number that comes as something else than its type is kept as a field that is not known: in a list.
    private static int Single(WireKind kind) => kind switch
    {
        WireKind.Number or WireKind.FixedNumber or WireKind.Varints or WireKind.Fixed => PlaceBytes,
        _ => UnknownBytes,
    };

    private bool TryGroup(uint number, long end, int depth)
    {
        while (_reader.Consumed < end)
        {
            if (!TryVarint(out var tag) || (uint)tag >> 3 == 0)
            {
                return false;
            }

            if ((tag & 7) == WireGroupEnd)
            {
                return (uint)tag >> 3 == number;
            }

            if (!TryField(null, (uint)tag, end, depth) || _weight > _limit)
            {
                return false;
            }
        }

        return false;
    }

    // Each number ends with a byte whose highest bit is not set.
    private bool TryPacked(int length)
    {
        for (var left = length; left > 0;)
        {
            var part = _reader.UnreadSpan;
            part = part[..Math.Min(part.Length, left)];
            if (part.IsEmpty)
            {
                return false;
            }

            _weight += (long)PlaceBytes * Ends(part);
            _reader.Advance(part.Length);
            left -= part.Length;
        }

        return true;
    }

    private static int Ends(ReadOnlySpan<byte> bytes)
    {
        var others = 0;
        var at = 0;
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (; at <= bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            others += BitOperations.PopCount(Vector128.LoadUnsafe(ref first, (nuint)at).ExtractMostSignificantBits());
        }

        for (; at < bytes.Length; at++)
        {
            others += bytes[at] >> 7;
        }

        return bytes.Length - others;
    }

    private bool TryPass(int length, long end)
    {
        if (length > end - _reader.Consumed)
        {
            return false;
        }

        _reader.Advance(length);
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 7 * Varint.MaxBytes64; shift += 7)
        {
            if (!_reader.TryRead(out var b))
            {
                return false;
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
