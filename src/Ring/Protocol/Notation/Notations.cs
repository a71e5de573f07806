using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Hathi.Ring.Protocol.Notation;

/// <summary>
/// Writes what <see cref="WireReader"/> reads. What is too long for its length is refused (<see cref="ErrorCode.Invalid"/>): names and
/// numbers of things are what a client chose them to be. Source: <c>native_protocol_v5.spec</c>, section 3.
/// </summary>
public static class Notations
{
    private const int UuidBytes = 16;

    /// <summary>A [byte].</summary>
    public static void PutByte(this WireBuffer buffer, byte value) => buffer.Take(1)[0] = value;

    /// <summary>A [short].</summary>
    public static void PutShort(this WireBuffer buffer, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(buffer.Take(sizeof(ushort)), value);

    /// <summary>An [int].</summary>
    public static void PutInt(this WireBuffer buffer, int value) => BinaryPrimitives.WriteInt32BigEndian(buffer.Take(sizeof(int)), value);

    /// <summary>A [long].</summary>
    public static void PutLong(this WireBuffer buffer, long value) =>
        BinaryPrimitives.WriteInt64BigEndian(buffer.Take(sizeof(long)), value);

    /// <summary>A [uuid].</summary>
    public static void PutUuid(this WireBuffer buffer, Guid value) => value.TryWriteBytes(buffer.Take(UuidBytes), bigEndian: true, out _);

    /// <summary>Bytes without a length, not of this buffer.</summary>
    public static void PutRaw(this WireBuffer buffer, ReadOnlySpan<byte> bytes) => bytes.CopyTo(buffer.TakeFor(bytes, bytes.Length));

    /// <summary>A [string].</summary>
    public static void PutString(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        buffer.PutShort(ShortLength(length));
        Encoding.UTF8.GetBytes(text, buffer.Take(length));
    }

    /// <summary>A [string] for people: one that is too long ends earlier, between two characters.</summary>
    public static void PutText(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        var at = buffer.Length;
        buffer.PutShort(0);
        var most = Math.Min(ushort.MaxValue, Encoding.UTF8.GetMaxByteCount(Math.Min(text.Length, ushort.MaxValue)));
        Utf8.FromUtf16(text, buffer.GetSpan(most)[..most], out _, out var length);
        buffer.Advance(length);
        buffer.Patch(at, (byte)(length >> 8));
        buffer.Patch(at + 1, (byte)length);
    }

    /// <summary>A [string] from UTF-8.</summary>
    public static void PutUtf8(this WireBuffer buffer, ReadOnlySpan<byte> text) => buffer.PutShortBytes(text);

    /// <summary>A [long string].</summary>
    public static void PutLongString(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        buffer.PutInt(length);
        Encoding.UTF8.GetBytes(text, buffer.Take(length));
    }

    /// <summary>A [short bytes].</summary>
    public static void PutShortBytes(this WireBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        buffer.PutShort(ShortLength(bytes.Length));
        buffer.PutRaw(bytes);
    }

    /// <summary>A [bytes] that is not null, and not of this buffer.</summary>
    public static void PutBytes(this WireBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        var place = buffer.TakeFor(bytes, sizeof(int) + bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(place, bytes.Length);
        bytes.CopyTo(place[sizeof(int)..]);
    }

    /// <summary>A [bytes] that is null.</summary>
    public static void PutNull(this WireBuffer buffer) => buffer.PutInt(WireValue.NullLength);

    /// <summary>A [value] of any kind. Before version 4 there is no "not set".</summary>
    public static void PutValue(this WireBuffer buffer, WireValue value)
    {
        if (value.IsPresent)
        {
            buffer.PutBytes(value.Bytes);
        }
        else
        {
            buffer.PutInt(value.IsUnset ? WireValue.UnsetLength : WireValue.NullLength);
        }
    }

    /// <summary>A [consistency].</summary>
    public static void PutConsistency(this WireBuffer buffer, Consistency value) => buffer.PutShort((ushort)value);

    /// <summary>An [inetaddr].</summary>
    public static void PutAddress(this WireBuffer buffer, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        buffer.PutByte((byte)length);
        buffer.PutRaw(bytes[..length]);
    }

    /// <summary>An [inet].</summary>
    public static void PutInet(this WireBuffer buffer, IPEndPoint endPoint)
    {
        buffer.PutAddress(endPoint.Address);
        buffer.PutInt(endPoint.Port);
    }

    /// <summary>A [string list].</summary>
    public static void PutStringList(this WireBuffer buffer, IReadOnlyList<string> strings)
    {
        buffer.PutShort(ShortLength(strings.Count));
        foreach (var text in strings)
        {
            buffer.PutString(text);
        }
    }

    /// <summary>A [string map].</summary>
    public static void PutStringMap(this WireBuffer buffer, IReadOnlyCollection<KeyValuePair<string, string>> map)
    {
        buffer.PutShort(ShortLength(map.Count));
        foreach (var (key, value) in map)
        {
            buffer.PutString(key);
            buffer.PutString(value);
        }
    }

    /// <summary>A [bytes map]; a value that is null is sent as null.</summary>
    public static void PutBytesMap(this WireBuffer buffer, IReadOnlyCollection<KeyValuePair<string, byte[]?>> map)
    {
        buffer.PutShort(ShortLength(map.Count));
        foreach (var (key, value) in map)
        {
            buffer.PutString(key);
            if (value is null)
            {
                buffer.PutNull();
            }
            else
            {
                buffer.PutBytes(value);
            }
        }
    }

    /// <summary>The number of things behind it, as a [short].</summary>
    internal static void PutCount(this WireBuffer buffer, int count) => buffer.PutShort(ShortLength(count));

    private static ushort ShortLength(int length) => length <= ushort.MaxValue
        ? (ushort)length
        : throw ProtocolException.Invalid($"{length} bytes or things are to be told where the protocol has place for {ushort.MaxValue}");
}
