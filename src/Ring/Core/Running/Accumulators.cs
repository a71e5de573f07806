using System.Buffers.Binary;
using System.Numerics;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// What is made of all rows: counts, the smallest, sums. Null does not count. Used again; owned by one thread. Source: Apache
/// <c>AggregateFcts</c>.
/// </summary>
internal sealed class Accumulators
{
    private readonly DataBuffer _scratch = new();
    private State[] _states = [];
    private SelectPlan _plan = null!;
    private long _rows;

    /// <summary>Begins anew.</summary>
    public void Begin(SelectPlan plan)
    {
        _plan = plan;
        _rows = 0;
        if (!plan.IsAggregate)
        {
            return;
        }

        if (_states.Length < plan.Selection.Length)
        {
            _states = new State[plan.Selection.Length];
        }

        foreach (ref var state in _states.AsSpan())
        {
            (state.Count, state.Sum, state.Floating) = (0, 0, 0);
            (state.Best ??= new DataBuffer()).Clear();
        }
    }

    /// <summary>Takes the row that the slots hold.</summary>
    public void Add(RowSlots slots, ReadOnlySpan<byte> row)
    {
        _rows++;
        for (var i = 0; i < _plan.Selection.Length; i++)
        {
            if (_plan.Selection[i].Aggregate is { } aggregate && slots.TryGet(_plan.Selection[i].Slot, row, out var value))
            {
                Add(ref _states[i], aggregate, value);
            }
        }
    }

    /// <summary>Gives the one row.</summary>
    public void Answer<TSink>(ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        for (var i = 0; i < _plan.Selection.Length; i++)
        {
            var aggregate = _plan.Selection[i].Aggregate;
            _scratch.Clear();
            if (aggregate is null or { Kind: AggregateKind.Count })
            {
                BinaryPrimitives.WriteInt64BigEndian(_scratch.Room(sizeof(long)), aggregate is null ? _rows : _states[i].Count);
                sink.Value(_scratch.Written);
            }
            else if (aggregate.Kind is AggregateKind.Sum or AggregateKind.Average)
            {
                Total(_states[i], aggregate);
                sink.Value(_scratch.Written);
            }
            else if (_states[i].Count > 0)
            {
                sink.Value(_states[i].Best.Written);
            }
            else
            {
                sink.Null();
            }
        }
    }

    private static void Add(ref State state, Aggregate aggregate, ReadOnlySpan<byte> value)
    {
        state.Count++;
        switch (aggregate.Kind)
        {
            case AggregateKind.Min or AggregateKind.Max:
                var order = state.Count == 1 ? -1 : ValueOrder.Compare(aggregate.Type, value, state.Best.Written);
                if (state.Count == 1 || (aggregate.Kind == AggregateKind.Min ? order < 0 : order > 0))
                {
                    state.Best.Clear();
                    state.Best.Bytes(value);
                }

                break;
            case AggregateKind.Sum or AggregateKind.Average:
                var type = (NativeType)aggregate.Type;
                if (Casts.IsFloating(type))
                {
                    state.Floating += Casts.Floating(type, value, out var floating) ? floating : 0;
                }
                else
                {
                    state.Sum += Casts.Whole(type, value, out var whole) ? whole : 0;
                }

                break;
        }
    }

    private void Total(in State state, Aggregate aggregate)
    {
        var type = (NativeType)aggregate.Type;
        var by = aggregate.Kind == AggregateKind.Sum ? 1 : Math.Max(1, state.Count);
        if (Casts.IsFloating(type))
        {
            Casts.WriteFloating(type, state.Floating / by, _scratch);
        }
        else
        {
            Casts.WriteWhole(type, BigInteger.Divide(state.Sum, by), _scratch);
        }
    }

    private struct State
    {
        internal long Count;
        internal BigInteger Sum;
        internal double Floating;
        internal DataBuffer Best;
    }
}
