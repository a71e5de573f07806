using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Describing;

/// <summary>Something that is described: its keyspace, what it is, its name, the names in quotes where they need them.</summary>
internal readonly record struct Element(string Keyspace, string Type, string Name);

/// <summary>What a schema has, in the order in which DESCRIBE tells it: by name, letters large or small.</summary>
internal sealed class Elements(RingSchema schema)
{
    public IEnumerable<Keyspace> Keyspaces =>
        schema.Keyspaces.Values.OrderBy(static k => Folded(k.Name), StringComparer.Ordinal);

    public static IEnumerable<TableDefinition> TablesOf(Keyspace keyspace) =>
        keyspace.Tables.Values.OrderBy(static t => Folded(t.Name), StringComparer.Ordinal);

    public static IEnumerable<UserTypeDefinition> TypesOf(Keyspace keyspace) =>
        keyspace.Types.Values.OrderBy(static t => Folded(t.Name), StringComparer.Ordinal);

    public static Element Of(Keyspace keyspace) => new(CqlNames.Quoted(keyspace.Name), "keyspace", CqlNames.Quoted(keyspace.Name));

    public static Element Of(TableDefinition table) => new(CqlNames.Quoted(table.Keyspace), "table", CqlNames.Quoted(table.Name));

    public static Element Of(UserTypeDefinition type) => new(CqlNames.Quoted(type.Keyspace), "type", CqlNames.Quoted(type.Name));

    public static (Element Element, string Text) TextOf(TableDefinition table, bool withInternals) =>
        (Of(table), TableText.Of(table, withInternals));

    public static (Element Element, string Text) TextOf(UserTypeDefinition type) => (Of(type), KeyspaceText.Of(type));

    /// <summary>What makes a keyspace, and then what is in it: types that others need come before these.</summary>
    public static IEnumerable<(Element Element, string Text)> TextsOf(Keyspace keyspace, bool withContent, bool withInternals)
    {
        yield return (Of(keyspace), KeyspaceText.Of(keyspace));
        if (!withContent)
        {
            yield break;
        }

        foreach (var type in NeededFirst(keyspace))
        {
            yield return TextOf(type);
        }

        foreach (var table in TablesOf(keyspace))
        {
            yield return TextOf(table, withInternals);
        }
    }

    // As Java compares without case: small letters, which come behind the underscore.
    private static string Folded(string name) => name.ToLowerInvariant();

    private static List<UserTypeDefinition> NeededFirst(Keyspace keyspace)
    {
        var (told, order) = (new HashSet<string>(StringComparer.Ordinal), new List<UserTypeDefinition>());
        foreach (var type in keyspace.Types.Values)
        {
            Tell(keyspace, type.Type, told, order);
        }

        return order;
    }

    // As deep as a type is composed (TypeLimits.MaxDepth).
    private static void Tell(Keyspace keyspace, CqlType type, HashSet<string> told, List<UserTypeDefinition> order)
    {
        if (type is UserType seen && told.Contains(seen.Name))
        {
            return;
        }

        foreach (var part in PartsOf(type))
        {
            Tell(keyspace, part, told, order);
        }

        if (type is UserType user && told.Add(user.Name) && keyspace.FindType(user.Name) is { } definition)
        {
            order.Add(definition);
        }
    }

    private static IReadOnlyList<CqlType> PartsOf(CqlType type) => type switch
    {
        ListType list => [list.Element],
        SetType set => [set.Element],
        MapType map => [map.Key, map.Value],
        VectorType vector => [vector.Element],
        TupleType tuple => tuple.Fields,
        UserType user => user.Fields,
        _ => [],
    };
}
