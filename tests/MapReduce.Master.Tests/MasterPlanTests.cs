using Hathi.Hdfs.Client;

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
        Assert.Contains(Threshold, Assert.Throws<JobDefinitionException>(() => MasterPlan.PassOverShare(configuration)).Message, StringComparison.Ordinal);
    }
}
