using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Hathi.Base;

namespace Hathi.MapReduce.Serialization;

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

/// <summary>Apache's VLongWritable: one to nine bytes; smaller than <see cref="Int64Serializer"/> for small numbers.</summary>
public sealed class VarInt64Serializer : Serializer<long>
{
    public override string JavaClass => "org.apache.hadoop.io.VLongWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(long value) => VInt.Size(value);

    public override void Write(long value, Span<byte> target) => VInt.Write(target, value);

    public override long Read(ReadOnlySpan<byte> source)
    {
        VInt.Read(source, out var value);
        return value;
    }

    public override int GetHash(ReadOnlySpan<byte> serialised) => unchecked((int)Read(serialised));

    public override void Format(long value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth)
        {
            VInt.Read(key, out var value);
            return Ordered(value);
        }
    }
}

/// <summary>Apache's DoubleWritable: the IEEE bits, highest byte first. Order as Java's <c>Double.compare</c>: -0.0 before 0.0, NaN last.</summary>
public sealed class DoubleSerializer : Serializer<double>
{
    public override string JavaClass => "org.apache.hadoop.io.DoubleWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(double value) => sizeof(double);

    public override void Write(double value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, Bits(value));

    public override double Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadDoubleBigEndian(source);

    public override int GetHash(ReadOnlySpan<byte> serialised) => unchecked((int)BinaryPrimitives.ReadInt64BigEndian(serialised));

    public override void Format(double value, IBufferWriter<byte> target)
    {
        Utf8Formatter.TryFormat(value, target.GetSpan(NumberText.MaxBytes), out var used, new StandardFormat('R'));
        target.Advance(used);
    }

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

internal static class NumberText
{
    internal const int MaxBytes = 32;

    internal static void Append(long value, IBufferWriter<byte> target)
    {
        Utf8Formatter.TryFormat(value, target.GetSpan(MaxBytes), out var used);
        target.Advance(used);
    }
}
