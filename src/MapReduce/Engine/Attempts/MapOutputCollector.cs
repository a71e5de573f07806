using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>Takes what a mapper writes: through a <see cref="GatheringStage{TKey, TValue}"/> if there is a combiner, then to the <see cref="SortingStage{TKey, TValue}"/>.</summary>
internal sealed class MapOutputCollector<TKey, TValue> : RecordWriter<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    private readonly MapAttempt _attempt;
    private readonly Serializer<TKey> _keys;
    private readonly Serializer<TValue> _values;
    private readonly Counter _records;
    private readonly Counter _bytes;
    private readonly SortingStage<TKey, TValue> _sorting;
    private readonly GatheringStage<TKey, TValue>? _gathering;

    internal MapOutputCollector(MapAttempt attempt)
    {
        var job = attempt.State.Job.Parts;
        _attempt = attempt;
        _keys = job.Serializers.Get<TKey>();
        _values = job.Serializers.Get<TValue>();
        _records = attempt.State.Counters[TaskCounter.MapOutputRecords];
        _bytes = attempt.State.Counters[TaskCounter.MapOutputBytes];
        _sorting = new SortingStage<TKey, TValue>(attempt.State);
        _gathering = job.CreateCombiner is null ? null : new GatheringStage<TKey, TValue>(attempt.State, _sorting);
    }

    public override void Write(TKey key, TValue value)
    {
        var keySize = _keys.GetSize(key);
        var valueSize = _values.GetSize(value);
        _records.Increment();
        _bytes.Increment(keySize + valueSize);
        if (_gathering is null || !_gathering.TryTake(key, keySize, value, valueSize))
        {
            _sorting.Take(key, keySize, value, valueSize);
        }
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _gathering?.Empty();
        _attempt.Output = _sorting.Finish();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _gathering?.Dispose();
        _sorting.Dispose();
        return ValueTask.CompletedTask;
    }
}
