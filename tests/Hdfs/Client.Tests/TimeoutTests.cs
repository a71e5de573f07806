using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Tests.Fakes;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>0 is Hadoop's "no time-out", which many configurations have; anything below is a mistake that is named.</summary>
public sealed class TimeoutTests
{
    private static readonly string[] Timeouts =
        ["dfs.client.socket-timeout", "dfs.datanode.socket.write.timeout", "ipc.client.rpc-timeout.ms", "ipc.client.connect.timeout"];

    private static readonly string[] Pauses =
    [
        "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "dfs.client.write.exclude.nodes.cache.expiry.interval.millis",
        "dfs.client.retry.window.base",
        "dfs.client.socketcache.expiryMsec", "dfs.client.hedged.read.threshold.millis", "ipc.client.connect.retry.interval",
        "dfs.client.failover.sleep.base.millis",
        "dfs.client.failover.sleep.max.millis", "dfs.client.datanode-restart.timeout",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Values() => [.. from key in (string[])[.. Timeouts, .. Pauses]
        from value in (string[])["0", "1000000000000", "9000000000000000"]
        select (key, value)];

    public static TheoryData<string> Keys() => [.. Timeouts, .. Pauses];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task AnyValueWorks(string key, string value)
    {
        var configuration = new Configuration();
        configuration.Set(key, value);
        HdfsClientOptions options;
        try
        {
            options = HdfsClientOptions.From(configuration);
        }
        catch (ConfigurationException e)
        {
            // More than a number of 64 bits holds in the units of a clock.
            Assert.StartsWith($"{key} = {value}: this is not a time", e.Message);
            return;
        }

        // Makes its RPC client, which checks its own.
        await new HdfsFileSystem(new Uri("hdfs://127.0.0.1:1"), configuration, "ada").DisposeAsync();
        await using var cluster = new FakeCluster(2, options with { BlockSize = FakeCluster.BlockSize });
        var data = WriteTests.Bytes(5, FakeCluster.BlockSize + 1000);
        await WriteTests.WriteAsync(cluster, "/f", data);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancel);
        Assert.Equal(data, read.ToArray());
        Assert.Equal(10, await stream.ReadAtAsync(5, new byte[10], Cancel));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void LessThanNothingIsNamed(string key)
    {
        var configuration = new Configuration();
        configuration.Set(key, "-1");
        if (key == "ipc.client.rpc-timeout.ms")
        {
            // Here Apache takes it for none.
            Assert.Equal(Configuration.NoTimeout, HdfsClientOptions.From(configuration).CallTimeout);
            return;
        }

        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => HdfsClientOptions.From(configuration)).Message);
    }
}
