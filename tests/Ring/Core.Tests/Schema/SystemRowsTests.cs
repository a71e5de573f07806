using System.Text;
using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.SystemTables;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>The system's tables: what they are declared as, and what is in them.</summary>
public sealed class SystemRowsTests
{
    private static readonly NodeView View = new()
    {
        ClusterName = "pi",
        Self = Member(1),
        ListenAddress = [127, 0, 0, 1],
        GossipGeneration = 7,
        Peers = [Member(2), Member(3)],
        Settings = ImmutableSortedDictionary.Create<string, string>().Add("num_tokens", "16"),
    };

    /// <summary>
    /// Columns, types and options as a node of Apache Cassandra 5.0.6 showed them of itself. Its virtual tables come in the order of their
    /// keys, ours in that of tokens like all others.
    /// </summary>
    [Fact]
    public void Rows_of_the_system_s_schema_are_Cassandra_s()
    {
        var seen = File.ReadAllText(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Schema/system-5.0.6.txt"));
        var world = new World();
        var text = new StringBuilder();
        foreach (var block in seen.TrimEnd('\n').Split("\n\n"))
        {
            var table = block[..block.IndexOf('\n', StringComparison.Ordinal)];
            text.Append(table).Append('\n');
            var lines = Lines(world.Schema, table["## ".Length..]);
            if (table.Contains("virtual", StringComparison.Ordinal))
            {
                lines.Sort(StringComparer.Ordinal);
            }

            foreach (var line in lines)
            {
                text.Append(line).Append('\n');
            }

            text.Append('\n');
        }

        Assert.Equal(seen.TrimEnd('\n'), text.ToString().TrimEnd('\n'));
    }

    [Fact]
    public void What_users_declare_is_shown_as_by_Cassandra()
    {
        var seen = File.ReadAllText(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Schema/users-5.0.6.txt"));
        var blocks = seen.TrimEnd('\n').Split("\n\n");
        var world = new World();
        foreach (var statement in blocks[0].Split('\n').Where(static l => !l.StartsWith('#')))
        {
            Assert.DoesNotMatch("^2[0-9]{3} ", world.Say(statement));
        }

        foreach (var block in blocks.Skip(1))
        {
            var lines = block.Split('\n');
            var ours = Lines(world.Schema, lines[0]["## ".Length..]).Where(static l => l.StartsWith("c1u", StringComparison.Ordinal));
            Assert.Equal(string.Join('\n', lines.Skip(1)), string.Join('\n', ours));
        }
    }

    [Fact]
    public void A_node_tells_of_itself_and_of_its_peers()
    {
        var world = new World();
        var local = Assert.Single(Lines(world.Schema, "system.local"));
        Assert.StartsWith(
            "local | COMPLETED | 127.0.0.1 | 7001 | pi | 3.4.7 | dc | 7 | 00000000-0000-0000-0000-000000000001 | 127.0.0.1 | 7001 | 5 | "
            + "org.apache.cassandra.dht.Murmur3Partitioner | r1 | 5.0.6 | 127.0.1.1 | 9043 | ", local, StringComparison.Ordinal);
        Assert.EndsWith($"{world.Schema.Version} | {{-1, 1, 10}} | null", local, StringComparison.Ordinal);
        Assert.Equal(2, Lines(world.Schema, "system.peers").Count);
        Assert.Equal(2, Lines(world.Schema, "system.peers_v2").Count);
        Assert.Equal(["num_tokens | 16"], Lines(world.Schema, "system_views.settings"));
        Assert.Empty(Lines(world.Schema, "system_traces.events"));
    }

    [Fact]
    public void Every_table_of_the_system_can_be_read()
    {
        var schema = SystemKeyspaces.All;
        var rows = new SystemRows(schema, View);
        foreach (var table in schema.TablesById.Values)
        {
            Assert.True(rows.Has(table.Id));
            var command = new ReadCommand();
            command.Reset(table.Shape);
            command.Scan(long.MinValue, long.MaxValue);
            using var cursor = rows.Read(command);
            while (cursor.MoveNext())
            {
                Assert.False(cursor.IsStatic);
            }
        }

        Assert.False(rows.Has(Guid.Empty));
    }

    /// <summary>Any way of asking, beside what a list of all rows says.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_read_goes_on_where_it_was_left(bool isReversed, bool byKeys)
    {
        var world = new World();
        var table = world.Schema.FindTable("system_schema", "columns")!;
        var all = Read(world.Schema, table, isReversed, byKeys, null, int.MaxValue);
        Assert.True(all.Count > 200);
        foreach (var page in (int[])[1, 7, 100])
        {
            var paged = new List<(string Key, string Clustering)>();
            while (Read(world.Schema, table, isReversed, byKeys, paged.Count == 0 ? null : paged[^1], page) is { Count: > 0 } next)
            {
                paged.AddRange(next);
            }

            Assert.Equal(all, paged);
        }
    }

    private static List<(string Key, string Clustering)> Read(
        RingSchema schema, TableDefinition table, bool isReversed, bool byKeys, (string Key, string Clustering)? behind, int most)
    {
        var command = new ReadCommand();
        command.Reset(table.Shape);
        command.IsReversed = isReversed;
        foreach (var name in (string[])(byKeys ? ["system_views", "system_schema", "nosuch", "system", "system_auth"] : []))
        {
            var key = Encoding.UTF8.GetBytes(name);
            command.AddKey(Token.Of(key), key);
        }

        if (!byKeys)
        {
            command.Scan(long.MinValue, long.MaxValue);
        }

        if (behind is { } at)
        {
            var key = Convert.FromHexString(at.Key);
            command.ResumeWithin(Token.Of(key), key, Convert.FromHexString(at.Clustering));
        }

        var rows = new List<(string, string)>();
        using var cursor = new SystemRows(schema, View).Read(command);
        while (rows.Count < most && cursor.MoveNext())
        {
            rows.Add((Convert.ToHexString(cursor.Key), Convert.ToHexString(cursor.Clustering)));
        }

        return rows;
    }

    private static List<string> Lines(RingSchema schema, string name)
    {
        var table = schema.FindTable(name.Split('.')[0], name.Split('.')[1])!;
        return RowText.Of(table, new SystemRows(schema, View));
    }

    private static MemberView Member(byte number) => new()
    {
        HostId = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number),
        Address = [127, 0, 0, number],
        Port = 7000 + number,
        NativeAddress = [127, 0, 1, number],
        NativePort = 9042 + number,
        DataCenter = "dc",
        Rack = $"r{number}",
        Tokens = [number, 10 * number, -number],
    };
}
