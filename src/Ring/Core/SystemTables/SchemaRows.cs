using System.Runtime.CompilerServices;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// What is declared, as rows of <c>system_schema</c> and <c>system_virtual_schema</c>: a partition a keyspace. Rows are kept as long as
/// what they tell of, so that a change of one table makes those of no other anew.
/// </summary>
internal sealed class SchemaRows
{
    private const string Name = "keyspace_name";
    private static readonly ConditionalWeakTable<Keyspace, SchemaRows> s_kept = [];
    private static readonly ConditionalWeakTable<TableDefinition, SystemRow[]> s_columns = [];

    private readonly Keyspace _keyspace;
    private ImmutableDictionary<string, SystemRow[]> _rows = ImmutableDictionary<string, SystemRow[]>.Empty;

    private SchemaRows(Keyspace keyspace) => _keyspace = keyspace;

    /// <summary>The partitions of a table; none: it holds nothing of a schema.</summary>
    public static SystemPartition[] Partitions(TableDefinition table, RingSchema schema)
    {
        var isVirtual = table.Keyspace == SystemKeyspaces.VirtualSchema;
        return [.. schema.Keyspaces.Values
            .Where(k => (k.Kind == KeyspaceKind.Virtual) == isVirtual && HasRows(table.Name, k))
            .Select(k => new SystemPartition(Values.Of(k.Name), () => s_kept.GetValue(k, static k => new SchemaRows(k)).Rows(table)))];
    }

    private static bool HasRows(string table, Keyspace keyspace) => table switch
    {
        "keyspaces" => true,
        "tables" or "columns" => !keyspace.Tables.IsEmpty,
        "types" => !keyspace.Types.IsEmpty,
        "dropped_columns" => keyspace.Tables.Values.Any(static t => !t.Dropped.IsEmpty),
        _ => false,
    };

    private SystemRow[] Rows(TableDefinition table)
    {
        // Whoever is first makes them; two at a time make the same.
        if (_rows.GetValueOrDefault(table.Name) is { } rows)
        {
            return rows;
        }

        // Tables are in the order of their names, which are letters, digits and underscores: so are their rows.
        rows = table.Name == "columns"
            ? [.. _keyspace.Tables.Values.SelectMany(
                t => s_columns.GetValue(t, t => Sorted(t.Columns.Select(c => OfColumn(new(table), t, c)))))]
            : Sorted(Fill(new RowMaker(table), table));
        _rows = _rows.SetItem(table.Name, rows);
        return rows;
    }

    private static SystemRow[] Sorted(IEnumerable<RowMaker> made)
    {
        SystemRow[] rows = [.. made.Select(static r => r.Row())];
        Array.Sort(rows, static (a, b) => a.Clustering.AsSpan().SequenceCompareTo(b.Clustering));
        return rows;
    }

    private IEnumerable<RowMaker> Fill(RowMaker row, TableDefinition table) => (table.Name, table.Keyspace) switch
    {
        ("keyspaces", SystemKeyspaces.VirtualSchema) => [row.Set(Name, _keyspace.Name)],
        ("keyspaces", _) => [OfKeyspace(row)],
        ("tables", SystemKeyspaces.VirtualSchema) => _keyspace.Tables.Values.Select(
            t => row.Set(Name, t.Keyspace).Set("table_name", t.Name).Set("comment", t.Options.Comment)),
        ("tables", _) => _keyspace.Tables.Values.Select(t => OfTable(row, t)),
        ("types", _) => _keyspace.Types.Values.Select(t => OfType(row, t)),
        _ => _keyspace.Tables.Values.SelectMany(t => t.Dropped.Select(c => OfDropped(row, t, c))),
    };

    private RowMaker OfKeyspace(RowMaker row) => row
        .Set(Name, _keyspace.Name)
        .Set("durable_writes", _keyspace.IsDurable)
        .Set("replication", Values.Map(_keyspace.Replication.Options.Add("class", _keyspace.Replication.JavaClass)));

    private static RowMaker OfTable(RowMaker row, TableDefinition table)
    {
        var options = table.Options;
        return row
            .Set(Name, table.Keyspace)
            .Set("table_name", table.Name)
            .Set("additional_write_policy", options.AdditionalWritePolicy)
            .Set("allow_auto_snapshot", options.AllowAutoSnapshot)
            .Set("bloom_filter_fp_chance", options.FilterChance)
            .Set("caching", Values.Map(options.Caching))
            .Set("comment", options.Comment)
            .Set("compaction", Values.Map(options.Compaction))
            .Set("compression", Values.Map(options.Compression))
            .Set("crc_check_chance", options.CrcCheckChance)
            .Set("dclocal_read_repair_chance", 0.0)
            .Set("default_time_to_live", options.DefaultTimeToLive)
            .Set("extensions", Values.Map(options.Extensions))
            .Set("flags", Values.List(table.IsCounter ? ["compound", "counter"] : ["compound"]))
            .Set("gc_grace_seconds", options.GcGraceSeconds)
            .Set("id", table.Id)
            .Set("incremental_backups", options.IncrementalBackups)
            .Set("max_index_interval", options.MaxIndexInterval)
            .Set("memtable", options.Memtable)
            .Set("memtable_flush_period_in_ms", options.MemtableFlushPeriodInMs)
            .Set("min_index_interval", options.MinIndexInterval)
            .Set("read_repair", options.ReadRepair)
            .Set("read_repair_chance", 0.0)
            .Set("speculative_retry", options.SpeculativeRetry);
    }

    private static RowMaker OfColumn(RowMaker row, TableDefinition table, Column column) => row
        .Set(Name, table.Keyspace)
        .Set("table_name", table.Name)
        .Set("column_name", column.Name)
        .Set("clustering_order", column.Kind != ColumnKind.Clustering ? "none" : column.IsDescending ? "desc" : "asc")
        .Set("column_name_bytes", Values.Of(column.Name))
        .Set("kind", KindOf(column.Kind))
        .Set("position", column.Position)
        .Set("type", column.TypeText);

    private static RowMaker OfType(RowMaker row, UserTypeDefinition type) => row
        .Set(Name, type.Keyspace)
        .Set("type_name", type.Name)
        .Set("field_names", Values.List(type.Fields.Select(static f => f.Name)))
        .Set("field_types", Values.List(type.Fields.Select(static f => f.TypeText)));

    private static RowMaker OfDropped(RowMaker row, TableDefinition table, DroppedColumn column) => row
        .Set(Name, table.Keyspace)
        .Set("table_name", table.Name)
        .Set("column_name", column.Name)
        .Set("dropped_time", Values.Of(column.DroppedAt / 1000))
        .Set("kind", KindOf(column.Kind))
        .Set("type", CqlTypeText.Of(column.Type, column.IsMultiCell));

    private static string KindOf(ColumnKind kind) => kind switch
    {
        ColumnKind.PartitionKey => "partition_key",
        ColumnKind.Clustering => "clustering",
        ColumnKind.Static => "static",
        _ => "regular",
    };
}
