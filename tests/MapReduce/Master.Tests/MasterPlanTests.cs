using Hathi.Hadoop.Conf;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

public class MasterPlanTests
{
    private const string Threshold = "yarn.app.mapreduce.am.job.node-blacklisting.ignore-threshold-node-percent";

    [Theory]
    [InlineData("-1", double.PositiveInfinity)]
    [InlineData("0", 0)]
    [InlineData("100", 1)]
    [InlineData(null, 0.33)]
    public void Above_a_share_of_hosts_none_is_passed_over_unless_there_is_no_such_share(string? value, double expected)
    {
        var configuration = new Configuration();
        if (value is not null)
        {
            configuration.Set(Threshold, value);
        }

        Assert.Equal(expected, MasterPlan.PassOverShare(configuration));
    }

    [Theory]
    [InlineData("-2")]
    [InlineData("101")]
    public void What_is_no_share_is_refused(string value)
    {
        var configuration = new Configuration();
        configuration.Set(Threshold, value);
        Assert.Contains(
            Threshold,
            Assert.Throws<JobDefinitionException>(() => MasterPlan.PassOverShare(configuration)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 600_000)]
    [InlineData("-1", 0)]
    [InlineData("0", 0)]
    [InlineData("600", 10_000)]
    [InlineData("60000", 60_000)]
    public void A_task_may_be_silent_for_ever_or_longer_than_between_two_reports(string? value, long expected)
    {
        var configuration = new Configuration();
        if (value is not null)
        {
            configuration.Set("mapreduce.task.timeout", value);
        }

        Assert.Equal(expected, MasterPlan.TaskTimeout(configuration));
    }

    [Fact]
    public void Nodes_of_one_name_are_one_host()
    {
        var racks = new RackTable([Node("a", 1), Node("a", 2), Node("b", 1)]);
        Assert.Equal(2, racks.Hosts(3));
        Assert.Equal(3, racks.Hosts(4));
        Assert.Equal(0, racks.Hosts(0));
        Assert.Equal(3, new RackTable([]).Hosts(3));
    }

    private static NodeReportProto Node(string host, int port) => new() { NodeId = new NodeIdProto { Host = host, Port = port } };
}
