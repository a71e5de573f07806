using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Parsing;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>Statements from seeds: whatever they are, they are done or refused, and what is refused has changed nothing.</summary>
public sealed class SchemaStreamTests
{
    private const int Statements = 500;

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(static s => (ulong)s)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stream_of_statements_keeps_what_holds_of_schemas(ulong seed)
    {
        var (world, maker, follower) = (new World(), new SchemaMaker(seed), World.New());
        var (done, followed) = (0, 0);
        for (var i = 0; i < Statements; i++)
        {
            var statement = i < 3
                ? $"CREATE KEYSPACE k{i + 1} WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}}"
                : maker.Make();
            var before = world.Schema;
            var answer = world.Say(statement);
            var isDone = world.Log.Count > followed;
            Assert.True(isDone || ReferenceEquals(before, world.Schema), $"{statement}: {answer}");
            if (isDone)
            {
                done++;
                follower.Replay(world.Log[followed++]);
                Check(world.Schema, statement);
            }

            Assert.Equal(world.Schema.Version, follower.Schema.Version);
        }

        Assert.Equal(followed, world.Log.Count);
        Assert.InRange(done, 50, Statements);
        var restarted = SchemaBytesTests.Read(SchemaBytesTests.Written(world.Core));
        Assert.Equal(world.Schema.Version, restarted.Schema.Version);
        Check(restarted.Schema, "an image");
    }

    /// <summary>Statements of all kinds, most of which make no sense here.</summary>
    [Fact]
    public void Whatever_is_a_statement_is_answered()
    {
        var world = new World();
        world.Say("CREATE KEYSPACE a WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        world.Say("USE a");
        for (var seed = 1UL; seed <= 5_000; seed++)
        {
            var text = new StatementMaker(seed).Make();
            if (CqlParser.Parse(text).Statement is not (SelectStatement or Modification or BatchStatement or DescribeStatement))
            {
                Assert.NotEmpty(world.Say(text));
            }
        }

        Assert.True(world.Log.Count > 5);
    }

    private static void Check(RingSchema schema, string after)
    {
        var count = 0;
        foreach (var keyspace in schema.Keyspaces.Values)
        {
            foreach (var table in keyspace.Tables.Values)
            {
                count++;
                Assert.Same(table, schema.FindTable(table.Id));
                Assert.Equal(table.Columns.Length, table.Columns.Select(static c => c.Id).Distinct().Count());
                Assert.True(!table.PartitionKey.IsEmpty && table.Columns.All(c => c.Id < table.NextColumnId && c.Id > 0), after);
                Assert.All(table.Columns, c => AssertCurrent(c.Type, keyspace, after));
                Assert.Equal(table.Static.Length + table.Regular.Length, table.Shape.Columns.Length);
            }

            Assert.All(keyspace.Types.Values, t => AssertCurrent(t.Type, keyspace, after));
        }

        Assert.Equal(count, schema.TablesById.Count);
        Assert.Equal(schema.Keyspaces.Values.Sum(static k => SchemaWeight.WithoutTables(k) + SchemaWeight.OfTables(k)), schema.Weight);
    }

    private static void AssertCurrent(Data.Types.CqlType type, Keyspace keyspace, string after)
    {
        foreach (var part in Parts(type))
        {
            var isCurrent = part is not Data.Types.UserType user || user.Equals(keyspace.FindType(user.Name)?.Type);
            Assert.True(isCurrent, $"{after}: {type} is not as its keyspace has it");
        }
    }

    private static IEnumerable<Data.Types.CqlType> Parts(Data.Types.CqlType type)
    {
        var open = new Stack<Data.Types.CqlType>([type]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var inner in next switch
            {
                Data.Types.ListType list => [list.Element],
                Data.Types.SetType set => [set.Element],
                Data.Types.MapType map => [map.Key, map.Value],
                Data.Types.VectorType vector => [vector.Element],
                Data.Types.TupleType tuple => tuple.Fields,
                Data.Types.UserType user => user.Fields,
                _ => (IReadOnlyList<Data.Types.CqlType>)[],
            })
            {
                open.Push(inner);
            }
        }
    }
}
