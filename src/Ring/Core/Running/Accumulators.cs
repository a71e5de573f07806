using System.Buffers.Binary;
using System.Numerics;
using Hathi.Ring.Core.Meaning.Constants;
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
    /// <summary>Bytes of the smallest and largest values together: each is kept while rows are read, and all of them are one row.</summary>
    private const long MostBytes = 16 << 20;

    // What is kept for the next request.
    private const int MostKept = 64;

    private readonly DataBuffer _scratch = new();
    private State[] _states = [];
    private SelectPlan _plan = null!;
    private long _rows;
    private long _bytes;

    /// <summary>Begins anew.</summary>
    public void Begin(SelectPlan plan)
    {
        _plan = plan;
        (_rows, _bytes) = (0, 0);
        if (!plan.IsAggregate)
        {
            return;
        }

        if (_states.Length < plan.Selection.Length)
        {
            _states = new State[plan.Selection.Length];
        }

        foreach (ref var state in _states.AsSpan(0, plan.Selection.Length))
        {
            (state.Count, state.Sum, state.Floating) = (0, 0, 0);
            (state.Best ??= new DataBuffer()).Clear();
        }
    }

    /// <summary>Gives back what is large.</summary>
    public void Release()
    {
        if (_states.Length > MostKept)
        {
            _states = [];
        }

        _scratch.Clear();
        foreach (ref var state in _states.AsSpan())
        {
            state.Best?.Clear();
        }
    }

    /// <summary>Takes the row that the slots hold.</summary>
    /// <exception cref="Syntax.CqlException">The values that have to be kept are too large.</exception>
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

    private void Add(ref State state, Aggregate aggregate, ReadOnlySpan<byte> value)
    {
        state.Count++;
        switch (aggregate.Kind)
        {
            case AggregateKind.Min or AggregateKind.Max:
                var order = state.Count == 1 ? -1 : ValueOrder.Compare(aggregate.Type, value, state.Best.Written);
                if (state.Count == 1 || (aggregate.Kind == AggregateKind.Min ? order < 0 : order > 0))
                {
                    _bytes += value.Length - state.Best.Length;
                    if (_bytes > MostBytes)
                    {
                        throw ConstantText.Refused($"The smallest and largest values have more than {MostBytes} bytes together");
                    }

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
