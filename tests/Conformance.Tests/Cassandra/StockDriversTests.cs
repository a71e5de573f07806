namespace Hathi.Conformance.Tests.Cassandra;

/// <summary>
/// Drivers as their makers ship them connect, discover, make a keyspace and tables, write, page, are told of changes and of errors, and
/// find all of it again after the node was stopped and started.
/// </summary>
[Collection(RingCollection.Name)]
public sealed class StockDriversTests(RingLab ring)
{
    private static readonly string[] s_python = ["3 none", "3 lz4", "4 none", "4 lz4", "5 none", "5 lz4"];
    private static readonly string[] s_node = ["3", "4"];

    [Fact]
    public void Debians_python_driver_and_npms_work_and_find_everything_after_a_restart()
    {
        var (python, node) = (Programs.PythonOfDriver, Programs.NodeOfDriver);
        foreach (var step in (string[])["first", "second"])
        {
            foreach (var way in s_python)
            {
                ring.Run(python, [Path.Combine(RingLab.Scripts, "client.py"), ring.Host, .. way.Split(' '), step]).Ok();
            }

            foreach (var version in s_node)
            {
                ring.Run(
                    "env",
                    [$"NODE_PATH={Programs.NodeModules}", node, Path.Combine(RingLab.Scripts, "client.js"), ring.Host, version, step]).Ok();
            }

            if (step == "first")
            {
                ring.Restart();
            }
        }
    }

    [Fact]
    public void The_lab_tells_where_the_ring_is()
    {
        using var status = ring.Status();
        var roles = status.RootElement.GetProperty("nodes")[0].GetProperty("roles").EnumerateArray().Select(static r => r.GetString());
        Assert.Contains("ring", roles);
        var env = ring.Lab("env").Ok().Output;
        Assert.Contains($"export CQLSH_HOST={ring.Host}\nexport CQLSH_PORT=9042\n", env, StringComparison.Ordinal);
    }
}
