using Hathi.Base;
using Hathi.MapReduce.Partition;
using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Serialises map output straight into the sort buffer, and has that sorted and spilled when it is full. Used by the attempt's thread.
/// </summary>
internal sealed class SortingStage<TKey, TValue> : IDisposable
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    private readonly TaskState _state;
    private readonly Serializer<TKey> _keys;
    private readonly Serializer<TValue> _values;
    private readonly Partitioner<TKey, TValue>? _partitioner;
    private readonly TotalOrderPartitioner? _ranges;
    private readonly int _partitions;
    private readonly SortBuffer _buffer;
    private readonly SpillSet _spills;

    internal SortingStage(TaskState state)
    {
        var job = state.Job.Parts;
        _state = state;
        _keys = job.Serializers.Get<TKey>();
        _values = job.Serializers.Get<TValue>();
        _partitioner = (Partitioner<TKey, TValue>?)job.CreatePartitioner?.Invoke();
        _partitions = job.Reducers;
        var order = job.SortOrder ?? _keys.Comparer;
        _ranges = job.Sampler is null || _partitions == 1 ? null : TotalOrderPartitioner.Of(state.Job, order);
        _buffer = new SortBuffer(job.Settings.SortBytes, _partitions, order);
        _spills = new SpillSet(state, order, job.CreateCombiner is null ? null : new Combiner<TKey, TValue>(state, order));
    }

    internal void Take(TKey key, int keySize, TValue value, int valueSize)
    {
        var record = Reserve(keySize, valueSize, out var header);
        if (record.IsEmpty)
        {
            var alone = new byte[keySize + valueSize];
            _keys.Write(key, alone.AsSpan(0, keySize));
            _values.Write(value, alone.AsSpan(keySize));
            SpillAlone(alone.AsSpan(0, keySize), alone.AsSpan(keySize));
            return;
        }

        var keyBytes = record.Slice(header, keySize);
        _keys.Write(key, keyBytes);
        _values.Write(value, record[(header + keySize)..]);
        _buffer.Commit(record.Length, keyBytes, _partitions == 1 ? 0 : Partition(key, value, keyBytes));
    }

    /// <summary>Takes a record that is serialised already.</summary>
    internal void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var record = Reserve(key.Length, value.Length, out var header);
        if (record.IsEmpty)
        {
            SpillAlone(key, value);
            return;
        }

        key.CopyTo(record[header..]);
        value.CopyTo(record[(header + key.Length)..]);
        _buffer.Commit(record.Length, record.Slice(header, key.Length), Partition(key, value));
    }

    /// <summary>Sorts and writes out the rest, and merges all spills.</summary>
    internal MapOutput Finish() => _spills.Finish(_buffer);

    public void Dispose() => _buffer.Dispose();

    // Memory for the record with its lengths written; empty when it is larger than the whole buffer.
    private Span<byte> Reserve(int keySize, int valueSize, out int header)
    {
        header = VInt.Size(keySize) + VInt.Size(valueSize);
        var size = (long)header + keySize + valueSize;
        var record = _buffer.Reserve(size);
        if (record.IsEmpty)
        {
            record = MakeRoom(size);
            if (record.IsEmpty)
            {
                return default;
            }
        }

        VInt.Write(record[VInt.Write(record, keySize)..], valueSize);
        return record;
    }

    private Span<byte> MakeRoom(long size)
    {
        _state.CancellationToken.ThrowIfCancellationRequested();
        if (_buffer.Count > 0)
        {
            _spills.Spill(_buffer);
        }

        return _buffer.Reserve(size);
    }

    private void SpillAlone(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _spills.SpillOne(_partitions, Partition(key, value), key, value);

    private int Partition(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _partitions == 1 ? 0 : Partition(_keys.Read(key), _values.Read(value), key);

    private int Partition(TKey key, TValue value, ReadOnlySpan<byte> keyBytes)
    {
        if (_ranges is not null)
        {
            return _ranges.GetPartition(keyBytes);
        }

        if (_partitioner is null)
        {
            return (_keys.GetHash(keyBytes) & int.MaxValue) % _partitions;
        }

        var partition = _partitioner.GetPartition(key, value, _partitions);
        return (uint)partition < (uint)_partitions
            ? partition
            : throw new InvalidOperationException(
                $"{_partitioner.GetType().Name} answered partition {partition}; it must be from 0 to {_partitions - 1}.");
    }
}
