namespace Hathi.MapReduce;

/// <summary>Reads the records of one split (Apache's RecordReader). Used by one thread, the task's, which it may block.</summary>
public abstract class RecordReader<TKey, TValue> : IAsyncDisposable
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>Of the current record; good until the next <see cref="MoveNext"/>.</summary>
    public abstract TKey Key { get; }

    /// <summary>Of the current record; good until the next <see cref="MoveNext"/>.</summary>
    public abstract TValue Value { get; }

    /// <summary>How much of the split is read, 0 … 1.</summary>
    public abstract float Progress { get; }

    /// <summary>Goes to the next record; false after the last.</summary>
    /// <exception cref="IOException">The input cannot be read or is damaged; the message names file and offset.</exception>
    public abstract bool MoveNext();

    /// <summary>
    /// Where the current record stands and how it begins, for messages: byte 120 of hdfs://host/in/a.txt, which starts "…".
    /// </summary>
    public abstract string Describe();

    public abstract ValueTask DisposeAsync();
}
