using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using SetType = Hathi.Ring.Data.Types.SetType;
using TupleType = Hathi.Ring.Data.Types.TupleType;
using UserType = Hathi.Ring.Data.Types.UserType;
using VectorType = Hathi.Ring.Data.Types.VectorType;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// Values as they were written become terms of the type that is wanted, or are refused as Cassandra does. As deep as the parser lets values
/// nest. Source: Apache's <c>org.apache.cassandra.cql3.terms</c>.
/// </summary>
internal sealed class TermCompiler(RingSchema schema, MarkerTypes markers)
{
    private const string NoNull = "null is not supported inside collections";

    // Nothing constant asks for time or chance.
    private readonly DataBuffer _scratch = new();
    private readonly Functions _functions = new(schema);
    private readonly Assignability _assignment = new(schema, markers);

    /// <summary>The variables that were met.</summary>
    public MarkerTypes Markers => markers;

    /// <summary>What is declared.</summary>
    public RingSchema Schema => schema;

    /// <summary>The term of an expression for a receiver.</summary>
    /// <exception cref="CqlException">It cannot be of its type.</exception>
    public Term Compile(Expression expression, in Receiver receiver)
    {
        switch (expression)
        {
            case Literal literal:
                return Constant(literal, receiver);
            case NullLiteral:
                return NullTerm.Value;
            case Marker marker:
                markers.Met(marker, receiver);
                return new MarkerTerm(marker.Index, receiver.Type);
            case ListLiteral list:
                return List(list, receiver);
            case SetLiteral set:
                return Set(set, receiver);
            case MapLiteral map:
                return Map(map, receiver);
            case UserTypeLiteral user:
                return User(user, receiver);
            case TupleLiteral tuple:
                return Tuple(tuple, receiver);
            case TypeHint hint:
                return Hint(hint, receiver);
            case FunctionCall call:
                return Folded(_functions.Compile(this, call, receiver));
            default:
                throw ConstantText.Refused($"Not served yet in a value: {CqlPrinter.Print(expression)}");
        }
    }

    /// <summary>What a constant comes to, worked out now.</summary>
    public Term Folded(Term term)
    {
        if (!term.IsConstant || term is ConstantTerm or NullTerm)
        {
            return term;
        }

        _scratch.Clear();
        var state = term.Evaluate(new Evaluation(default, _scratch, null!), out var value);
        return state == ValueState.Value ? new ConstantTerm(value.ToArray()) : NullTerm.Value;
    }

    private static ConstantTerm Constant(Literal literal, in Receiver receiver) =>
        ConstantText.MayBe(literal.Kind, receiver.Type)
            ? new ConstantTerm(ConstantText.Bytes(literal, receiver.Type))
            : throw ConstantText.Refused(
                $"Invalid {NameOf(literal.Kind)} constant ({literal.Text}) for \"{receiver.Name}\" of type {receiver.TypeText}");

    private static string NameOf(LiteralKind kind) => kind switch
    {
        LiteralKind.String => "STRING",
        LiteralKind.Integer => "INTEGER",
        LiteralKind.Float => "FLOAT",
        LiteralKind.Boolean => "BOOLEAN",
        LiteralKind.Uuid => "UUID",
        LiteralKind.Hex => "HEX",
        _ => "DURATION",
    };

    private Term List(ListLiteral list, in Receiver receiver)
    {
        if (receiver.Type is VectorType vector)
        {
            return Vector(list, vector, receiver);
        }

        if (receiver.Type is not ListType type)
        {
            throw ConstantText.Refused($"Unexpected receiver type '{receiver.TypeText}'; only list and vector are expected");
        }

        var element = Receiver.Of($"value({receiver.Name})", type.Element);
        var terms = ImmutableArray.CreateBuilder<Term>(list.Elements.Length);
        foreach (var value in list.Elements)
        {
            Demand(value, element, "list", receiver, "value");
        }

        foreach (var value in list.Elements)
        {
            terms.Add(Element(value, element, "list", receiver));
        }

        return Folded(new ElementsTerm(terms.MoveToImmutable()));
    }

    private Term Vector(ListLiteral list, VectorType type, in Receiver receiver)
    {
        if (list.Elements.Length != type.Dimension)
        {
            throw ConstantText.Refused(
                $"Invalid vector literal for {receiver.Name} of type {receiver.TypeText}; "
                + $"expected {type.Dimension} elements, but given {list.Elements.Length}");
        }

        var element = Receiver.Of($"value({receiver.Name})", type.Element);
        var terms = ImmutableArray.CreateBuilder<Term>(list.Elements.Length);
        foreach (var value in list.Elements)
        {
            Demand(value, element, "vector", receiver, "value");
        }

        foreach (var value in list.Elements)
        {
            var term = Compile(value, element);
            terms.Add(term is NullTerm ? throw ConstantText.Refused("null is not supported inside vectors") : term);
        }

        return Folded(new VectorTerm(terms.MoveToImmutable(), type.Element.FixedLength));
    }

    private Term Set(SetLiteral set, in Receiver receiver)
    {
        if (receiver.Type is MapType && set.Elements.IsEmpty)
        {
            return new ConstantTerm(new byte[sizeof(int)]);
        }

        if (receiver.Type is not SetType type)
        {
            throw ConstantText.Refused($"Invalid set literal for {receiver.Name} of type {receiver.TypeText}");
        }

        var element = Receiver.Of($"value({receiver.Name})", type.Element);
        foreach (var value in set.Elements)
        {
            Demand(value, element, "set", receiver, "value");
        }

        var values = new SortedElements(type.Element);
        foreach (var value in set.Elements)
        {
            values.Add(Bytes(Element(value, element, "set", receiver)), null);
        }

        return new ConstantTerm(values.Bytes());
    }

    private Term Map(MapLiteral map, in Receiver receiver)
    {
        if (receiver.Type is not MapType type)
        {
            throw ConstantText.Refused($"Invalid map literal for {receiver.Name} of type {receiver.TypeText}");
        }

        var (key, element) = (Receiver.Of($"key({receiver.Name})", type.Key), Receiver.Of($"value({receiver.Name})", type.Value));
        foreach (var entry in map.Entries)
        {
            Demand(entry.Key, key, "map", receiver, "key");
            Demand(entry.Value, element, "map", receiver, "value");
        }

        var values = new SortedElements(type.Key);
        foreach (var entry in map.Entries)
        {
            var keyTerm = Element(entry.Key, key, "map", receiver);
            values.Add(Bytes(keyTerm), Bytes(Element(entry.Value, element, "map", receiver)));
        }

        return new ConstantTerm(values.Bytes());
    }

    // Elements of sets and keys of maps are sorted where they are written, so they must be known by then.
    private byte[] Bytes(Term term)
    {
        if (!term.IsConstant)
        {
            throw ConstantText.Refused("Functions inside literals of sets and maps are not served yet");
        }

        _scratch.Clear();
        term.Evaluate(new Evaluation(default, _scratch, null!), out var value);
        return value.ToArray();
    }

    private void Demand(Expression value, in Receiver element, string literal, in Receiver receiver, string part)
    {
        if (!_assignment.IsPossible(value, element.Type))
        {
            throw ConstantText.Refused(
                $"Invalid {literal} literal for {receiver.Name}: {part} {CqlTexts.Of(value)} is not of type {element.TypeText}");
        }
    }

    private Term Element(Expression value, in Receiver element, string literal, in Receiver receiver)
    {
        if (CqlTexts.HasMarker(value))
        {
            throw ConstantText.Refused(
                $"Invalid {literal} literal for {receiver.Name}: bind variables are not supported inside collection literals");
        }

        var term = Compile(value, element);
        return term is NullTerm ? throw ConstantText.Refused(NoNull) : term;
    }

    private Term Tuple(TupleLiteral tuple, in Receiver receiver)
    {
        var fields = FieldsOf(receiver.Type);
        if (fields is null)
        {
            return tuple.Elements.Length == 1
                ? Compile(tuple.Elements[0], receiver)
                : throw ConstantText.Refused($"Invalid tuple type literal for {receiver.Name} of type {receiver.TypeText}");
        }

        if (tuple.Elements.Length > fields.Count)
        {
            throw ConstantText.Refused(
                $"Invalid tuple literal for {receiver.Name}: too many elements. Type {receiver.TypeText} "
                + $"expects {fields.Count} but got {tuple.Elements.Length}");
        }

        var terms = ImmutableArray.CreateBuilder<Term>(tuple.Elements.Length);
        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            var field = Receiver.Of($"{receiver.Name}[{i}]", fields[i]);
            if (!_assignment.IsPossible(tuple.Elements[i], field.Type))
            {
                throw ConstantText.Refused(
                    $"Invalid tuple literal for {receiver.Name}: component {i} is not of type {field.TypeText}");
            }

            terms.Add(Compile(tuple.Elements[i], field));
        }

        return Folded(new FieldsTerm(terms.MoveToImmutable()));
    }

    private Term User(UserTypeLiteral literal, in Receiver receiver)
    {
        if (receiver.Type is not UserType type)
        {
            throw ConstantText.Refused($"Invalid user type literal for {receiver.Name} of type {receiver.TypeText}");
        }

        // Of those that are given twice the last counts.
        var values = new Expression?[type.Fields.Count];
        foreach (var (name, given) in literal.Fields)
        {
            var index = type.IndexOf(name);
            if (index < 0)
            {
                throw ConstantText.Refused($"Unknown field '{name}' in value of user defined type {type.Name}");
            }

            values[index] = given;
        }

        var terms = ImmutableArray.CreateBuilder<Term>(type.Fields.Count);
        for (var i = 0; i < type.Fields.Count; i++)
        {
            if (values[i] is not { } value)
            {
                terms.Add(NullTerm.Value);
                continue;
            }

            var name = type.FieldNames[i];
            var field = Receiver.Of($"{receiver.Name}.{name}", type.Fields[i]);
            if (!_assignment.IsPossible(value, field.Type))
            {
                throw ConstantText.Refused(
                    $"Invalid user type literal for {receiver.Name}: field {name} is not of type {field.TypeText}");
            }

            terms.Add(Compile(value, field));
        }

        return Folded(new FieldsTerm(terms.MoveToImmutable()));
    }

    private Term Hint(TypeHint hint, in Receiver receiver)
    {
        var type = TypeNames.Resolve(schema, markers.Table.Keyspace, hint.Type);
        if (!_assignment.IsPossible(hint.Operand, type))
        {
            throw ConstantText.Refused(
                $"Cannot cast value {CqlTexts.Of(hint.Operand)} to type {CqlPrinter.Print(hint.Type)}");
        }

        return Assignability.IsValueOf(type, receiver.Type)
            ? Compile(hint.Operand, receiver with { Type = type })
            : throw ConstantText.Refused(
                $"Cannot assign value {CqlTexts.Of(hint)} to {receiver.Name} of type {receiver.TypeText}");
    }

    internal static IReadOnlyList<CqlType>? FieldsOf(CqlType type) => type switch
    {
        TupleType tuple => tuple.Fields,
        UserType user => user.Fields,
        _ => null,
    };
}
