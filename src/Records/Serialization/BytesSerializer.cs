using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Records.Serialization;

/// <summary>
/// Apache's BytesWritable: a four-byte length, highest byte first, and the bytes. Text output is hexadecimal with spaces.
/// </summary>
internal sealed class BytesSerializer : Serializer<Bytes>
{
    private const int Header = 4;

    public override string JavaClass => "org.apache.hadoop.io.BytesWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(Bytes value) => Header + value.Length;

    public override void Write(Bytes value, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, value.Length);
        value.Span.CopyTo(target[Header..]);
    }

    public override Bytes Read(ReadOnlySpan<byte> source) => new(source[Header..]);

    public override int GetHash(ReadOnlySpan<byte> serialised) => HadoopHash.OfBytes(serialised[Header..]);

    public override void Format(Bytes value, IBufferWriter<byte> target)
    {
        var digits = "0123456789abcdef"u8;
        var first = true;
        foreach (var b in value.Span)
        {
            var span = target.GetSpan(3);
            var n = 0;
            if (!first)
            {
                span[n++] = (byte)' ';
            }

            span[n++] = digits[b >> 4];
            span[n++] = digits[b & 15];
            target.Advance(n);
            first = false;
        }
    }

    private sealed class Order : BytesComparer
    {
        protected override ReadOnlySpan<byte> Body(ReadOnlySpan<byte> key) => key[Header..];
    }
}

/// <summary>Apache's NullWritable: no bytes; all are equal.</summary>
internal sealed class NullSerializer : Serializer<Null>
{
    public override string JavaClass => "org.apache.hadoop.io.NullWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(Null value) => 0;

    public override void Write(Null value, Span<byte> target)
    {
    }

    public override Null Read(ReadOnlySpan<byte> source) => Null.Value;

    // Apache's NullWritable has Java's identity hash, another one in each process; a fixed one keeps partitions stable.
    public override int GetHash(ReadOnlySpan<byte> serialised) => 0;

    public override void Format(Null value, IBufferWriter<byte> target)
    {
    }

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => 0;
    }
}
