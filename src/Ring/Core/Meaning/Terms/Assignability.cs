using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using SetType = Hathi.Ring.Data.Types.SetType;
using UserType = Hathi.Ring.Data.Types.UserType;
using VectorType = Hathi.Ring.Data.Types.VectorType;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// Whether an expression may be of a type, before it is looked at closely. As deep as the parser lets it nest. Source: Apache
/// <c>AssignmentTestable</c>.
/// </summary>
internal sealed class Assignability(RingSchema schema, MarkerTypes markers)
{
    /// <summary>Whether it may.</summary>
    public bool IsPossible(Expression expression, CqlType type) => expression switch
    {
        Literal literal => ConstantText.MayBe(literal.Kind, type),
        NullLiteral or Marker => true,
        ListLiteral list => (type is ListType of && AreAll(list.Elements, of.Element))
            || (type is VectorType vector && list.Elements.Length == vector.Dimension && AreAll(list.Elements, vector.Element)),
        SetLiteral set => (type is SetType of && AreAll(set.Elements, of.Element)) || (type is MapType && set.Elements.IsEmpty),
        MapLiteral map => type is MapType of && map.Entries.All(e => IsPossible(e.Key, of.Key) && IsPossible(e.Value, of.Value)),
        UserTypeLiteral user => type is UserType of && user.Fields.All(f => IsField(f, of)),
        TupleLiteral tuple => IsTuple(tuple, type),
        TypeHint hint => IsValueOf(TypeNames.Resolve(schema, markers.Table.Keyspace, hint.Type), type),
        FunctionCall call => Functions.ReturnType(call) is not { } returned || IsValueOf(returned, type),
        _ => true,
    };

    /// <summary>Whether values of a type are values of another as well.</summary>
    public static bool IsValueOf(CqlType type, CqlType of) => type == of || (type.Kind, of.Kind) switch
    {
        (CqlKind.Ascii, CqlKind.Varchar) or (CqlKind.Timeuuid, CqlKind.Uuid) => true,
        (CqlKind.Bigint, CqlKind.Timestamp) => false,
        (_, CqlKind.Blob) => true,
        _ => false,
    };

    private bool AreAll(ImmutableArray<Expression> elements, CqlType type)
    {
        foreach (var element in elements)
        {
            if (!IsPossible(element, type))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsField(FieldValue field, UserType type) =>
        type.IndexOf(field.Field) is >= 0 and var index && IsPossible(field.Value, type.Fields[index]);

    private bool IsTuple(TupleLiteral tuple, CqlType type)
    {
        var fields = TermCompiler.FieldsOf(type);
        if (fields is null)
        {
            return tuple.Elements.Length == 1 && IsPossible(tuple.Elements[0], type);
        }

        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            if (i >= fields.Count || !IsPossible(tuple.Elements[i], fields[i]))
            {
                return false;
            }
        }

        return true;
    }
}
