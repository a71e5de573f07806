namespace Hathi.Ring.Core.Schema;

/// <summary>What definitions weigh in memory, about: names and texts, and what there is about them.</summary>
internal static class SchemaWeight
{
    private const int OfObject = 100;

    // Of which a type is made: each is written and compared wherever the type stands.
    private const int OfTypeNode = 16;

    /// <summary>Of a keyspace with its types.</summary>
    public static long WithoutTables(Keyspace? keyspace) => keyspace is null
        ? 0
        : OfObject + keyspace.Replication.Options.Sum(static o => OfObject + Text(o.Key) + Text(o.Value))
            + keyspace.Types.Values.Sum(static t => t.Weight);

    /// <summary>Of a keyspace's tables.</summary>
    public static long OfTables(Keyspace? keyspace) => keyspace?.Tables.Values.Sum(static t => t.Weight) ?? 0;

    public static long Of(TableDefinition table) =>
        OfObject + table.Columns.Sum(static c => OfObject + Text(c.Name) + ((long)OfTypeNode * c.Type.Nodes))
        + table.Dropped.Sum(static c => OfObject + Text(c.Name))
        + OptionTexts.Of(table.Options).Sum(static o => Text(o.Name) + Text(o.Value));

    public static long Of(ImmutableArray<UserTypeField> fields) => OfObject + fields.Sum(static f => OfObject + Text(f.Name));

    private static long Text(string text) => 2L * text.Length;
}
