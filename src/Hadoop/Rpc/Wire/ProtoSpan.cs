using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>Walks the fields of one small protobuf message in a span, for the headers that every call carries.</summary>
internal ref struct ProtoSpan(ReadOnlySpan<byte> data)
{
    public const uint WireVarint = 0;
    public const uint WireFixed64 = 1;
    public const uint WireLengthDelimited = 2;
    public const uint WireGroupStart = 3;
    public const uint WireGroupEnd = 4;
    public const uint WireFixed32 = 5;

    /// <summary>Groups in groups, as deep as protobuf follows them.</summary>
    private const int MaxGroupDepth = 100;

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Reads the next field's number and wire type; false on bytes that are no tag.</summary>
    public bool TryReadTag(out uint field, out uint wireType)
    {
        var ok = TryRead32(out var tag);
        field = tag >> 3;
        wireType = tag & 7;
        return ok && field != 0;
    }

    /// <summary>A varint of up to 64 bits.</summary>
    public bool TryRead64(out ulong value)
    {
        var taken = Varint.TryRead64(_rest, out value);
        if (taken <= 0)
        {
            return false;
        }

        _rest = _rest[taken..];
        return true;
    }

    /// <summary>A varint of up to 64 bits of which the low 32 count, as protobuf reads 32-bit fields.</summary>
    public bool TryRead32(out uint value)
    {
        var ok = TryRead64(out var wide);
        value = (uint)wide;
        return ok;
    }

    /// <summary>A zigzag-coded 32-bit number (sint32).</summary>
    public bool TryReadSigned32(out int value)
    {
        var ok = TryRead32(out var raw);
        value = (int)(raw >> 1) ^ -(int)(raw & 1);
        return ok;
    }

    /// <summary>Bytes, a string or an embedded message.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryRead64(out var length) || length > (ulong)_rest.Length)
        {
            return false;
        }

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Passes over a field that nobody asked for.</summary>
    public bool TrySkip(uint field, uint wireType) => TrySkip(field, wireType, MaxGroupDepth);

    /// <summary>Passes over all that is left; false when it is no message.</summary>
    public bool TrySkipAll()
    {
        while (!AtEnd)
        {
            if (!TryReadTag(out var field, out var wireType) || !TrySkip(field, wireType))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkip(uint field, uint wireType, int depth)
    {
        switch (wireType)
        {
            case WireVarint:
                return TryRead64(out _);
            case WireLengthDelimited:
                return TryReadBytes(out _);
            case WireFixed64:
                return TrySkipBytes(sizeof(ulong));
            case WireFixed32:
                return TrySkipBytes(sizeof(uint));
            case WireGroupStart:
                return depth > 0 && TrySkipGroup(field, depth);
            default:
                return false;
        }
    }

    private bool TrySkipGroup(uint group, int depth)
    {
        while (TryReadTag(out var field, out var wireType))
        {
            if (wireType == WireGroupEnd)
            {
                return field == group;
            }

            if (!TrySkip(field, wireType, depth - 1))
            {
                return false;
            }
        }

        return false;
    }

    private bool TrySkipBytes(int count)
    {
        if (_rest.Length < count)
        {
            return false;
        }

        _rest = _rest[count..];
        return true;
    }
}
