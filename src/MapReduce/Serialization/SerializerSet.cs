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
        [typeof(double)] = new DoubleSerializer(),
    };

    internal void Add<T>(Serializer<T> serializer)
        where T : allows ref struct
        => _byType[typeof(T)] = serializer;

    /// <exception cref="JobDefinitionException">The job names no serialiser for the type.</exception>
    internal Serializer<T> Get<T>()
        where T : allows ref struct
        => _byType.TryGetValue(typeof(T), out var serializer)
            ? (Serializer<T>)serializer
            : throw new JobDefinitionException(
                $"There is no serialiser for {typeof(T).Name}. Use Text, Bytes, Null, string, int, long or double, or give one with job.Serialize(new …Serializer()).");
}
