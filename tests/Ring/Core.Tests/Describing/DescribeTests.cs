using System.Text;
using System.Text.RegularExpressions;
using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Describing;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Schema;

namespace Hathi.Ring.Core.Tests.Describing;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to DESCRIBE, over a schema that the statements between make. This is what was seen, and never
/// written anew from what we say; a table's id is left out.
/// </summary>
public sealed partial class DescribeTests
{
    private const string Indent = "    ";

    private static readonly RingView View = new(
        "Hathi", "Murmur3Partitioner", "DynamicEndpointSnitch", static _ => [(-5, ["/127.0.0.1:7000"]), (-10, ["/127.0.0.1:7000"])]);

    [Fact]
    public void Everything_is_described_as_by_Cassandra()
    {
        var (world, current, wrong) = (new World(), (string?)null, new List<string>());
        foreach (var block in Blocks())
        {
            var lines = block.Split('\n');
            if (lines[0] == "USE" || lines[0].StartsWith("USE ", StringComparison.Ordinal))
            {
                current = lines[0].Length > 4 ? lines[0][4..] : null;
                continue;
            }

            var ours = CqlParser.Parse(lines[0]).Statement is DescribeStatement statement
                ? Described(world, current, statement)
                : world.Say(lines[0]) is var said && char.IsAsciiDigit(said[0]) ? said : "OK";
            if (ours != string.Join('\n', lines[1..].Select(static l => l[Indent.Length..])))
            {
                wrong.Add($"{block}\n{Indent}now: {ours}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.InRange(Blocks().Length, 60, int.MaxValue);
    }

    /// <summary>What is described makes the same again, in another cluster, and is then described alike.</summary>
    [Fact]
    public void What_is_described_makes_the_same_again()
    {
        var (one, other) = (new World(), new World());
        var texts = Blocks().Select(static b => b.Split('\n')[0]);
        foreach (var text in texts.Where(static t => t.StartsWith("CREATE", StringComparison.Ordinal)))
        {
            one.Say(text);
        }

        var schema = new DescribeStatement(DescribeKind.Schema, null, false);
        foreach (var row in new Describer(one.Schema, null, View).Describe(schema).Rows)
        {
            other.Do(Encoding.UTF8.GetString(row[^1]).TrimEnd(';'));
        }

        Assert.Equal(Described(one, null, schema), Described(other, null, schema));
    }

    [Fact]
    public void The_cluster_tells_who_owns_what_where_a_keyspace_is_in_use()
    {
        var world = new World();
        world.Do("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        var cluster = new DescribeStatement(DescribeKind.Cluster, null, false);
        Assert.Equal("Hathi | Murmur3Partitioner | DynamicEndpointSnitch", Described(world, null, cluster));
        Assert.Equal("Hathi | Murmur3Partitioner | DynamicEndpointSnitch", Described(world, "system", cluster));
        var description = new Describer(world.Schema, "k", View).Describe(cluster);
        Assert.Equal(["cluster", "partitioner", "snitch", "range_ownership"], description.Columns.Select(static c => c.Name));
        const string Owner = "00000017" + "00000001" + "0000000F" + "2F3132372E302E302E313A37303030";
        Assert.Equal("00000002" + "00000003" + "2D3130" + Owner + "00000002" + "2D35" + Owner, Convert.ToHexString(description.Rows[0][3]));
    }

    /// <summary>Every system keyspace and all at once: nothing is in the way.</summary>
    [Fact]
    public void All_of_the_system_can_be_described()
    {
        var world = new World();
        var names = Described(world, null, new DescribeStatement(DescribeKind.Keyspaces, null, false)).Split('\n');
        Assert.Contains("system_schema | keyspace | system_schema", names);
        var all = Described(world, null, new DescribeStatement(DescribeKind.FullSchema, null, false));
        Assert.All(names, name => Assert.Contains(name + " | ", all, StringComparison.Ordinal));
        var tables = Described(world, "system", new DescribeStatement(DescribeKind.Tables, null, false));
        Assert.Contains("\"IndexInfo\"", tables, StringComparison.Ordinal);
    }

    private static string[] Blocks() =>
        File.ReadAllText(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Describing/described.txt")).TrimEnd('\n').Split("\n\n");

    private static string Described(World world, string? current, DescribeStatement statement)
    {
        try
        {
            var rows = new Describer(world.Schema, current, View).Describe(statement).Rows;
            var texts = rows.Select(static r => string.Join(" | ", r.Select(Encoding.UTF8.GetString)));
            return rows.Count == 0 ? "OK" : Id().Replace(string.Join('\n', texts.Select(static t => t.Replace('\n', '⏎'))), "ID = *");
        }
        catch (CqlException e)
        {
            return "! " + e.Message;
        }
    }

    [GeneratedRegex("ID = [0-9a-f-]{36}")]
    private static partial Regex Id();
}
