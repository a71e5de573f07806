using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Hathi.Base;

namespace Hathi.Records.Serialization;

/// <summary>Apache's LongWritable: eight bytes, highest first.</summary>
public sealed class Int64Serializer : Serializer<long>
{
    public override string JavaClass => "org.apache.hadoop.io.LongWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(long value) => sizeof(long);

    public override void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);

    public override long Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadInt64BigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => unchecked((int)Read(serialised));

    public override void Format(long value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => Ordered(BinaryPrimitives.ReadInt64BigEndian(key));
    }
}

/// <summary>Apache's IntWritable: four bytes, highest first.</summary>
public sealed class Int32Serializer : Serializer<int>
{
    public override string JavaClass => "org.apache.hadoop.io.IntWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(int value) => sizeof(int);

    public override void Write(int value, Span<byte> target) => BinaryPrimitives.WriteInt32BigEndian(target, value);

    public override int Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadInt32BigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => Read(serialised);

    public override void Format(int value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => Ordered(BinaryPrimitives.ReadInt32BigEndian(key));
    }
}

/// <summary>
/// Apache's DoubleWritable: the IEEE bits, highest byte first. Order as Java's <c>Double.compare</c>: -0.0 before 0.0, NaN last.
/// </summary>
public sealed class DoubleSerializer : Serializer<double>
{
    public override string JavaClass => "org.apache.hadoop.io.DoubleWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(double value) => sizeof(double);

    public override void Write(double value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, Bits(value));

    public override double Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadDoubleBigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => unchecked((int)BinaryPrimitives.ReadInt64BigEndian(serialised));

    // As Java prints it: 1.0, 1.0E-4.
    public override void Format(double value, IBufferWriter<byte> target) =>
        target.Advance(Encoding.ASCII.GetBytes(JavaNumber.Format(value), target.GetSpan(NumberText.MaxBytes)));

    // Java knows one NaN.
    private static long Bits(double value) => double.IsNaN(value) ? 0x7ff8000000000000L : BitConverter.DoubleToInt64Bits(value);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth)
        {
            var bits = BinaryPrimitives.ReadInt64BigEndian(key);
            return bits < 0 ? ~(ulong)bits : (ulong)bits | (1UL << 63);
        }
    }
}

/// <summary>Apache's FloatWritable: the IEEE bits, highest byte first. Order as Java's <c>Float.compare</c>.</summary>
public sealed class FloatSerializer : Serializer<float>
{
    public override string JavaClass => "org.apache.hadoop.io.FloatWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(float value) => sizeof(float);

    // Java knows one NaN.
    public override void Write(float value, Span<byte> target) =>
        BinaryPrimitives.WriteInt32BigEndian(target, float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToInt32Bits(value));

    public override float Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadSingleBigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => BinaryPrimitives.ReadInt32BigEndian(serialised);

    // As Java prints it: 1.0, 1.0E-4.
    public override void Format(float value, IBufferWriter<byte> target) =>
        target.Advance(Encoding.ASCII.GetBytes(JavaNumber.Format(value), target.GetSpan(NumberText.MaxBytes)));

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth)
        {
            var bits = BinaryPrimitives.ReadInt32BigEndian(key);
            return bits < 0 ? ~(uint)bits : (uint)bits | (1u << 31);
        }
    }
}

/// <summary>Apache's BooleanWritable: one byte, 0 or 1; false sorts first.</summary>
public sealed class BooleanSerializer : Serializer<bool>
{
    public override string JavaClass => "org.apache.hadoop.io.BooleanWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(bool value) => 1;

    public override void Write(bool value, Span<byte> target) => target[0] = value ? (byte)1 : (byte)0;

    public override bool Read(ReadOnlySpan<byte> source) => source[0] != 0;

    // As odd as Apache's.
    public override int GetHash(ReadOnlySpan<byte> serialised) => serialised[0] != 0 ? 0 : 1;

    public override void Format(bool value, IBufferWriter<byte> target) => target.Write(value ? "true"u8 : "false"u8);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => key[0] != 0 ? 1ul : 0;
    }
}

internal static class NumberText
{
    internal const int MaxBytes = 32;

    internal static void Append(long value, IBufferWriter<byte> target)
    {
        Utf8Formatter.TryFormat(value, target.GetSpan(MaxBytes), out var used);
        target.Advance(used);
    }
}
