using System.Text.Json;

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
}
