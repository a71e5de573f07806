using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>What the HDFS client of a job's processes is told of waiting.</summary>
public class NameNodeWaitTests
{
    [Fact]
    public void Two_minutes_are_waited_unless_the_job_says_otherwise()
    {
        var options = Options();
        Assert.True(options.RetryInSafeMode);
        Assert.Equal(120, options.FailoverAttempts);
        Assert.Equal(TimeSpan.FromSeconds(1), options.FailoverMaxDelay);
        Assert.Equal(120, options.ConnectRetries);
    }

    [Fact]
    public void The_wait_is_a_setting()
    {
        var options = Options((NameNodeWait.Key, "30s"), ("ipc.client.connect.retry.interval", "500"));
        Assert.Equal(30, options.FailoverAttempts);
        Assert.Equal(60, options.ConnectRetries);
        Assert.False(Options((NameNodeWait.Key, "0")).RetryInSafeMode);
    }

    [Fact]
    public void Properties_that_are_set_hold()
    {
        var options = Options(("dfs.client.retry.policy.enabled", "false"), ("ipc.client.connect.max.retries", "3"));
        Assert.False(options.RetryInSafeMode);
        Assert.Equal(3, options.ConnectRetries);
    }

    private static HdfsClientOptions Options(params (string Name, string Value)[] properties)
    {
        var configuration = new Configuration();
        foreach (var (name, value) in properties)
        {
            configuration.Set(name, value);
        }

        NameNodeWait.Apply(configuration);
        return HdfsClientOptions.From(configuration);
    }
}
