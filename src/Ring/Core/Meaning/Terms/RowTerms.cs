using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>The values of the row that is answered.</summary>
internal interface IRowValues
{
    /// <summary>The value of a fetched column.</summary>
    ValueState Get(int slot, out ReadOnlySpan<byte> value);
}

/// <summary>The value of a column, of the row that is answered.</summary>
internal sealed class ColumnTerm(int slot) : Term
{
    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value) =>
        evaluation.Row!.Get(slot, out value);
}

/// <summary><c>a.field</c>.</summary>
internal sealed class FieldTerm(Term of, int field) : Term
{
    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        if (of.Evaluate(evaluation, out var whole) != ValueState.Value)
        {
            value = default;
            return ValueState.Null;
        }

        var reader = new FieldReader(whole);
        for (var i = 0; i < field; i++)
        {
            reader.Read(out _);
        }

        return reader.Read(out value) == FieldRead.Value ? ValueState.Value : ValueState.Null;
    }
}

/// <summary><c>a[key]</c>: the value of a map's entry, or a set's element if it is there.</summary>
internal sealed class ElementTerm(Term of, CqlType type, Term key) : Term
{
    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        value = default;
        var map = type as MapType;
        var keyType = map is null ? ((SetType)type).Element : map.Key;
        if (of.Evaluate(evaluation, out var whole) != ValueState.Value || key.Evaluate(evaluation, out var wanted) != ValueState.Value
            || !FieldReader.TryOpen(whole, map is null ? 1 : 2, out var count, out var reader))
        {
            return ValueState.Null;
        }

        for (var i = 0; i < count; i++)
        {
            reader.Read(out var element);
            value = element;
            if (map is not null)
            {
                reader.Read(out value);
            }

            if (ValueOrder.Compare(keyType, element, wanted) == 0)
            {
                return ValueState.Value;
            }
        }

        value = default;
        return ValueState.Null;
    }
}
