using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>A table as storage knows it.</summary>
internal static class Shapes
{
    public static TableShape Of(TableDefinition table) => new(
        table.Id,
        [.. table.PartitionKey.Select(static c => c.Type)],
        [.. table.Clustering.Select(static c => new ClusteringColumn(c.Type, c.IsDescending))],
        [.. table.Static.Concat(table.Regular).Select(static c => new StoredColumn(c.Id, c.Type, c.IsStatic, c.IsMultiCell))]);
}
