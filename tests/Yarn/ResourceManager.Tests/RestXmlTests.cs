using System.Net.Http.Headers;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>REST in XML, in the form of Apache's 3.5.0.</summary>
public sealed class RestXmlTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("application/xml", "application/xml")]
    [InlineData(Browser, "application/xml")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/xml, application/json", "application/json")]
    [InlineData("application/xml;q=0.5, application/json;q=0.4", "application/xml")]
    [InlineData("nothing that is known", "application/json")]
    public async Task Who_would_rather_have_XML_gets_it(string accept, string type)
    {
        await using var rm = await TestResourceManager.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, rm.Url("/ws/v1/cluster/info"));
        Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        using var answer = await rm.Web.SendAsync(request);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Objects_lists_and_nothing_are_elements()
    {
        await using var rm = await TestResourceManager.StartAsync();
        rm.Web.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/xml"));
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><clusterInfo><id>", await GetAsync("/info"), StringComparison.Ordinal);
        Assert.Equal("<?xml version=\"1.0\" encoding=\"UTF-8\"?><apps/>", await GetAsync("/apps"));
        var id = (await rm.SubmitAsync(static context => context.ApplicationName = "a < b & c")).Id;
        var ids = $"application_{rm.Server.StartTime}_{id:D4}";
        Assert.Matches($"><apps><app><id>{ids}</id>.*<name>a &lt; b &amp; c</name>.*</app></apps>$", await GetAsync("/apps"));
        Assert.Equal(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><appstate><state>ACCEPTED</state></appstate>",
            await GetAsync($"/apps/{ids}/state"));
        await using var first = await FakeNode.StartAsync(rm);
        await using var second = await FakeNode.StartAsync(rm);
        Assert.Equal(3, (await GetAsync("/nodes")).Split("<node><rack>/default-rack</rack><state>RUNNING</state>").Length);
        var scheduler = await GetAsync("/scheduler");
        Assert.Contains(
            "<scheduler><schedulerInfo xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"capacityScheduler\"><capacity>",
            scheduler,
            StringComparison.Ordinal);
        Assert.Contains(
            "<queues><queue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            + "xsi:type=\"capacitySchedulerLeafQueueInfo\"><queuePath>root.default</queuePath>",
            scheduler,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<type>", scheduler, StringComparison.Ordinal);

        async Task<string> GetAsync(string path) => await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster" + path));
    }

    [Fact]
    public async Task A_refusal_is_an_element_too()
    {
        await using var rm = await TestResourceManager.StartAsync();
        rm.Web.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/xml"));
        using var answer = await rm.Web.GetAsync(rm.Url("/ws/v1/cluster/apps/application_1_0001"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><RemoteException><exception>NotFoundException</exception><message>app with id: "
            + "application_1_0001 not found</message><javaClassName>org.apache.hadoop.yarn.webapp.NotFoundException</javaClassName></"
            + "RemoteException>",
            await answer.Content.ReadAsStringAsync());
    }
}
