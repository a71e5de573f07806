using System.Runtime.InteropServices;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// The values that columns may have, worked out, and all combinations of them one after another. Used again; owned by one thread.
/// </summary>
internal sealed class Alternatives
{
    /// <summary>
    /// Combinations of one statement, of what stands behind several IN. Cassandra has a guardrail for it, which is off; but each becomes a
    /// key or a slice, and a request of a few KiB could ask for millions.
    /// </summary>
    internal const int MostCombinations = 1 << 16;

    private readonly DataBuffer _bytes = new();
    private readonly List<(int Start, int Length)> _pieces = [];
    private readonly List<(int First, int Count, int Width, int At)> _parts = [];

    /// <summary>How many combinations there are.</summary>
    public long Count { get; private set; } = 1;

    /// <summary>How many columns have values.</summary>
    public int Columns { get; private set; }

    /// <summary>Begins anew: one combination of nothing.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _pieces.Clear();
        _parts.Clear();
        (Count, Columns) = (1, 0);
    }

    /// <summary>The next columns and their values.</summary>
    /// <exception cref="Syntax.CqlException">One of them is null, or there are too many.</exception>
    public void Add(scoped in Evaluation evaluation, ColumnValues values, bool sorted)
    {
        var (first, width) = (_pieces.Count, values.Columns.Length);
        if (values.List is { } list)
        {
            AddList(evaluation, list, values.Columns);
        }

        foreach (var tuple in values.Values)
        {
            AddTuple(evaluation, tuple, values.Columns);
        }

        var count = (_pieces.Count - first) / width;
        if (sorted && count > 1)
        {
            count = Sort(first, values.Columns[0].Type);
        }

        _parts.Add((first, count, width, 0));
        Columns += width;
        Count *= count;
        if (Count > MostCombinations)
        {
            throw ConstantText.Refused($"The values behind IN make {Count} combinations; {MostCombinations} are served at most");
        }
    }

    /// <summary>A bound's values, alone.</summary>
    public void Add(scoped in Evaluation evaluation, SliceBound bound)
    {
        var first = _pieces.Count;
        AddTuple(evaluation, bound.Values, bound.Columns);
        _parts.Add((first, 1, bound.Columns.Length, 0));
        Columns += bound.Columns.Length;
    }

    /// <summary>The value of a column in the combination.</summary>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            foreach (var (first, _, width, at) in _parts)
            {
                if (column < width)
                {
                    var (start, length) = _pieces[first + at * width + column];
                    return _bytes.Written.Slice(start, length);
                }

                column -= width;
            }

            throw new InvalidOperationException($"There is no column {column}.");
        }
    }

    /// <summary>Goes to the next combination, of which the last column changes first; false: it was the last.</summary>
    public bool MoveNext()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            var (first, count, width, at) = _parts[i];
            var isLast = at + 1 >= count;
            _parts[i] = (first, count, width, isLast ? 0 : at + 1);
            if (!isLast)
            {
                return true;
            }
        }

        return false;
    }

    private void AddTuple(scoped in Evaluation evaluation, TupleTerms tuple, ImmutableArray<Column> columns)
    {
        if (tuple.Whole is { } whole)
        {
            var state = whole.Evaluate(evaluation, out var value);
            if (state != ValueState.Value)
            {
                throw ConstantText.Refused(
                    $"Invalid {(state == ValueState.Null ? "null" : "unset")} value for tuple ({Names(columns)})");
            }

            AddFields(value, columns);
            return;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var state = tuple.Terms[i].Evaluate(evaluation, out var value);
            if (state != ValueState.Value)
            {
                throw Missing(state, columns[i]);
            }

            Put(value);
        }
    }

    private void AddFields(ReadOnlySpan<byte> value, ImmutableArray<Column> columns)
    {
        var reader = new FieldReader(value);
        foreach (var column in columns)
        {
            if (reader.Read(out var field) != FieldRead.Value)
            {
                throw Missing(ValueState.Null, column);
            }

            Put(field);
        }
    }

    private void AddList(scoped in Evaluation evaluation, Term list, ImmutableArray<Column> columns)
    {
        var state = list.Evaluate(evaluation, out var value);
        if (state != ValueState.Value)
        {
            throw ConstantText.Refused(
                state == ValueState.Null
                    ? $"Invalid null value for column {Names(columns)}"
                    : $"Invalid unset value for column {Names(columns)}");
        }

        // It was checked, so that each element is there.
        FieldReader.TryOpen(value, 1, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            reader.Read(out var element);
            if (columns.Length == 1)
            {
                Put(element);
            }
            else
            {
                AddFields(element, columns);
            }
        }
    }

    private void Put(ReadOnlySpan<byte> value)
    {
        _pieces.Add((_bytes.Length, value.Length));
        _bytes.Bytes(value);
    }

    // In the order of the values, each once.
    private int Sort(int first, CqlType type)
    {
        var pieces = CollectionsMarshal.AsSpan(_pieces)[first..];
        Sorting.Sort(pieces, new PieceOrder(_bytes, type));
        var kept = 1;
        for (var i = 1; i < pieces.Length; i++)
        {
            if (ValueOrder.Compare(type, Bytes(pieces[kept - 1]), Bytes(pieces[i])) != 0)
            {
                pieces[kept++] = pieces[i];
            }
        }

        return kept;
    }

    private ReadOnlySpan<byte> Bytes((int Start, int Length) piece) => _bytes.Written.Slice(piece.Start, piece.Length);

    private static Syntax.CqlException Missing(ValueState state, Column column) => ConstantText.Refused(
        state == ValueState.Null
            ? $"Invalid null value in condition for column {CqlNames.Quoted(column.Name)}"
            : $"Invalid unset value for column {CqlNames.Quoted(column.Name)}");

    private static string Names(ImmutableArray<Column> columns) => string.Join(',', columns.Select(static c => c.Name));

    private readonly struct PieceOrder(DataBuffer bytes, CqlType type) : IComparer<(int Start, int Length)>
    {
        public int Compare((int Start, int Length) x, (int Start, int Length) y) => ValueOrder.Compare(
            type, bytes.Written.Slice(x.Start, x.Length), bytes.Written.Slice(y.Start, y.Length));
    }
}
