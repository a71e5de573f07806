using System.Collections.Frozen;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// The system's tables, read like any others: their rows are made from the schema and from what the node knows, when they are asked for
/// first. What a node does not keep (hints, estimates, traces) has no rows. Immutable: another schema or another view makes another one,
/// and who reads goes on with this. Safe from any thread.
/// </summary>
/// <param name="schema">What is declared.</param>
/// <param name="view">What the node tells of itself.</param>
public sealed class SystemRows(RingSchema schema, NodeView view) : IRowSource
{
    private readonly FrozenDictionary<Guid, Held> _tables = schema.Keyspaces.Values
        .Where(static k => k.IsSystem)
        .SelectMany(static k => k.Tables.Values)
        .ToFrozenDictionary(static t => t.Id, static t => new Held(t));

    /// <summary>Whether a table is one of the system's.</summary>
    public bool Has(Guid table) => _tables.ContainsKey(table);

    /// <inheritdoc/>
    public IRowCursor Read(ReadCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var held = _tables[command.Table.Id];
        return new SystemCursor(held.Partitions ??= Make(held.Table, schema, view), command);
    }

    private static SystemPartition[] Make(TableDefinition table, RingSchema schema, NodeView view)
    {
        var row = new RowMaker(table);
        SystemPartition[] partitions = table.Keyspace switch
        {
            SystemKeyspaces.Schema or SystemKeyspaces.VirtualSchema => SchemaRows.Partitions(table, schema),
            _ => (table.Keyspace, table.Name) switch
            {
                (SystemKeyspaces.System, "local") => OfRows(NodeRows.Local(row, schema, view)),
                (SystemKeyspaces.System, "peers") => OfRows(NodeRows.Peers(row, schema, view)),
                (SystemKeyspaces.System, "peers_v2") => OfRows(NodeRows.PeersWithPorts(row, schema, view)),
                (SystemKeyspaces.Views, "settings") => OfRows(NodeRows.Settings(row, view)),
                _ => [],
            },
        };
        Array.Sort(partitions);
        return partitions;
    }

    // Nodes of one address share a partition of peers_v2; of peers, which has no room for two, the last one is there.
    private static SystemPartition[] OfRows(IEnumerable<RowMaker> rows) =>
        [.. rows.Select(static r => (Key: r.Key(), Row: r.Row()))
            .GroupBy(static r => Convert.ToHexString(r.Key))
            .Select(static group =>
            {
                var sorted = group.GroupBy(static r => Convert.ToHexString(r.Row.Clustering)).Select(static g => g.Last().Row).ToArray();
                Array.Sort(sorted, static (a, b) => a.Clustering.AsSpan().SequenceCompareTo(b.Clustering));
                return new SystemPartition(group.First().Key, () => sorted);
            })];

    // Whoever is first makes what it holds; two at a time make the same.
    private sealed class Held(TableDefinition table)
    {
        public TableDefinition Table => table;

        public SystemPartition[]? Partitions { get; set; }
    }
}
