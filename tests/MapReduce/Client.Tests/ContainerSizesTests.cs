using Hathi.Hadoop.Conf;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client.Tests;

public class ContainerSizesTests
{
    private static readonly ResourceProto s_most = new() { Memory = 4096, VirtualCores = 4 };

    [Theory]
    [InlineData("mapreduce.map.memory.mb", "4097", 0)]
    [InlineData("mapreduce.map.cpu.vcores", "5", 0)]
    [InlineData("mapreduce.reduce.memory.mb", "4097", 1)]
    [InlineData("mapreduce.reduce.cpu.vcores", "5", 1)]
    [InlineData("yarn.app.mapreduce.am.resource.cpu-vcores", "5", 0)]
    public void A_container_that_no_node_has_is_refused_before_the_job_waits_for_it(string key, string value, int reduces)
    {
        var refusal = Assert.Throws<JobDefinitionException>(() => ContainerSizes.Check(With(key, value), reduces, 1536, s_most));
        Assert.StartsWith($"{key} = {value}: no container of this cluster may have more than 4", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fits_or_is_not_asked_for_is_taken()
    {
        ContainerSizes.Check(With("mapreduce.map.cpu.vcores", "4"), 1, 4096, s_most);
        ContainerSizes.Check(With("mapreduce.reduce.cpu.vcores", "5"), 0, 4096, s_most);
    }

    private static Configuration With(string key, string value)
    {
        var configuration = new Configuration();
        configuration.Set(key, value);
        return configuration;
    }
}
