using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Meaning;

/// <summary>
/// The tables of <c>schema.cql</c>, as a node of Cassandra had them when it was asked; made without what executes such statements.
/// </summary>
internal static class TestSchema
{
    public const string Keyspace = "c2";

    public static RingSchema Load()
    {
        var schema = Empty();
        foreach (var line in File.ReadLines(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Meaning/schema.cql")))
        {
            schema = With(schema, line);
        }

        return schema;
    }

    public static RingSchema Empty() => RingSchema.Empty.With(new Keyspace(Keyspace, KeyspaceKind.User, Replication.Simple(1), true));

    public static RingSchema With(RingSchema schema, string statement)
    {
        var types = new TypeLookup(Keyspace, schema.FindKeyspace(Keyspace));
        switch (CqlParser.Parse(statement).Statement)
        {
            case CreateTypeStatement type:
                var fields = type.Fields.Select(f => (f.Name, Found: types.Find(f.Type)))
                    .Select(static f => new UserTypeField(f.Name, f.Found.Type, f.Found.IsMultiCell));
                return schema.With(schema.FindKeyspace(Keyspace)!.With(new UserTypeDefinition(Keyspace, type.Name.Name, [.. fields])));
            case CreateTableStatement table:
                return schema.With(Table(table, types));
            default:
                throw new InvalidOperationException(statement);
        }
    }

    private static TableDefinition Table(CreateTableStatement table, TypeLookup types)
    {
        var key = table.PrimaryKeys[0];
        var columns = new List<Column>();
        foreach (var column in table.Columns)
        {
            var type = types.Find(column.Type);
            var (partition, clustering) = (key.Partition.IndexOf(column.Name), key.Clustering.IndexOf(column.Name));
            var kind = partition >= 0 ? ColumnKind.PartitionKey : clustering >= 0 ? ColumnKind.Clustering
                : column.IsStatic ? ColumnKind.Static : ColumnKind.Regular;
            columns.Add(new Column(column.Name, kind, Math.Max(partition, clustering), columns.Count + 1, type.Type)
            {
                IsMultiCell = type.IsMultiCell,
                IsDescending = table.ClusteringOrder.Any(o => o.Column == column.Name && o.IsDescending),
            });
        }

        // One table is the same in each run: its rows and pages are.
        var id = new Guid(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(table.Name.Name)));
        return new TableDefinition(Keyspace, table.Name.Name, id, columns) { NextColumnId = columns.Count + 1 };
    }
}
