namespace Hathi.MapReduce.Serialization;

/// <summary>Which serialisers read what Apache's classes wrote.</summary>
internal static class Writables
{
    private static readonly object[] All =
    [
        new TextSerializer(), new StringSerializer(), new BytesSerializer(), new NullSerializer(), new Int32Serializer(), new VarInt32Serializer(),
        new Int16Serializer(), new SByteSerializer(), new Int64Serializer(), new VarInt64Serializer(), new FloatSerializer(), new DoubleSerializer(), new BooleanSerializer(),
    ];

    /// <summary>The serialiser for a type that reads what a class wrote: the job's, or else a built-in one.</summary>
    /// <param name="ofJob">Come first.</param>
    /// <param name="javaClass">As the file names it.</param>
    /// <param name="role">"keys" or "values", for messages.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="JobDefinitionException">The job reads other types than the file has.</exception>
    internal static Serializer<T> Find<T>(SerializerSet ofJob, string javaClass, string role, string file)
        where T : allows ref struct
    {
        if (ofJob.Find<T>() is { } own && own.JavaClass == javaClass)
        {
            return own;
        }

        foreach (var serializer in All)
        {
            if (serializer is Serializer<T> one && one.JavaClass == javaClass)
            {
                return one;
            }
        }

        throw new JobDefinitionException(
            $"{file} has {role} of {javaClass}, and the job reads them as {typeof(T).Name}. Change the type, or give job.Serialize(…) a serialiser whose JavaClass that is.");
    }
}
