using System.Buffers;
using Hathi.Base;

namespace Hathi.Records.Serialization;

/// <summary>Apache's VIntWritable: one to five bytes; smaller than <see cref="Int32Serializer"/> for small numbers.</summary>
public sealed class VarInt32Serializer : Serializer<int>
{
    public override string JavaClass => "org.apache.hadoop.io.VIntWritable";

    public override RawComparer Comparer { get; } = new Order();

    public override int GetSize(int value) => VInt.Size(value);

    public override void Write(int value, Span<byte> target) => VInt.Write(target, value);

    public override int Read(ReadOnlySpan<byte> source)
    {
        VInt.Read(source, out var value);
        return unchecked((int)value);
    }

    public override int GetHash(ReadOnlySpan<byte> serialised) => Read(serialised);

    public override void Format(int value, IBufferWriter<byte> target) => NumberText.Append(value, target);

    private sealed class Order : NumberComparer
    {
        public override ulong Prefix(ReadOnlySpan<byte> key, int depth)
        {
            VInt.Read(key, out var value);
            return Ordered(value);
        }
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
