using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Takes what a mapper writes: through a <see cref="GatheringStage{TKey, TValue}"/> if there is a combiner, then to the
/// <see cref="SortingStage{TKey, TValue}"/>.
/// </summary>
internal sealed class MapOutputCollector<TKey, TValue> : RecordWriter<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    private readonly Action<MapOutput> _finished;
    private readonly Serializer<TKey> _keys;
    private readonly Serializer<TValue> _values;
    private readonly Counter _records;
    private readonly Counter _bytes;
    private readonly SortingStage<TKey, TValue> _sorting;
    private readonly GatheringStage<TKey, TValue>? _gathering;

    /// <param name="state">Of the map.</param>
    /// <param name="finished">Takes the sorted output, once all is written.</param>
    internal MapOutputCollector(TaskState state, Action<MapOutput> finished)
    {
        var job = state.Job.Parts;
        _finished = finished;
        _keys = job.Serializers.Get<TKey>();
        _values = job.Serializers.Get<TValue>();
        _records = state.Counters[TaskCounter.MapOutputRecords];
        _bytes = state.Counters[TaskCounter.MapOutputBytes];
        _sorting = new SortingStage<TKey, TValue>(state);
        _gathering = job.CreateCombiner is null ? null : new GatheringStage<TKey, TValue>(state, _sorting);
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
        _finished(_sorting.Finish());
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _gathering?.Dispose();
        _sorting.Dispose();
        return ValueTask.CompletedTask;
    }
}
