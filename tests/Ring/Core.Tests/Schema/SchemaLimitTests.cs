using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>How much may be declared, and how names are sorted.</summary>
public sealed class SchemaLimitTests
{
    private readonly World _world = new();

    public SchemaLimitTests() => _world.Do("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");

    [Fact]
    public void Keyspaces_are_bounded()
    {
        var room = SchemaLimits.MaxKeyspaces - _world.Schema.Keyspaces.Count;
        for (var i = 0; i < room; i++)
        {
            _world.Do($"CREATE KEYSPACE k{i} WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}}");
        }

        Refused("CREATE KEYSPACE one_more WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}", "1000 keyspaces");
        _world.Do("DROP KEYSPACE k0");
        _world.Do("CREATE KEYSPACE one_more WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    }

    [Fact]
    public void Tables_are_bounded()
    {
        var room = SchemaLimits.MaxTables - _world.Schema.TablesById.Count;
        for (var i = 0; i < room; i++)
        {
            _world.Do($"CREATE TABLE k.t{i} (a int, b int, c text, PRIMARY KEY (a, b))");
        }

        Refused("CREATE TABLE k.one_more (a int PRIMARY KEY)", "10000 tables");
        _world.Do("DROP TABLE k.t0");
        _world.Do("CREATE TABLE k.one_more (a int PRIMARY KEY)");
    }

    [Fact]
    public void Types_of_a_keyspace_and_fields_of_a_type_are_bounded()
    {
        for (var i = 0; i < SchemaLimits.MaxTypes; i++)
        {
            _world.Do($"CREATE TYPE k.t{i} (a int)");
        }

        Refused("CREATE TYPE k.one_more (a int)", "1000 user types");
        _world.Do("DROP TYPE k.t1");
        Refused($"CREATE TYPE k.t1 ({Columns(SchemaLimits.MaxFields + 1)})", "4000 fields");
        _world.Do($"CREATE TYPE k.t1 ({Columns(SchemaLimits.MaxFields)})");
        Refused("ALTER TYPE k.t1 ADD one_more int", "4000 fields");
    }

    /// <summary>A table is made once a statement, not once a column of it, which would take minutes.</summary>
    [Fact]
    public void Columns_come_and_go_together()
    {
        const int Many = SchemaLimits.MaxColumns - 1;
        var names = string.Join(", ", Enumerable.Range(0, Many).Select(static i => $"c{i}"));
        _world.Do("CREATE TABLE k.wide (a int PRIMARY KEY)");
        _world.Do($"ALTER TABLE k.wide ADD ({names.Replace(",", " int,", StringComparison.Ordinal)} int)");
        var table = _world.Schema.FindKeyspace("k")!.FindTable("wide")!;
        Assert.Equal(SchemaLimits.MaxColumns, table.Columns.Select(static c => c.Id).Distinct().Count());
        Assert.True(table.NextColumnId > table.Columns.Max(static c => c.Id));
        _world.Do($"ALTER TABLE k.wide DROP ({names}, c0)");
        table = _world.Schema.FindKeyspace("k")!.FindTable("wide")!;
        Assert.Equal((1, Many), (table.Columns.Length, table.Dropped.Length));
        Assert.Equal(table.Dropped.Select(static d => d.Name).Order(NameOrder.Bytes), table.Dropped.Select(static d => d.Name));
    }

    [Fact]
    public void Columns_of_a_table_are_bounded_with_those_that_were_dropped()
    {
        Refused($"CREATE TABLE k.t (k int PRIMARY KEY, {Columns(SchemaLimits.MaxColumns)})", "10000 columns");
        _world.Do($"CREATE TABLE k.t (k int PRIMARY KEY, {Columns(SchemaLimits.MaxColumns - 1)})");
        Refused("ALTER TABLE k.t ADD one_more int", "10000 columns");
        _world.Do("ALTER TABLE k.t DROP c1");
        Refused("ALTER TABLE k.t ADD one_more int", "10000 columns");
    }

    [Fact]
    public void Definitions_are_bounded_each_and_all_together()
    {
        var comment = new string('x', SchemaLimits.MaxDefinitionBytes);
        Refused($"CREATE TABLE k.t (k int PRIMARY KEY) WITH comment = '{comment}'", "bytes");
        Refused($"CREATE TABLE k.t (k int PRIMARY KEY, \"{new string('x', ushort.MaxValue + 1)}\" int)", "65535");
        var most = 0;
        while (_world.Say($"CREATE TABLE k.t{most} (k int PRIMARY KEY) WITH comment = '{comment[..^1000]}'")
            .StartsWith("CREATED", StringComparison.Ordinal))
        {
            most++;
        }

        Assert.InRange(most, 5, (int)(SchemaLimits.MaxBytes / SchemaLimits.MaxDefinitionBytes));
        Refused("CREATE TABLE k.small (k int PRIMARY KEY) WITH comment = '" + comment[..^1000] + "'", "all tables and types");
        _world.Do("DROP TABLE k.t0");
        _world.Do("CREATE TABLE k.small (k int PRIMARY KEY)");
    }

    /// <summary>A column of few bytes may have a type of many, which drivers are told with every answer.</summary>
    [Fact]
    public void Columns_are_bounded_as_they_are_told_to_drivers_also_where_only_a_type_grows()
    {
        _world.Do($"CREATE TYPE k.a ({Columns(250)})");
        _world.Do($"CREATE TYPE k.b ({string.Join(", ", Enumerable.Range(0, 100).Select(static i => $"f{i} frozen<a>"))})");
        var weight = _world.Schema.Weight;
        _world.Do("CREATE TABLE k.one (k int PRIMARY KEY, v frozen<b>)");
        Assert.InRange(_world.Schema.Weight - weight, 25_000, long.MaxValue);
        var many = string.Join(", ", Enumerable.Range(0, 6).Select(static i => $"c{i} frozen<b>"));
        Refused($"CREATE TABLE k.many (k int PRIMARY KEY, {many})", "1048576 bytes");
        Refused($"ALTER TABLE k.one ADD ({many})", "1048576 bytes");
        Refused($"ALTER TYPE k.a ADD {new string('x', 20_000)} int", "1048576 bytes");
    }

    /// <summary>A type that has another twice, which has another twice, grows beyond all bounds; nor may it by a change.</summary>
    [Fact]
    public void Types_that_double_are_refused_also_where_they_only_grow()
    {
        _world.Do("CREATE TYPE k.t0 (a int)");
        var last = 0;
        while (_world.Say($"CREATE TYPE k.t{last + 1} (a frozen<t{last}>, b frozen<t{last}>)")
            .StartsWith("CREATED", StringComparison.Ordinal))
        {
            last++;
        }

        Assert.InRange(last, 10, TypeLimits.MaxDepth);
        Refused($"CREATE TYPE k.one_more (a frozen<t{last}>, b frozen<t{last}>)", "composed of more than 65536");
        var before = _world.Schema.Version;
        Refused("ALTER TYPE k.t0 ADD b frozen<map<int, frozen<map<int, int>>>>", "composed of more than 65536");
        Assert.Equal(before, _world.Schema.Version);
    }

    [Fact]
    public void Names_are_sorted_as_their_bytes()
    {
        string[] names = ["", "a", "aa", "b", "Z", "é", "\uFFFD", "\uE000", "\U0001F600", "\U0010FFFF", "a\U0001F600", "a\uFFFD"];
        for (var round = 0; round < 200; round++)
        {
            var random = new SeededRandom((ulong)round);
            var (a, b) = (names[random.Next(names.Length)] + names[random.Next(names.Length)], names[random.Next(names.Length)]);
            var bytes = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
            Assert.Equal(Math.Sign(bytes), Math.Sign(NameOrder.Bytes.Compare(a, b)));
        }
    }

    private static string Columns(int count) => string.Join(", ", Enumerable.Range(0, count).Select(static i => $"c{i} int"));

    private void Refused(string statement, string because)
    {
        var refusal = Assert.Throws<CqlException>(() => _world.Do(statement));
        Assert.Equal(CqlErrorCode.Invalid, refusal.Code);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 1, 1000);
    }
}
