using System.Buffers.Binary;

namespace Hathi.Records.Serialization;

/// <summary>
/// Unsigned byte order of what follows a length header, shorter first. A prefix holds seven bytes of the key and, in its lowest byte, how
/// many bytes are left, at most 8: so keys of up to seven bytes are wholly decided by it.
/// </summary>
internal abstract class BytesComparer : RawComparer
{
    private const int Step = 7;
    private const byte More = 8;

    public override bool HasPrefix => true;

    /// <summary>The part of a serialised key that counts.</summary>
    protected abstract ReadOnlySpan<byte> Body(ReadOnlySpan<byte> key);

    public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Body(a).SequenceCompareTo(Body(b));

    public override bool Decides(ulong prefix) => (byte)prefix < More;

    public override ulong Prefix(ReadOnlySpan<byte> key, int depth)
    {
        var body = Body(key);
        if (depth != 0)
        {
            body = body[(int)Math.Min((long)depth * Step, body.Length)..];
        }

        return body.Length >= More ? (BinaryPrimitives.ReadUInt64BigEndian(body) & ~0xFFUL) | More : Short(body);
    }

    private static ulong Short(ReadOnlySpan<byte> body)
    {
        var n = body.Length;
        if (n >= 4)
        {
            // Two reads that overlap: the second ends at the last byte.
            ulong head = BinaryPrimitives.ReadUInt32BigEndian(body);
            ulong tail = BinaryPrimitives.ReadUInt32BigEndian(body[(n - 4)..]);
            return (head << 32) | (tail << ((8 - n) * 8)) | (uint)n;
        }

        var prefix = (ulong)n;
        for (var i = 0; i < n; i++)
        {
            prefix |= (ulong)body[i] << (56 - (8 * i));
        }

        return prefix;
    }
}
