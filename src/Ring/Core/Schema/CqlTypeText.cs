using System.Globalization;
using System.Text;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>
/// Types as Cassandra's schema writes them. What is within another type is frozen, so that <c>frozen</c> is part of the text there; what is
/// not within one is frozen or not as its column says.
/// </summary>
public static class CqlTypeText
{
    /// <summary>The text of a type.</summary>
    /// <param name="type">Of a column or field.</param>
    /// <param name="isMultiCell">A collection or user type that is not frozen.</param>
    public static string Of(CqlType type, bool isMultiCell)
    {
        var text = new StringBuilder();
        Append(text, type, isMultiCell);
        return text.ToString();
    }

    /// <summary>A type without parameters by its name in CQL; null: it is not one of them.</summary>
    public static string? NameOf(CqlKind kind) => kind == CqlKind.Varchar
        ? "text"
        : NativeType.Of(kind) is null ? null : kind.ToString().ToLowerInvariant();

    private static void Append(StringBuilder text, CqlType type, bool isMultiCell)
    {
        var isFrozen = !isMultiCell && type is ListType or SetType or MapType or TupleType or UserType;
        text.Append(isFrozen ? "frozen<" : "");
        switch (type)
        {
            case NativeType native:
                text.Append(NameOf(native.Kind));
                break;
            case ListType list:
                AppendOf(text, "list", [list.Element]);
                break;
            case SetType set:
                AppendOf(text, "set", [set.Element]);
                break;
            case MapType map:
                AppendOf(text, "map", [map.Key, map.Value]);
                break;
            case TupleType tuple:
                AppendOf(text, "tuple", tuple.Fields);
                break;
            case VectorType vector:
                text.Append("vector<");
                Append(text, vector.Element, isMultiCell: false);
                text.Append(CultureInfo.InvariantCulture, $", {vector.Dimension}>");
                break;
            case UserType user:
                text.Append(CqlNames.Quoted(user.Name));
                break;
            case CustomType custom:
                text.Append(CultureInfo.InvariantCulture, $"'{custom.JavaClass}'");
                break;
            default:
                throw new InvalidOperationException($"{type.Kind} is no kind of type");
        }

        text.Append(isFrozen ? ">" : "");
    }

    private static void AppendOf(StringBuilder text, string name, IReadOnlyList<CqlType> types)
    {
        text.Append(name).Append('<');
        for (var i = 0; i < types.Count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Append(text, types[i], isMultiCell: false);
        }

        text.Append('>');
    }
}
