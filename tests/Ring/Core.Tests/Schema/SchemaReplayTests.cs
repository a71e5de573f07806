using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.SystemTables;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>What is left of a schema when its node has crashed, and what other nodes make of its log.</summary>
public sealed class SchemaReplayTests
{
    /// <summary>After each of the recorded statements: the log alone, and an image of some moment with the log behind it.</summary>
    [Fact]
    public void The_log_and_an_image_with_the_log_behind_it_give_the_same_schema()
    {
        var world = new World();
        var follower = World.New();
        byte[]? image = null;
        var (followed, imaged, count) = (0, 0, 0);
        foreach (var statement in Statements())
        {
            world.Say(statement);
            for (; followed < world.Log.Count; followed++)
            {
                follower.Replay(world.Log[followed]);
            }

            AssertSame(world.Core, follower);
            if (++count % 50 == 0)
            {
                image = SchemaBytesTests.Written(world.Core);
                imaged = world.Log.Count;
            }

            if (count % 17 == 0 && image is not null)
            {
                var restarted = SchemaBytesTests.Read(image);
                foreach (var record in world.Log.Skip(imaged))
                {
                    restarted.Replay(record);
                }

                AssertSame(world.Core, restarted);
                Assert.Equal(SchemaBytesTests.Written(world.Core), SchemaBytesTests.Written(restarted));
            }
        }

        Assert.True(world.Log.Count > 150);
        Assert.Equal(world.Log.Count, world.Core.Epoch);
    }

    /// <summary>Each change is another version, and what is taken back is the version of before.</summary>
    [Fact]
    public void A_version_is_made_of_what_is_declared()
    {
        var world = new World();
        var empty = world.Schema.Version;
        Assert.Equal(SystemKeyspaces.All.Version, empty);
        world.Do("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        var versions = new HashSet<Guid> { empty, world.Schema.Version };
        foreach (var statement in (string[])
            [
                "CREATE TYPE k.u (a int)", "ALTER TYPE k.u ADD b int", "ALTER TYPE k.u RENAME b TO c",
                "CREATE TABLE k.t (a int PRIMARY KEY, b int) WITH id = 5a1c395e-b41f-11e5-9f22-ba0be0483c18",
                "ALTER TABLE k.t ADD c int", "ALTER TABLE k.t DROP b", "ALTER TABLE k.t ADD b int", "ALTER TABLE k.t RENAME a TO z",
                "ALTER TABLE k.t WITH comment = 'x'", "ALTER TABLE k.t WITH caching = {'keys': 'NONE'}",
                "ALTER KEYSPACE k WITH durable_writes = false", "ALTER KEYSPACE system_traces WITH durable_writes = false",
            ])
        {
            Assert.NotNull(world.Do(statement).Change);
            Assert.True(versions.Add(world.Schema.Version), statement);
        }

        var other = new World();
        other.Do("ALTER KEYSPACE system_traces WITH durable_writes = false");
        world.Do("DROP KEYSPACE k");
        Assert.Equal(other.Schema.Version, world.Schema.Version);
        Assert.NotEqual(empty, world.Schema.Version);
    }

    [Fact]
    public void A_column_s_id_is_never_used_again()
    {
        var world = new World();
        world.Do("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        world.Do("CREATE TABLE k.t (a int, b int, c int, PRIMARY KEY (a, b))");
        var seen = world.Schema.FindTable("k", "t")!.Columns.Select(static c => c.Id).ToHashSet();
        Assert.Equal([1, 2, 3], seen.Order());
        for (var i = 0; i < 5; i++)
        {
            world.Do("ALTER TABLE k.t DROP c");
            Assert.Null(world.Schema.FindTable("k", "t")!.Find("c"));
            world.Do("ALTER TABLE k.t ADD c int");
            var column = world.Schema.FindTable("k", "t")!.Find("c")!;
            Assert.True(seen.Add(column.Id));
            Assert.NotNull(world.Schema.FindTable("k", "t")!.Shape.Find(column.Id));
        }
    }

    /// <summary>Whoever holds a table goes on with it; whoever asks again has the fields.</summary>
    [Fact]
    public void A_type_that_is_changed_is_changed_wherever_it_is()
    {
        var world = new World();
        world.Do("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        world.Do("CREATE TYPE k.inner (a int)");
        world.Do("CREATE TYPE k.outer (i frozen<inner>)");
        world.Do("CREATE TABLE k.t (k int PRIMARY KEY, a list<frozen<outer>>, b map<int, frozen<inner>>, c inner, d tuple<outer>)");
        world.Do("CREATE TABLE k.other (k int PRIMARY KEY)");
        var before = world.Schema.FindTable("k", "t")!;
        var changed = world.Do("ALTER TYPE k.inner ADD b text");
        var table = Assert.Single(changed.Set);
        Assert.Same(world.Schema.FindTable("k", "t"), table);
        Assert.NotSame(before, table);
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            Assert.Equal(before.Find(name)!.Id, table.Find(name)!.Id);
            Assert.NotEqual(before.Find(name)!.Type, table.Find(name)!.Type);
        }

        Assert.Equal(2, world.Schema.FindKeyspace("k")!.FindType("inner")!.Type.Fields.Count);
    }

    private static void AssertSame(SchemaCore a, SchemaCore b)
    {
        Assert.Equal(a.Epoch, b.Epoch);
        Assert.Equal(a.Schema.Version, b.Schema.Version);
        Assert.Equal(a.Schema.TablesById.Count, b.Schema.TablesById.Count);
    }

    private static IEnumerable<string> Statements() =>
        File.ReadAllText(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Schema/answered.txt")).Split("\n\n")
            .Where(static b => !b.StartsWith('#')).Select(static b => b.Split('\n')[0]);
}
