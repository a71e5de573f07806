using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using NativeType = Hathi.Ring.Data.Types.NativeType;
using SetType = Hathi.Ring.Data.Types.SetType;
using UserType = Hathi.Ring.Data.Types.UserType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>What an UPDATE sets and a DELETE takes, column by column. Source: Apache <c>Operation</c>.</summary>
internal static class AssignmentCompiler
{
    /// <summary><c>column = value</c>.</summary>
    public static CellChange Set(TermCompiler terms, Column column, Expression value) =>
        column.Type == NativeType.Counter
            ? throw ConstantText.Refused(
                $"Cannot set the value of counter column {column.Name} (counters can only be incremented/decremented, not set)")
            : new CellChange(column, CellChangeKind.Set, terms.Compile(value, Receiver.Of(column)), null, 0);

    /// <summary>What an UPDATE does to a column.</summary>
    public static CellChange Compile(TermCompiler terms, Column column, Assignment assignment) => assignment switch
    {
        SetColumn set => Set(terms, column, set.Value),
        AddToColumn add => Add(terms, column, add.Value),
        SubtractFromColumn subtract => Subtract(terms, column, subtract.Value),
        PrependToColumn prepend => Prepend(terms, column, prepend.Value),
        SetElement element => SetElementOf(terms, column, element),
        SetField field => SetFieldOf(terms, column, field),
        _ => throw new InvalidOperationException($"{assignment} is no assignment"),
    };

    /// <summary>What a DELETE takes of a column.</summary>
    public static CellChange Delete(TermCompiler terms, Column column, Deletion deletion)
    {
        if (deletion.Field is { } name)
        {
            var field = FieldOf(column, name, "Invalid deletion operation");
            return new CellChange(column, CellChangeKind.SetField, NullTerm.Value, null, field);
        }

        if (deletion.Key is null)
        {
            return new CellChange(column, CellChangeKind.Delete, null, null, 0);
        }

        if (!IsCollection(column))
        {
            throw ConstantText.Refused($"Invalid deletion operation for non collection column {column.Name}");
        }

        if (!column.IsMultiCell)
        {
            throw ConstantText.Refused($"Invalid deletion operation for frozen collection column {column.Name}");
        }

        var key = column.Type switch
        {
            MapType map => terms.Compile(deletion.Key, Receiver.Of($"key({column.Name})", map.Key)),
            SetType set => terms.Compile(deletion.Key, Receiver.Of($"value({column.Name})", set.Element)),
            _ => throw IndexRefused(terms, column, deletion.Key),
        };
        return new CellChange(column, CellChangeKind.DeleteElement, null, key, 0);
    }

    // The index is looked at first, so that what is wrong with it is told.
    private static CqlException IndexRefused(TermCompiler terms, Column column, Expression index)
    {
        terms.Compile(index, Receiver.Of($"idx({column.Name})", NativeType.Int));
        return ConstantText.Refused($"Elements of lists by their index are not served yet (column {column.Name})");
    }

    private static bool IsCollection(Column column) => column.Type is ListType or SetType or MapType;

    private static string Column(Column column) => CqlNames.Quoted(column.Name);

    private static CellChange Add(TermCompiler terms, Column column, Expression value)
    {
        Demand(column, value, '+');
        return new CellChange(column, CellChangeKind.Add, terms.Compile(value, Receiver.Of(column)), null, 0);
    }

    private static void Demand(Column column, Expression value, char sign)
    {
        if (column.Type == NativeType.Counter)
        {
            throw ConstantText.Refused("Counters are not served yet");
        }

        if (!column.IsMultiCell || !IsCollection(column))
        {
            var what = IsCollection(column) ? "for frozen collection column" : "for non counter column";
            throw ConstantText.Refused(
                $"Invalid operation ({Column(column)} = {Column(column)} {sign} {CqlTexts.Of(value)}) {what} {Column(column)}");
        }
    }

    private static CellChange Subtract(TermCompiler terms, Column column, Expression value)
    {
        Demand(column, value, '-');
        switch (column.Type)
        {
            case MapType map:
                if (value is not (SetLiteral or Marker or NullLiteral))
                {
                    throw ConstantText.Refused($"Value for a map substraction has to be a set, but was: '{CqlTexts.Of(value)}'");
                }

                var keys = new Receiver(column.Name, new SetType(map.Key), false);
                return new CellChange(column, CellChangeKind.Remove, terms.Compile(value, keys), null, 0);
            case SetType:
                return new CellChange(column, CellChangeKind.Remove, terms.Compile(value, Receiver.Of(column)), null, 0);
            default:
                terms.Compile(value, Receiver.Of(column));
                throw ConstantText.Refused($"Taking elements from lists by their value is not served yet (column {column.Name})");
        }
    }

    private static CellChange Prepend(TermCompiler terms, Column column, Expression value)
    {
        if (column.Type is not ListType)
        {
            throw ConstantText.Refused(
                $"Invalid operation ({Column(column)} = {CqlTexts.Of(value)} - {Column(column)}) for non list column {Column(column)}");
        }

        if (!column.IsMultiCell)
        {
            throw ConstantText.Refused(
                $"Invalid operation ({Column(column)} = {CqlTexts.Of(value)} - {Column(column)}) for frozen list column {Column(column)}");
        }

        return new CellChange(column, CellChangeKind.Prepend, terms.Compile(value, Receiver.Of(column)), null, 0);
    }

    private static CellChange SetElementOf(TermCompiler terms, Column column, SetElement element)
    {
        if (!IsCollection(column) || !column.IsMultiCell || column.Type is SetType)
        {
            var what = !IsCollection(column) ? "for non collection column" : !column.IsMultiCell ? "for frozen collection column"
                : "for set column";
            throw ConstantText.Refused(
                $"Invalid operation ({Column(column)}[{CqlTexts.Of(element.Key)}] = {CqlTexts.Of(element.Value)}) {what} {Column(column)}");
        }

        if (column.Type is not MapType map)
        {
            throw IndexRefused(terms, column, element.Key);
        }

        var key = terms.Compile(element.Key, Receiver.Of($"key({column.Name})", map.Key));
        var value = terms.Compile(element.Value, Receiver.Of($"value({column.Name})", map.Value));
        return new CellChange(column, CellChangeKind.SetEntry, value, key, 0);
    }

    private static CellChange SetFieldOf(TermCompiler terms, Column column, SetField assignment)
    {
        var what = $"Invalid operation ({Column(column)}.{CqlNames.Quoted(assignment.Field)} = {CqlTexts.Of(assignment.Value)})";
        var field = FieldOf(column, assignment.Field, what);
        var receiver = Receiver.Of($"{column.Name}.{assignment.Field}", ((UserType)column.Type).Fields[field]);
        return new CellChange(column, CellChangeKind.SetField, terms.Compile(assignment.Value, receiver), null, field);
    }

    private static short FieldOf(Column column, string name, string what)
    {
        if (column.Type is not UserType type)
        {
            throw ConstantText.Refused($"{what} for non-UDT column {Column(column)}");
        }

        if (!column.IsMultiCell)
        {
            throw ConstantText.Refused($"{what} for frozen UDT column {Column(column)}");
        }

        return type.IndexOf(name) is >= 0 and var index
            ? (short)index
            : throw ConstantText.Refused($"UDT column {Column(column)} does not have a field named {CqlNames.Quoted(name)}");
    }
}
