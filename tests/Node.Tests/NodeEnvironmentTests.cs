using Hathi.Hadoop.Conf;

namespace Hathi.Node.Tests;

public sealed class NodeEnvironmentTests
{
    [Fact]
    public void Every_container_gets_what_the_administrator_lists()
    {
        var conf = new Configuration();
        Assert.Equal(new Dictionary<string, string> { ["MALLOC_ARENA_MAX"] = "$MALLOC_ARENA_MAX" }, NodeEnvironment.Read(conf));

        conf.Set("yarn.nodemanager.admin-env", "HADOOP_HOME=/opt/hadoop, A=b=c,EMPTY=,NOTHING,=x");
        conf.Set("yarn.nodemanager.admin-env.LIST", "a,b");
        Assert.Equal(
            new Dictionary<string, string> { ["HADOOP_HOME"] = "/opt/hadoop", ["A"] = "b=c", ["EMPTY"] = "", ["LIST"] = "a,b" },
            NodeEnvironment.Read(conf));
    }
}
