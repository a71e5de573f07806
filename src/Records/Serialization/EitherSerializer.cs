using System.Buffers;

namespace Hathi.Records.Serialization;

/// <summary>A value of one type or of another, as the two sides of a join.</summary>
internal readonly record struct Either<T1, T2>(bool IsSecond, T1 First, T2 Second);

/// <summary>A byte that says which, then the value; the first type's come first.</summary>
internal sealed class EitherSerializer<T1, T2>(Serializer<T1> first, Serializer<T2> second) : Serializer<Either<T1, T2>>
{
    public override string JavaClass { get; } = $"hathi.Either<{first.JavaClass},{second.JavaClass}>";

    public override RawComparer Comparer { get; } = new Order(first.Comparer, second.Comparer);

    public override int GetSize(Either<T1, T2> value) => 1 + (value.IsSecond ? second.GetSize(value.Second) : first.GetSize(value.First));

    public override void Write(Either<T1, T2> value, Span<byte> target)
    {
        target[0] = value.IsSecond ? (byte)1 : (byte)0;
        if (value.IsSecond)
        {
            second.Write(value.Second, target[1..]);
        }
        else
        {
            first.Write(value.First, target[1..]);
        }
    }

    public override Either<T1, T2> Read(ReadOnlySpan<byte> source) =>
        source[0] == 1
            ? new Either<T1, T2>(true, default!, second.Read(source[1..]))
            : new Either<T1, T2>(false, first.Read(source[1..]), default!);

    public override int GetHash(ReadOnlySpan<byte> serialised) => HadoopHash.OfBytes(serialised);

    public override void Format(Either<T1, T2> value, IBufferWriter<byte> target)
    {
        if (value.IsSecond)
        {
            second.Format(value.Second, target);
        }
        else
        {
            first.Format(value.First, target);
        }
    }

    private sealed class Order(RawComparer first, RawComparer second) : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
            a[0] != b[0] ? a[0] - b[0] : (a[0] == 1 ? second : first).Compare(a[1..], b[1..]);
    }
}
