namespace Hathi.Ring.Core.Schema;

/// <summary>What definitions weigh in memory, about: names and texts, and what there is about them.</summary>
internal static class SchemaWeight
{
    private const int OfObject = 100;

    public static long Of(RingSchema schema)
    {
        var bytes = 0L;
        foreach (var keyspace in schema.Keyspaces.Values)
        {
            bytes += OfObject + keyspace.Replication.Options.Sum(static o => OfObject + Text(o.Key) + Text(o.Value));
            bytes += keyspace.Tables.Values.Sum(static t => t.Weight) + keyspace.Types.Values.Sum(static t => t.Weight);
        }

        return bytes;
    }

    public static long Of(TableDefinition table) =>
        OfObject + table.Columns.Sum(static c => OfObject + Text(c.Name)) + table.Dropped.Sum(static c => OfObject + Text(c.Name))
        + OptionTexts.Of(table.Options).Sum(static o => Text(o.Name) + Text(o.Value));

    public static long Of(ImmutableArray<UserTypeField> fields) => OfObject + fields.Sum(static f => OfObject + Text(f.Name));

    private static long Text(string text) => 2L * text.Length;
}
