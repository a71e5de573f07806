using System.Text.Json;
using Hathi.Hadoop.Rpc;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>How checkpoints go is told where <c>hathi dfsadmin -report</c> looks, behind the beans that Apache's scripts know.</summary>
public sealed class CheckpointBeanTests
{
    [Fact]
    public async Task The_page_of_beans_tells_of_checkpoints()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        using var http = new HttpClient();
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{nameNode.Server.HttpEndPoint}/jmx?qry=Hathi:*")));
        var own = Assert.Single(page.RootElement.GetProperty("beans").EnumerateArray());
        Assert.Equal("Hathi:service=NameNode,name=Checkpoints", own.GetProperty("name").GetString());
        Assert.False(own.TryGetProperty("LastFailure", out _));
        Assert.Equal(0, own.GetProperty("Failures").GetInt64());
    }

    /// <summary>In /metrics and in the bean; a checkpoint that is written afterwards leaves the number, which is of this process.</summary>
    [Fact]
    public async Task A_checkpoint_that_failed_is_counted()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        using var http = new HttpClient();
        var (metrics, beans) = (new Uri($"http://{nameNode.Server.HttpEndPoint}/metrics"),
            new Uri($"http://{nameNode.Server.HttpEndPoint}/jmx?qry=Hathi:*"));
        await nameNode.FileSystem.MakeDirectoryAsync("/d", null, TestContext.Current.CancellationToken);
        Assert.Contains(
            "\n# TYPE hathi_hdfs_checkpoint_failures gauge\nhathi_hdfs_checkpoint_failures 0\n",
            await http.GetStringAsync(metrics),
            StringComparison.Ordinal);

        var log = Path.Combine(nameNode.NameDirectoryPath, "current", "edits");
        Directory.Move(log, log + ".away");
        await Assert.ThrowsAsync<RpcFault>(nameNode.Server.SaveNamespaceAsync);
        Directory.Move(log + ".away", log);
        Assert.Contains("\nhathi_hdfs_checkpoint_failures 1\n", await http.GetStringAsync(metrics), StringComparison.Ordinal);
        using var page = JsonDocument.Parse(await http.GetStringAsync(beans));
        Assert.NotEmpty(Assert.Single(page.RootElement.GetProperty("beans").EnumerateArray()).GetProperty("LastFailure").GetString()!);

        await nameNode.Server.SaveNamespaceAsync();
        var after = await http.GetStringAsync(metrics);
        Assert.Contains("\nhathi_hdfs_checkpoint_failures 1\n", after, StringComparison.Ordinal);
        Assert.Contains("\nhathi_hdfs_checkpoint_edits_behind 0\n", after, StringComparison.Ordinal);
    }
}
