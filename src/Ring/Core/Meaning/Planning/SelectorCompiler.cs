using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using NativeType = Hathi.Ring.Data.Types.NativeType;
using SetType = Hathi.Ring.Data.Types.SetType;
using UserType = Hathi.Ring.Data.Types.UserType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>A value that is made of columns: its term, its type, and how it is called.</summary>
internal readonly record struct SelectedTerm(Term Term, CqlType Type, string Name);

/// <summary>
/// What is selected of columns and is no column: functions, casts, what is in collections and user types. As deep as the parser lets it
/// nest. Source: Apache <c>Selectable</c>.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="terms">Compiles constants.</param>
/// <param name="fetch">A column's value is needed; gives its slot.</param>
internal sealed class SelectorCompiler(TableDefinition table, TermCompiler terms, Func<Column, int> fetch)
{
    /// <summary>The value; null: it is not served yet.</summary>
    /// <exception cref="CqlException">It is none.</exception>
    public SelectedTerm? Compile(Expression expression)
    {
        switch (expression)
        {
            case ColumnReference reference:
                var column = PlanContext.ColumnOf(table, reference.Name);
                return new SelectedTerm(new ColumnTerm(fetch(column)), column.Type, column.Name);
            case TypeHint hint when !CqlTexts.HasMarker(hint.Operand):
                var type = TypeNames.Resolve(terms.Schema, table.Keyspace, hint.Type);
                return new SelectedTerm(terms.Compile(hint, Receiver.Of("[selection]", type)), type, CqlTexts.Of(hint));
            case Cast cast:
                return Cast(cast);
            case FunctionCall { Function: { Name: "token", Keyspace: null or "system" } } call:
                return Token(call);
            case FunctionCall call when call.Function.Keyspace is null or "system":
                return Call(call);
            case Selection selection:
                return Steps(selection);
            default:
                return null;
        }
    }

    private SelectedTerm? Token(FunctionCall call)
    {
        const string name = "system.token";
        if (call.Arguments.Length != table.PartitionKey.Length)
        {
            throw ConstantText.Refused(
                $"Invalid number of arguments in call to function {name}: {table.PartitionKey.Length} required "
                + $"but {call.Arguments.Length} provided");
        }

        var values = new List<SelectedTerm>();
        foreach (var argument in call.Arguments)
        {
            if (Compile(argument) is not { } value)
            {
                return null;
            }

            var type = table.PartitionKey[values.Count].Type;
            if (!Assignability.IsValueOf(value.Type, type))
            {
                throw ConstantText.Refused(
                    $"Type error: {value.Name} cannot be passed as argument {values.Count} of function {name} of type "
                    + CqlTypeText.Of(type, false));
            }

            values.Add(value);
        }

        var names = string.Join(", ", values.Select(static v => v.Name));
        return new SelectedTerm(new TokenTerm([.. values.Select(static v => v.Term)]), NativeType.Bigint, $"{name}({names})");
    }

    private SelectedTerm? Cast(Cast cast)
    {
        var to = (NativeType)TypeNames.Resolve(terms.Schema, table.Keyspace, cast.Type);
        if (Compile(cast.Operand) is not { } operand)
        {
            return null;
        }

        var name = $"cast({operand.Name} as {CqlTypeText.Of(to, false)})";
        if (operand.Type == to)
        {
            return operand;
        }

        return ScalarFunction.CastsTo(to).FirstOrDefault(f => f.Argument == operand.Type) is { } function
            ? new SelectedTerm(new ScalarTerm(function, operand.Term), to, name)
            : null;
    }

    private SelectedTerm? Call(FunctionCall call)
    {
        var functions = ScalarFunction.Named(call.Function.Name);
        var name = $"system.{call.Function.Name}";
        if (functions.Count == 0)
        {
            return WithoutColumns(call, name);
        }

        if (call.Arguments.Length != 1)
        {
            throw ConstantText.Refused(
                $"Invalid number of arguments in call to function {name}: 1 required but {call.Arguments.Length} provided");
        }

        if (Compile(call.Arguments[0]) is not { } argument)
        {
            return null;
        }

        if ((functions.FirstOrDefault(f => f.Argument == argument.Type)
            ?? functions.FirstOrDefault(f => Assignability.IsValueOf(argument.Type, f.Argument))) is { } function)
        {
            return new SelectedTerm(new ScalarTerm(function, argument.Term), function.Returns, $"{name}({argument.Name})");
        }

        throw ConstantText.Refused(
            functions.Count == 1
                ? $"Type error: {argument.Name} cannot be passed as argument 0 of function {name} of type "
                    + CqlTypeText.Of(functions[0].Argument, false)
                : $"Invalid call to function {call.Function.Name}, none of its type signatures match");
    }

    // Of time or chance; the bounds of a millisecond.
    private SelectedTerm? WithoutColumns(FunctionCall call, string name)
    {
        if (Functions.ReturnType(call) is not { } type || call.Arguments.Length > 1)
        {
            return null;
        }

        if (call.Arguments.IsEmpty)
        {
            return new SelectedTerm(terms.Compile(call, Receiver.Of(name, type)), type, $"{name}()");
        }

        return Compile(call.Arguments[0]) is { } argument && argument.Type == NativeType.Timestamp
            ? new SelectedTerm(Functions.TimeBound(call, argument.Term), type, $"{name}({argument.Name})")
            : null;
    }

    private SelectedTerm? Steps(Selection selection)
    {
        if (selection.Of is not ColumnReference || Compile(selection.Of) is not { } value)
        {
            return null;
        }

        foreach (var step in selection.Steps)
        {
            switch (step)
            {
                case FieldStep field:
                    value = Field(value, field.Field);
                    break;
                case ElementStep element when !CqlTexts.HasMarker(element.Key):
                    value = Element(value, element.Key);
                    break;
                default:
                    return null;
            }
        }

        return value;
    }

    private static SelectedTerm Field(SelectedTerm of, string name)
    {
        if (of.Type is not UserType user)
        {
            throw ConstantText.Refused(
                $"Invalid field selection: {of.Name} of type {CqlTypeText.Of(of.Type, false)} is not a user type");
        }

        return user.IndexOf(name) is >= 0 and var index
            ? new SelectedTerm(new FieldTerm(of.Term, index), user.Fields[index], $"{of.Name}.{CqlNames.Quoted(name)}")
            : throw ConstantText.Refused($"{of.Name} of type {CqlNames.Quoted(user.Name)} has no field {name}");
    }

    private SelectedTerm Element(SelectedTerm of, Expression key)
    {
        switch (of.Type)
        {
            case MapType map:
                var term = terms.Compile(key, Receiver.Of($"key({of.Name})", map.Key));
                return new SelectedTerm(new ElementTerm(of.Term, map, term), map.Value, $"{of.Name}[{CqlTexts.Of(key)}]");
            case SetType set:
                term = terms.Compile(key, Receiver.Of($"value({of.Name})", set.Element));
                return new SelectedTerm(new ElementTerm(of.Term, set, term), set.Element, $"{of.Name}[{CqlTexts.Of(key)}]");
            case ListType:
                throw ConstantText.Refused($"Element selection is only allowed on sets and maps, but {of.Name} is a list");
            default:
                throw ConstantText.Refused(
                    $"Invalid element selection: {of.Name} is of type {CqlTypeText.Of(of.Type, false)} is not a collection");
        }
    }
}
