namespace Hathi.MapReduce.Serialization;

/// <summary>The serialisers of a job: the built-in ones, and those that the job adds or puts in their place. Set up by one thread, then read by any number.</summary>
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
        => _byType.TryGetValue(typeof(T), out var serializer) ? (Serializer<T>)serializer : null;

    /// <exception cref="JobDefinitionException">The job names no serialiser for the type.</exception>
    internal Serializer<T> Get<T>()
        where T : allows ref struct
        => _byType.TryGetValue(typeof(T), out var serializer)
            ? (Serializer<T>)serializer
            : throw new JobDefinitionException(
                $"There is no serialiser for {typeof(T).Name}. Use Text, Bytes, Null, string, int, long, float, double or bool, or give one with job.Serialize(new …Serializer()).");
}
