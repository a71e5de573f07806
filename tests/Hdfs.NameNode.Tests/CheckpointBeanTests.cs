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
        JsonElement[] beans = [.. page.RootElement.GetProperty("beans").EnumerateArray()];
        Assert.Equal("Hadoop:service=NameNode,name=FSNamesystemState", beans[0].GetProperty("name").GetString());
        var own = beans.Single(static bean => bean.GetProperty("name").GetString() == "Hathi:service=NameNode,name=Checkpoints");
        Assert.Equal(JsonValueKind.Null, own.GetProperty("LastFailure").ValueKind);
        Assert.Equal(0, own.GetProperty("Failures").GetInt64());
    }
}
