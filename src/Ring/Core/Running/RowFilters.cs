using System.Runtime.InteropServices;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Values;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using SetType = Hathi.Ring.Data.Types.SetType;

namespace Hathi.Ring.Core.Running;

/// <summary>Whether a row passes what a SELECT filters by; its values are worked out once. Used again; owned by one thread.</summary>
internal sealed class RowFilters
{
    private readonly DataBuffer _bytes = new();
    private readonly List<(int Start, int Length)> _values = [];
    private readonly List<(int Slot, int First, int Count)> _filters = [];
    private SelectPlan _plan = null!;

    /// <summary>Works out the values.</summary>
    public void Begin(SelectPlan plan, scoped in Evaluation evaluation)
    {
        _plan = plan;
        _bytes.Clear();
        _values.Clear();
        _filters.Clear();
        foreach (var filter in plan.Where.Filters)
        {
            var first = _values.Count;
            if (filter.Key is { } key)
            {
                Put(key, filter, evaluation);
            }

            if (filter.List is { } list)
            {
                PutList(list, filter, evaluation);
            }
            else if (filter.Value is { } value)
            {
                Put(value, filter, evaluation);
            }

            foreach (var one in filter.Values)
            {
                Put(one, filter, evaluation);
            }

            if (filter.Operator == Operator.In)
            {
                // So that a row is compared with few of them, however many the client has given.
                Sorting.Sort(CollectionsMarshal.AsSpan(_values)[first..], new ValuesOrder(_bytes, filter.Column.Type));
            }

            _filters.Add((plan.FilterSlots[_filters.Count], first, _values.Count - first));
        }
    }

    /// <summary>Whether the row that the slots hold passes all of them.</summary>
    public bool Pass(RowSlots slots, ReadOnlySpan<byte> row)
    {
        for (var i = 0; i < _filters.Count; i++)
        {
            var (slot, first, count) = _filters[i];
            if (!slots.TryGet(slot, row, out var value) || !Passes(_plan.Where.Filters[i], value, first, count))
            {
                return false;
            }
        }

        return true;
    }

    private void Put(Term term, Filter filter, scoped in Evaluation evaluation)
    {
        var state = term.Evaluate(evaluation, out var value);
        if (state != ValueState.Value)
        {
            throw ConstantText.Refused(
                state == ValueState.Null
                    ? $"Unsupported null value for column {CqlNames.Quoted(filter.Column.Name)}"
                    : $"Unsupported unset value for column {CqlNames.Quoted(filter.Column.Name)}");
        }

        _values.Add((_bytes.Length, value.Length));
        _bytes.Bytes(value);
    }

    private void PutList(Term term, Filter filter, scoped in Evaluation evaluation)
    {
        if (term.Evaluate(evaluation, out var list) != ValueState.Value)
        {
            throw ConstantText.Refused($"Invalid null value for column {filter.Column.Name}");
        }

        FieldReader.TryOpen(list, 1, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            reader.Read(out var value);
            _values.Add((_bytes.Length, value.Length));
            _bytes.Bytes(value);
        }
    }

    private ReadOnlySpan<byte> Value(int index) => _bytes.Written.Slice(_values[index].Start, _values[index].Length);

    private bool Passes(Filter filter, ReadOnlySpan<byte> value, int first, int count)
    {
        var type = filter.Column.Type;
        switch (filter.Operator)
        {
            case Operator.In:
                return IsAmong(type, value, first, count);
            case Operator.Contains or Operator.ContainsKey:
                return Contains(type, value, Value(first), filter.Operator == Operator.ContainsKey);
            default:
                return filter.Key is not null
                    ? HasEntry((MapType)type, value, Value(first), Value(first + 1))
                    : Holds(filter.Operator, ValueOrder.Compare(type, value, Value(first)));
        }
    }

    private bool IsAmong(CqlType type, ReadOnlySpan<byte> value, int first, int count)
    {
        var (low, high) = (first, first + count - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) >> 1);
            var order = ValueOrder.Compare(type, value, Value(middle));
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return false;
    }

    private static bool Holds(Operator comparison, int order) => comparison switch
    {
        Operator.Equal => order == 0,
        Operator.Less => order < 0,
        Operator.LessOrEqual => order <= 0,
        Operator.Greater => order > 0,
        _ => order >= 0,
    };

    private static bool Contains(CqlType type, ReadOnlySpan<byte> collection, ReadOnlySpan<byte> wanted, bool inKeys)
    {
        var map = type as MapType;
        var element = map is not null ? (inKeys ? map.Key : map.Value) : type is SetType set ? set.Element : ((ListType)type).Element;
        if (!FieldReader.TryOpen(collection, map is null ? 1 : 2, out var count, out var reader))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            reader.Read(out var value);
            if (map is not null)
            {
                reader.Read(out var other);
                value = inKeys ? value : other;
            }

            if (ValueOrder.Compare(element, value, wanted) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasEntry(MapType type, ReadOnlySpan<byte> map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!FieldReader.TryOpen(map, 2, out var count, out var reader))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            reader.Read(out var otherKey);
            reader.Read(out var otherValue);
            if (ValueOrder.Compare(type.Key, otherKey, key) == 0)
            {
                return ValueOrder.Compare(type.Value, otherValue, value) == 0;
            }
        }

        return false;
    }

    private readonly struct ValuesOrder(DataBuffer bytes, CqlType type) : IComparer<(int Start, int Length)>
    {
        public int Compare((int Start, int Length) x, (int Start, int Length) y) => ValueOrder.Compare(
            type, bytes.Written.Slice(x.Start, x.Length), bytes.Written.Slice(y.Start, y.Length));
    }
}
