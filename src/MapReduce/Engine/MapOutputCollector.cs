using Hathi.MapReduce.Serialization;
using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Takes what a mapper writes: serialises it straight into the sort buffer, and has that sorted and spilled when it is full. With a combiner, records
/// go through a <see cref="CombineTable"/> first for as long as that pays.
/// </summary>
internal sealed class MapOutputCollector<TKey, TValue> : RecordWriter<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>A table in which more than three of four records have a key of their own costs more than it saves.</summary>
    private const double WorthlessAbove = 0.75;

    /// <summary>Records that then go past the table, before it is tried again: input changes from file part to file part.</summary>
    private const int Pause = 1 << 20;

    private readonly MapAttempt _attempt;
    private readonly Serializer<TKey> _keys;
    private readonly Serializer<TValue> _values;
    private readonly Partitioner<TKey, TValue>? _partitioner;
    private readonly Counter _records;
    private readonly Counter _bytes;
    private readonly int _partitions;
    private readonly SortBuffer _buffer;
    private readonly SpillSet _spills;
    private readonly Combiner<TKey, TValue>? _combiner;
    private readonly CombineTable? _table;
    private int _pause;

    internal MapOutputCollector(MapAttempt attempt)
    {
        var job = attempt.State.Job.Parts;
        _attempt = attempt;
        _keys = job.Serializers.Get<TKey>();
        _values = job.Serializers.Get<TValue>();
        _partitioner = (Partitioner<TKey, TValue>?)job.CreatePartitioner?.Invoke();
        _records = attempt.State.Counters[TaskCounter.MapOutputRecords];
        _bytes = attempt.State.Counters[TaskCounter.MapOutputBytes];
        _partitions = job.Reducers;
        var order = job.SortOrder ?? _keys.Comparer;
        _buffer = new SortBuffer(job.Settings.SortBytes, _partitions, order);
        if (job.CreateCombiner is not null)
        {
            _combiner = new Combiner<TKey, TValue>(attempt.State, order);
            _table = new CombineTable();
        }

        _spills = new SpillSet(attempt.State, order, _combiner);
    }

    public override void Write(TKey key, TValue value)
    {
        var keySize = _keys.GetSize(key);
        var valueSize = _values.GetSize(value);
        _records.Increment();
        _bytes.Increment(keySize + valueSize);
        if (_table is null || _pause-- > 0 || !TryGather(_table, key, keySize, value, valueSize))
        {
            Sort(key, keySize, value, valueSize);
        }
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        CombineGathered();
        _attempt.Output = _spills.Finish(_buffer);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        _table?.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryGather(CombineTable table, TKey key, int keySize, TValue value, int valueSize)
    {
        _pause = 0;
        var target = table.ReserveKey(keySize, valueSize);
        if (target.IsEmpty)
        {
            CombineGathered();
            target = _pause == 0 ? table.ReserveKey(keySize, valueSize) : default;
            if (target.IsEmpty)
            {
                return false;
            }
        }

        _keys.Write(key, target);
        _values.Write(value, table.Add(keySize, valueSize));
        return true;
    }

    private void CombineGathered()
    {
        if (_table is not { Values: > 0 } table)
        {
            return;
        }

        _pause = table.Keys > table.Values * WorthlessAbove ? Pause : 0;
        _combiner!.Combine(table.Read(), new Gathered(this));
        table.Clear();
    }

    private void Sort(TKey key, int keySize, TValue value, int valueSize)
    {
        var header = VInt.Size(keySize) + VInt.Size(valueSize);
        var size = (long)header + keySize + valueSize;
        var record = _buffer.Reserve(size);
        if (record.IsEmpty && (record = MakeRoom(size)).IsEmpty)
        {
            SpillAlone(key, keySize, value, valueSize);
            return;
        }

        var n = VInt.Write(record, keySize);
        VInt.Write(record[n..], valueSize);
        var keyBytes = record.Slice(header, keySize);
        _keys.Write(key, keyBytes);
        _values.Write(value, record.Slice(header + keySize, valueSize));
        _buffer.Commit((int)size, keyBytes, _partitions == 1 ? 0 : Partition(key, value, keyBytes));
    }

    private int Partition(TKey key, TValue value, ReadOnlySpan<byte> keyBytes)
    {
        if (_partitioner is null)
        {
            return (_keys.GetHash(keyBytes) & int.MaxValue) % _partitions;
        }

        var partition = _partitioner.GetPartition(key, value, _partitions);
        return (uint)partition < (uint)_partitions
            ? partition
            : throw new InvalidOperationException($"{_partitioner.GetType().Name} answered partition {partition}; it must be from 0 to {_partitions - 1}.");
    }

    // Empty when the record is larger than the whole buffer.
    private Span<byte> MakeRoom(long size)
    {
        _attempt.State.CancellationToken.ThrowIfCancellationRequested();
        if (_buffer.Count > 0)
        {
            _spills.Spill(_buffer);
        }

        return _buffer.Reserve(size);
    }

    private void SpillAlone(TKey key, int keySize, TValue value, int valueSize)
    {
        var record = new byte[keySize + valueSize];
        var keyBytes = record.AsSpan(0, keySize);
        _keys.Write(key, keyBytes);
        _values.Write(value, record.AsSpan(keySize));
        _spills.SpillOne(_partitions, _partitions == 1 ? 0 : Partition(key, value, keyBytes), keyBytes, record.AsSpan(keySize));
    }

    /// <summary>Where the combiner puts what it made of the gathered records: into the sort buffer.</summary>
    private sealed class Gathered(MapOutputCollector<TKey, TValue> collector) : RecordWriter<TKey, TValue>
    {
        public override void Write(TKey key, TValue value) => collector.Sort(key, collector._keys.GetSize(key), value, collector._values.GetSize(value));

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
