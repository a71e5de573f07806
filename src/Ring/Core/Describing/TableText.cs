using System.Globalization;
using System.Text;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Describing;

/// <summary>
/// A table as the statement that makes it; with internals also under its id, and with the columns that it had, which are dropped again, so
/// that files with their old cells can be read. Source: Apache <c>TableMetadata.appendCqlTo</c>.
/// </summary>
internal static class TableText
{
    private const string Indent = "    ";
    private const string And = "\n    AND ";

    public static string Of(TableDefinition table, bool withInternals)
    {
        var name = $"{CqlNames.Quoted(table.Keyspace)}.{CqlNames.Quoted(table.Name)}";
        var text = new StringBuilder();
        text.Append(
            table.IsVirtual
                ? $"/*\nWarning: Table {name} is a virtual table and cannot be recreated with CQL.\nStructure, for reference:\nVIRTUAL"
                : "CREATE");
        text.Append(CultureInfo.InvariantCulture, $" TABLE {name} (\n");
        AppendColumns(text, table, withInternals);
        text.Append(") WITH ").AppendJoin(And, Properties(table, withInternals)).Append(';');
        if (withInternals)
        {
            AppendDropped(text, table, name);
        }

        return text.Append(table.IsVirtual ? "\n*/" : "").ToString();
    }

    private static void AppendColumns(StringBuilder text, TableDefinition table, bool withInternals)
    {
        var isAlone = table is { PartitionKey.Length: 1, Clustering.IsEmpty: true };
        var had = withInternals ? table.Dropped : [];
        var lines = table.PartitionKey.Concat(table.Clustering).Select(Line)
            .Concat(Others(table).Where(c => had.All(d => d.Name != c.Name)).Select(Line))
            .Concat(had.Select(static d => Line(d)))
            .ToList();
        if (isAlone)
        {
            lines[0] += " PRIMARY KEY";
        }
        else
        {
            lines.Add($"PRIMARY KEY ({PrimaryKey(table)})");
        }

        text.AppendJoin(",\n", lines.Select(static l => Indent + l)).Append('\n');
    }

    // Columns of one cell come before those of many, though SELECT * has them by name.
    private static IEnumerable<Column> Others(TableDefinition table) =>
        table.Static.OrderBy(static c => c.IsMultiCell).Concat(table.Regular.OrderBy(static c => c.IsMultiCell));

    private static string Line(Column column) =>
        $"{CqlNames.Quoted(column.Name)} {column.TypeText}{(column.IsStatic ? " static" : "")}";

    private static string Line(DroppedColumn column) => $"{CqlNames.Quoted(column.Name)} {CqlTypeText.Of(column.Type, column.IsMultiCell)}"
        + (column.Kind == ColumnKind.Static ? " static" : "");

    private static string PrimaryKey(TableDefinition table)
    {
        var partition = string.Join(", ", table.PartitionKey.Select(static c => CqlNames.Quoted(c.Name)));
        var names = table.Clustering.Select(static c => CqlNames.Quoted(c.Name));
        return string.Join(", ", names.Prepend(table.PartitionKey.Length > 1 ? $"({partition})" : partition));
    }

    private static IEnumerable<string> Properties(TableDefinition table, bool withInternals)
    {
        if (withInternals && !table.IsVirtual)
        {
            yield return $"ID = {table.Id}";
        }

        if (!table.Clustering.IsEmpty)
        {
            var order = table.Clustering.Select(static c => $"{CqlNames.Quoted(c.Name)} {(c.IsDescending ? "DESC" : "ASC")}");
            yield return $"CLUSTERING ORDER BY ({string.Join(", ", order)})";
        }

        if (table.IsVirtual)
        {
            yield return $"comment = {OptionText.String(table.Options.Comment)}";
            yield break;
        }

        foreach (var option in OptionText.Of(table.Options))
        {
            yield return option;
        }
    }

    private static void AppendDropped(StringBuilder text, TableDefinition table, string name)
    {
        foreach (var column in table.Dropped)
        {
            var dropped = CqlNames.Quoted(column.Name);
            text.Append(CultureInfo.InvariantCulture, $"\nALTER TABLE {name} DROP {dropped} USING TIMESTAMP {column.DroppedAt};");
            if (table.Find(column.Name) is { } again)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nALTER TABLE {name} ADD {Line(again)};");
            }
        }
    }
}
