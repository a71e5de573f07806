using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>The serialisers of a job, and what is said when there is none.</summary>
internal static class JobSerializers
{
    extension(SerializerSet set)
    {
        /// <exception cref="JobDefinitionException">The job names no serialiser for the type.</exception>
        internal Serializer<T> Get<T>()
            where T : allows ref struct
            => set.Find<T>()
                ?? throw new JobDefinitionException(
                    $"There is no serialiser for {ComposedSerializers.Missing(typeof(T), set).Name}. Use Text, Bytes, Null, string, int, "
                    + "long, float, double, bool, pairs or triples of them, or give one with job.Serialize(new …Serializer()).");
    }

    /// <summary>The serialiser for a type that reads what a class wrote: the job's, or else a built-in one.</summary>
    /// <param name="ofJob">Come first.</param>
    /// <param name="javaClass">As the file names it.</param>
    /// <param name="role">"keys" or "values", for messages.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="JobDefinitionException">The job reads other types than the file has.</exception>
    internal static Serializer<T> Find<T>(SerializerSet ofJob, string javaClass, string role, string file)
        where T : allows ref struct
        => Writables.Find<T>(ofJob, javaClass)
            ?? throw new JobDefinitionException(
                $"{file} has {role} of {javaClass}, and the job reads them as {typeof(T).Name}. "
                + "Change the type, or give job.Serialize(…) a serialiser whose JavaClass that is.");
}
