using System.Buffers;
using Hathi.Base;

namespace Hathi.Records.Serialization;

/// <summary>
/// Two values: a VInt with the first one's length, then both. Ordered by the first, then by the second. Apache has no such class.
/// </summary>
internal sealed class PairSerializer<T1, T2>(Serializer<T1> first, Serializer<T2> second) : Serializer<(T1, T2)>
{
    public override string JavaClass { get; } = $"hathi.Pair<{first.JavaClass},{second.JavaClass}>";

    public override RawComparer Comparer { get; } = new Order(first.Comparer, second.Comparer);

    public override int GetSize((T1, T2) value)
    {
        var size = first.GetSize(value.Item1);
        return VInt.Size(size) + size + second.GetSize(value.Item2);
    }

    public override void Write((T1, T2) value, Span<byte> target)
    {
        var size = first.GetSize(value.Item1);
        target = target[VInt.Write(target, size)..];
        first.Write(value.Item1, target[..size]);
        second.Write(value.Item2, target[size..]);
    }

    public override (T1, T2) Read(ReadOnlySpan<byte> source)
    {
        var bytes = Cut(source, out var rest);
        return (first.Read(bytes), second.Read(rest));
    }

    public override int GetHash(ReadOnlySpan<byte> serialised)
    {
        var bytes = Cut(serialised, out var rest);
        return unchecked((31 * first.GetHash(bytes)) + second.GetHash(rest));
    }

    public override void Format((T1, T2) value, IBufferWriter<byte> target)
    {
        first.Format(value.Item1, target);
        target.Write("\t"u8);
        second.Format(value.Item2, target);
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> pair, out ReadOnlySpan<byte> second)
    {
        var header = VInt.Read(pair, out var length);
        second = pair[(header + (int)length)..];
        return pair.Slice(header, (int)length);
    }

    private sealed class Order(RawComparer first, RawComparer second) : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
        {
            var order = first.Compare(Cut(a, out var restA), Cut(b, out var restB));
            return order != 0 ? order : second.Compare(restA, restB);
        }
    }
}
