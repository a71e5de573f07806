namespace Hathi.Records.Serialization;

/// <summary>Which serialisers read what Apache's classes wrote.</summary>
internal static class Writables
{
    private static readonly object[] All =
    [
        new TextSerializer(), new StringSerializer(), new BytesSerializer(), new NullSerializer(), new Int32Serializer(),
        new VarInt32Serializer(),
        new Int16Serializer(), new SByteSerializer(), new Int64Serializer(), new VarInt64Serializer(), new FloatSerializer(),
        new DoubleSerializer(), new BooleanSerializer(),
    ];

    /// <summary>The serialiser for a type that reads what a class wrote: the job's, or else a built-in one; null: there is none.</summary>
    /// <param name="ofJob">Come first.</param>
    /// <param name="javaClass">As the file names it.</param>
    internal static Serializer<T>? Find<T>(SerializerSet ofJob, string javaClass)
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

        return null;
    }
}
