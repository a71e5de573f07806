using System.Globalization;
using System.Text;

namespace Hathi.Ring.Data.Types;

/// <summary>
/// Types by the names of Apache's classes:
/// <c>org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)</c>. The wire has them for vectors
/// and for what a version has no number for. Source: Apache <c>TypeParser</c>.
/// </summary>
public static class MarshalName
{
    /// <summary>Where all of them are.</summary>
    public const string Package = "org.apache.cassandra.db.marshal.";

    /// <summary>Says of what is in its brackets that it is frozen.</summary>
    public const string Frozen = "FrozenType";

    internal const string List = "ListType";
    internal const string Set = "SetType";
    internal const string Map = "MapType";
    internal const string Tuple = "TupleType";
    internal const string User = "UserType";
    internal const string Vector = "VectorType";
    internal const string Reversed = "ReversedType";

    /// <summary>The name of a type.</summary>
    public static string Of(CqlType type)
    {
        var name = new StringBuilder();
        Append(name, type, frozen: false);
        return name.ToString();
    }

    /// <summary>The type of a name.</summary>
    /// <param name="name">As it was sent.</param>
    /// <param name="maxDepth">Types within types that are followed.</param>
    /// <returns>A <see cref="CustomType"/> where the class is not known, or what is in its brackets is not what it has.</returns>
    public static CqlType Parse(string name, int maxDepth) => new MarshalNameParser(name, maxDepth).TryAll() ?? new CustomType(name);

    // Elements of vectors are frozen, which is said of what could be otherwise, once: what is within is so anyway.
    private static void Append(StringBuilder name, CqlType type, bool frozen)
    {
        if (type is CustomType custom)
        {
            name.Append(custom.JavaClass);
            return;
        }

        var isSaid = frozen && type is ListType or SetType or MapType or UserType;
        name.Append(isSaid ? $"{Package}{Frozen}(" : "").Append(Package);
        switch (type)
        {
            case NativeType native:
                name.Append(native.JavaClass);
                break;
            case ListType list:
                AppendOf(name, List, [list.Element]);
                break;
            case SetType set:
                AppendOf(name, Set, [set.Element]);
                break;
            case MapType map:
                AppendOf(name, Map, [map.Key, map.Value]);
                break;
            case TupleType tuple:
                AppendOf(name, Tuple, tuple.Fields);
                break;
            case VectorType vector:
                name.Append(Vector).Append('(');
                Append(name, vector.Element, frozen: true);
                name.Append(CultureInfo.InvariantCulture, $" , {vector.Dimension})");
                break;
            case UserType user:
                AppendUser(name, user);
                break;
        }

        name.Append(isSaid ? ")" : "");
    }

    private static void AppendOf(StringBuilder name, string javaClass, IReadOnlyList<CqlType> types)
    {
        name.Append(javaClass).Append('(');
        for (var i = 0; i < types.Count; i++)
        {
            name.Append(i > 0 ? "," : "");
            Append(name, types[i], frozen: false);
        }

        name.Append(')');
    }

    // Names that a user gave are told in hexadecimal digits, but for the keyspace.
    private static void AppendUser(StringBuilder name, UserType user)
    {
        name.Append(User).Append('(').Append(user.Keyspace).Append(',').Append(Hex(user.Name));
        for (var i = 0; i < user.Fields.Count; i++)
        {
            name.Append(',').Append(Hex(user.FieldNames[i])).Append(':');
            Append(name, user.Fields[i], frozen: false);
        }

        name.Append(')');
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
