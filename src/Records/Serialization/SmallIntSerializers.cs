using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Records.Serialization;

/// <summary>Apache's ShortWritable: two bytes, highest first, as an int of -32768 … 32767.</summary>
public sealed class Int16Serializer : Serializer<int>
{
    public override string JavaClass => "org.apache.hadoop.io.ShortWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(int value) => sizeof(short);

    /// <exception cref="OverflowException">The value has more than 16 bits.</exception>
    public override void Write(int value, Span<byte> target) => BinaryPrimitives.WriteInt16BigEndian(target, checked((short)value));

    public override int Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadInt16BigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => Read(serialised);

    public override void Format(int value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => Ordered(BinaryPrimitives.ReadInt16BigEndian(key));
    }
}

/// <summary>Apache's ByteWritable: one byte, as an int of -128 … 127.</summary>
public sealed class SByteSerializer : Serializer<int>
{
    public override string JavaClass => "org.apache.hadoop.io.ByteWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(int value) => 1;

    /// <exception cref="OverflowException">The value has more than 8 bits.</exception>
    public override void Write(int value, Span<byte> target) => target[0] = (byte)checked((sbyte)value);

    public override int Read(ReadOnlySpan<byte> source) => (sbyte)source[0];

    public override int GetHash(ReadOnlySpan<byte> serialised) => Read(serialised);

    public override void Format(int value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => Ordered((sbyte)key[0]);
    }
}
