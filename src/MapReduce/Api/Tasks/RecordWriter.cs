namespace Hathi.MapReduce;

/// <summary>Takes the records that a task puts out (Apache's RecordWriter). Used by one thread, the task's, which it may block.</summary>
public abstract class RecordWriter<TKey, TValue> : IAsyncDisposable
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>Takes one record; nothing of it is referred to afterwards.</summary>
    public abstract void Write(TKey key, TValue value);

    /// <summary>
    /// Writes out what is still held and completes the output. Without it the output is incomplete and must not be committed.
    /// </summary>
    public abstract ValueTask CloseAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of resources.</summary>
    public abstract ValueTask DisposeAsync();
}
