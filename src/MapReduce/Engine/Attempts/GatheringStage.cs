using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Combines map output before it is sorted, in a <see cref="CombineTable"/>, for as long as that pays. One pass of the combiner lasts from
/// an empty table to a full one; a key may come in it more than once. Used by the attempt's thread.
/// </summary>
internal sealed class GatheringStage<TKey, TValue> : IDisposable
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>A table in which more than three of four records have a key of their own costs more than it saves.</summary>
    private const double WorthlessAbove = 0.75;

    /// <summary>Records that then go past the table, before it is tried again: input changes from part to part.</summary>
    private const int Pause = 1 << 20;

    private readonly TaskState _state;
    private readonly Serializer<TKey> _keys;
    private readonly Serializer<TValue> _values;
    private readonly SortingStage<TKey, TValue> _sorting;
    private readonly CombineTable _table = new();
    private readonly CombineTable.Group _group;
    private readonly Output _output;
    private readonly Counter _combined;
    private ReducePass<TKey, TValue, TKey, TValue>? _pass;
    private int _pause;

    internal GatheringStage(TaskState state, SortingStage<TKey, TValue> sorting)
    {
        _state = state;
        _keys = state.Job.Parts.Serializers.Get<TKey>();
        _values = state.Job.Parts.Serializers.Get<TValue>();
        _sorting = sorting;
        _group = new CombineTable.Group(_table);
        _output = new Output(this);
        _combined = state.Counters[TaskCounter.CombineInputRecords];
    }

    /// <summary>Takes a record; false when it is to be sorted as it is.</summary>
    internal bool TryTake(TKey key, int keySize, TValue value, int valueSize)
    {
        if (_pause > 0)
        {
            _pause--;
            return false;
        }

        var target = _table.ReserveKey(keySize, valueSize);
        if (target.IsEmpty)
        {
            Empty();
            target = _pause > 0 ? default : _table.ReserveKey(keySize, valueSize);
            if (target.IsEmpty)
            {
                return false;
            }
        }

        _keys.Write(key, target);
        var slot = _table.Find(keySize);
        if (!_table.TryAddValue(slot, valueSize, out var place))
        {
            CombineInPlace(slot);
            if (!_table.TryAddValue(slot, valueSize, out place))
            {
                return false;
            }
        }

        _values.Write(value, place);
        return true;
    }

    /// <summary>Combines what is held and hands it to the sort.</summary>
    internal void Empty()
    {
        if (_table.Keys == 0)
        {
            return;
        }

        _pause = _table.Keys > _table.Taken * WorthlessAbove ? Pause : 0;
        for (var slot = _table.Next(-1); slot >= 0; slot = _table.Next(slot))
        {
            // One value alone is combined already.
            if (_table.TryGetSingle(slot, out var value))
            {
                _sorting.Take(_table.Key(slot), value);
            }
            else
            {
                Run(slot);
            }
        }

        _pass?.End();
        _pass = null;
        _table.Clear();
    }

    public void Dispose() => _table.Dispose();

    // The value that does not fit may be the only one: a combiner is not run for none.
    private void CombineInPlace(int slot)
    {
        if (!_table.HasValues(slot))
        {
            return;
        }

        _output.Hold(slot);
        Run(slot);
        _output.Place();
    }

    private void Run(int slot)
    {
        if (_pass is null)
        {
            var combiner = (Reducer<TKey, TValue, TKey, TValue>)_state.Job.Parts.CreateCombiner!();
            var output = new CountingWriter<TKey, TValue>(_output, _state.Counters[TaskCounter.CombineOutputRecords]);
            _pass = new ReducePass<TKey, TValue, TKey, TValue>(combiner, _state, _group, output);
        }

        var before = _group.Records;
        _group.Select(slot);
        _pass.Run();
        _combined.Increment(_group.Records - before);
    }

    /// <summary>
    /// Where the combiner puts what it made: into the sort, but a single record with the key that was combined goes back to the table.
    /// </summary>
    private sealed class Output(GatheringStage<TKey, TValue> stage) : RecordWriter<TKey, TValue>
    {
        private readonly byte[] _key = new byte[CombineTable.MaxChunk];
        private readonly byte[] _value = new byte[CombineTable.MaxChunk];
        private int _slot = -1;
        private int _valueSize;
        private bool _held;

        internal void Hold(int slot) => _slot = slot;

        internal void Place()
        {
            var slot = _slot;
            _slot = -1;
            if (_held && !stage._table.Replace(slot, _value.AsSpan(0, _valueSize)))
            {
                stage._sorting.Take(stage._table.Key(slot), _value.AsSpan(0, _valueSize));
            }
            else if (!_held)
            {
                stage._table.RemoveValues(slot);
            }

            _held = false;
        }

        public override void Write(TKey key, TValue value)
        {
            var keySize = stage._keys.GetSize(key);
            var valueSize = stage._values.GetSize(value);
            if (_slot >= 0 && !_held && keySize <= _key.Length && valueSize <= _value.Length)
            {
                stage._keys.Write(key, _key.AsSpan(0, keySize));
                if (_key.AsSpan(0, keySize).SequenceEqual(stage._table.Key(_slot)))
                {
                    stage._values.Write(value, _value.AsSpan(0, valueSize));
                    _valueSize = valueSize;
                    _held = true;
                    return;
                }
            }

            stage._sorting.Take(key, keySize, value, valueSize);
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
