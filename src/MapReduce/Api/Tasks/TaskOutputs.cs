namespace Hathi.MapReduce;

/// <summary>What one attempt writes beside its output, under names that the job has given. Used by the attempt's thread.</summary>
internal abstract class TaskOutputs : IAsyncDisposable
{
    /// <summary>The output of that name, into files of that name.</summary>
    /// <exception cref="InvalidOperationException">The job has no such output, or one for other types.</exception>
    /// <exception cref="ArgumentException">The name leads to no file below the output directory, or to the task's own output.</exception>
    internal abstract RecordWriter<TKey, TValue> Get<TKey, TValue>(string name, string fileName)
        where TKey : allows ref struct
        where TValue : allows ref struct;

    public abstract ValueTask DisposeAsync();
}
