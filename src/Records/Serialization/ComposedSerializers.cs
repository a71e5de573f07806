using System.Buffers;

namespace Hathi.Records.Serialization;

/// <summary>Serialisers of types that are made of others: pairs, triples, key-value pairs, and either of two.</summary>
internal static class ComposedSerializers
{
    /// <summary>The serialiser of such a type; null when it is none, or one of its parts has no serialiser.</summary>
    internal static object? Of(Type type, SerializerSet parts)
    {
        if (!type.IsConstructedGenericType)
        {
            return null;
        }

        var maker = type.GetGenericTypeDefinition() switch
        {
            var pair when pair == typeof(ValueTuple<,>) => nameof(Pair),
            var pair when pair == typeof(KeyValuePair<,>) => nameof(KeyValue),
            var triple when triple == typeof(ValueTuple<,,>) => nameof(Triple),
            var either when either == typeof(Either<,>) => nameof(EitherOf),
            _ => null,
        };
        var types = type.GenericTypeArguments;
        if (maker is null || types.Any(t => t.IsByRefLike))
        {
            return null;
        }

        var serializers = Array.ConvertAll(types, parts.Find);
        return Array.IndexOf(serializers, null) >= 0
            ? null
            : typeof(ComposedSerializers)
                .GetMethod(maker, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(
                types).Invoke(null, serializers);
    }

    /// <summary>The part of a composed type that has no serialiser; the type itself when it is not composed.</summary>
    internal static Type Missing(Type type, SerializerSet parts) =>
        type.IsConstructedGenericType && Array.Find(type.GenericTypeArguments, t => parts.Find(t) is null) is { } part
            ? Missing(part, parts)
            : type;

    private static PairSerializer<T1, T2> Pair<T1, T2>(Serializer<T1> first, Serializer<T2> second) => new(first, second);

    private static Mapped<KeyValuePair<TKey, TValue>, (TKey, TValue)> KeyValue<TKey, TValue>(
        Serializer<TKey> key, Serializer<TValue> value) =>
        new(Pair(key, value), static p => (p.Key, p.Value), static p => new KeyValuePair<TKey, TValue>(p.Item1, p.Item2));

    private static Mapped<(T1, T2, T3), (T1, (T2, T3))> Triple<T1, T2, T3>(
        Serializer<T1> first, Serializer<T2> second, Serializer<T3> third) =>
        new(
            Pair(first, Pair(second, third)),
            static t => (t.Item1, (t.Item2, t.Item3)),
            static t => (t.Item1, t.Item2.Item1, t.Item2.Item2));

    private static EitherSerializer<T1, T2> EitherOf<T1, T2>(Serializer<T1> first, Serializer<T2> second) => new(first, second);

    /// <summary>A type in the bytes of another.</summary>
    private sealed class Mapped<T, TInner>(Serializer<TInner> inner, Func<T, TInner> to, Func<TInner, T> from) : Serializer<T>
    {
        public override string JavaClass => inner.JavaClass;

        public override RawComparer Comparer => inner.Comparer;

        public override int GetSize(T value) => inner.GetSize(to(value));

        public override void Write(T value, Span<byte> target) => inner.Write(to(value), target);

        public override T Read(ReadOnlySpan<byte> source) => from(inner.Read(source));

        public override int GetHash(ReadOnlySpan<byte> serialised) => inner.GetHash(serialised);

        public override void Format(T value, IBufferWriter<byte> target) => inner.Format(to(value), target);
    }
}
