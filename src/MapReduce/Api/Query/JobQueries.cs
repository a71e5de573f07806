using Hathi.Records;

namespace Hathi.MapReduce.Query;

/// <summary>Where queries begin.</summary>
public static class JobQueries
{
    /// <summary>The lines of files, directories or patterns, without their ends.</summary>
    public static JobQuery<string> From(this JobChain jobs, params string[] paths) =>
        new SourceQuery<long, Text, string>(jobs, paths, new Formats.TextInputFormat(), static (_, line) => line.ToString());

    /// <summary>The records of an input format.</summary>
    /// <param name="jobs">Gets the jobs.</param>
    /// <param name="format">How input becomes records.</param>
    /// <param name="element">What is made of a record.</param>
    /// <param name="paths">Files, directories or patterns.</param>
    public static JobQuery<T> From<TKey, TValue, T>(
        this JobChain jobs, InputFormat<TKey, TValue> format, Func<TKey, TValue, T> element, params string[] paths)
        where TKey : allows ref struct
        where TValue : allows ref struct
        => new SourceQuery<TKey, TValue, T>(jobs, paths, format, element);

    /// <summary>Sees to it, before anything runs, that the type can travel.</summary>
    /// <exception cref="JobDefinitionException">It has no serialiser.</exception>
    internal static JobBuilder Check<T>(this JobBuilder job)
    {
        job.SerializerOf<T>();
        return job;
    }
}
