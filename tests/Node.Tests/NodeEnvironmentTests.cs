using Hathi.Hdfs.Client;

namespace Hathi.Node.Tests;

public sealed class NodeEnvironmentTests
{
    [Fact]
    public void Every_container_gets_what_the_administrator_lists()
    {
        var conf = new Configuration();
        Assert.Equal(new Dictionary<string, string> { ["MALLOC_ARENA_MAX"] = "$MALLOC_ARENA_MAX" }, NodeEnvironment.Read(conf));

        conf.Set("yarn.nodemanager.admin-env", "HADOOP_HOME=/opt/hadoop, A=b=c,EMPTY=");
        conf.Set("yarn.nodemanager.admin-env.LIST", "a,b");
        Assert.Equal(
            new Dictionary<string, string> { ["HADOOP_HOME"] = "/opt/hadoop", ["A"] = "b=c", ["EMPTY"] = "", ["LIST"] = "a,b" },
            NodeEnvironment.Read(conf));
    }

    [Theory]
    [InlineData("HADOOP_HOME")]
    [InlineData("=x")]
    public void An_entry_without_a_name_or_a_value_is_named(string entry)
    {
        var conf = new Configuration();
        conf.Set("yarn.nodemanager.admin-env", entry);
        Assert.Contains($"'{entry}'", Assert.Throws<ConfigurationException>(() => NodeEnvironment.Read(conf)).Message, StringComparison.Ordinal);
    }
}
