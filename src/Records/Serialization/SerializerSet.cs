namespace Hathi.Records.Serialization;

/// <summary>
/// The serialisers of a job: the built-in ones, and those that the job adds or puts in their place. Set up by one thread,
/// then read by any number.
/// </summary>
internal sealed class SerializerSet
{
    private readonly Dictionary<Type, object> _byType = new()
    {
        [typeof(Text)] = new TextSerializer(),
        [typeof(string)] = new StringSerializer(),
        [typeof(Bytes)] = new BytesSerializer(),
        [typeof(Null)] = new NullSerializer(),
        [typeof(int)] = new Int32Serializer(),
        [typeof(long)] = new Int64Serializer(),
        [typeof(float)] = new FloatSerializer(),
        [typeof(double)] = new DoubleSerializer(),
        [typeof(bool)] = new BooleanSerializer(),
    };

    internal void Add<T>(Serializer<T> serializer)
        where T : allows ref struct
        => _byType[typeof(T)] = serializer;

    internal Serializer<T>? Find<T>()
        where T : allows ref struct
        => (Serializer<T>?)Find(typeof(T));

    /// <summary>By the type; a composed one for pairs and triples of such types.</summary>
    internal object? Find(Type type) => _byType.TryGetValue(type, out var serializer) ? serializer : ComposedSerializers.Of(type, this);
}
