using System.Net;
using System.Text.Json;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>The NameNode's HTTP port: each page by GET and HEAD, and what its servlets refuse.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task Each_page_answers_GET_and_HEAD_and_what_makes_no_sense_is_refused()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{nameNode.Server.HttpEndPoint}") };
        foreach (var (path, status) in (IEnumerable<(string, HttpStatusCode)>)
        [
            ("/jmx", HttpStatusCode.OK),
            ("/conf", HttpStatusCode.OK),
            ("/conf?format=json", HttpStatusCode.OK),
            ("/metrics", HttpStatusCode.OK),
            ("/fsck?ugi=root&path=%2F", HttpStatusCode.OK),
            ("/jmx?get=nonsense", HttpStatusCode.BadRequest),
            ("/jmx?qry=nonsense", HttpStatusCode.BadRequest),
            ("/jmx?get=Hadoop:service=NameNode,name=FSNamesystemState::nonsense", HttpStatusCode.NotFound),
            ("/conf?name=nonsense", HttpStatusCode.NotFound),
            ("/conf?format=nonsense", HttpStatusCode.BadRequest),
            ("/nonsense", HttpStatusCode.NotFound),
        ])
        {
            using var get = await http.GetAsync(path);
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((path, status, status), (path, get.StatusCode, head.StatusCode));
            Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync());
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }

        using var one = JsonDocument.Parse(await http.GetStringAsync("/jmx?get=Hadoop:service=NameNode,name=FSNamesystemState::FSState"));
        Assert.Equal("Operational", one.RootElement.GetProperty("beans")[0].GetProperty("FSState").GetString());
        Assert.Equal("""{"beans":[]}""", (await http.GetStringAsync("/jmx?qry=Hadoop:service=DataNode,*"))
            .Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
    }
}
