namespace Hathi.MapReduce.Engine;

/// <summary>Counts the records that go to a writer.</summary>
internal sealed class CountingWriter<TKey, TValue>(RecordWriter<TKey, TValue> inner, Counter records) : RecordWriter<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    public override void Write(TKey key, TValue value)
    {
        records.Increment();
        inner.Write(key, value);
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken) => inner.CloseAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
